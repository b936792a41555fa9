"""The scripts sent inside the page are the files, with imports that an import map can follow."""

import json
import re

import pytest

from attention.ui.contract import TABS
from attention.ui.shell.modules import UI, in_script, inline


@pytest.mark.parametrize("tab", TABS)
def test_every_import_of_a_module_is_there(tab):
    sources = json.loads(inline(tab))
    assert {"shell/header/main.js", "shell/footer/main.js", "shell/tabs.js"} <= sources.keys()
    for name, source in sources.items():
        assert not re.search(r'(from|import\(?)\s*"\.', source), name
        for asked in re.findall(r'"app:/([^"]+)"', source):
            assert asked in sources, f"{name} asks for {asked}"


def test_a_tab_brings_its_own_scripts_and_no_other_tabs():
    folders = {"basics", "compare", "bertviz"}
    for tab, folder in zip(TABS, ("basics", "compare", "bertviz"), strict=True):
        sources = json.loads(inline(tab))
        assert {name.split("/")[0] for name in sources} & folders == {folder}
        assert f"{folder}/main.js" in sources
    assert inline("none") == inline("") == inline(TABS[0])


@pytest.mark.parametrize("tab", TABS)
def test_only_the_imports_differ_from_the_files(tab):
    for name, source in json.loads(inline(tab)).items():
        sent = re.sub(r'"app:/[^"]+"', '""', source)
        kept = re.sub(r'(from |import\()"[^"]+"', r'\1""', (UI / name).read_text("utf-8"))
        assert sent == kept


def test_nothing_can_end_the_script_element():
    hostile = {"a": "</script><script>alert(1)</script><!--"}
    assert "<" not in in_script(hostile)
    assert json.loads(in_script(hostile)) == hostile
