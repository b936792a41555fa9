"""The scripts sent inside the page are the files, with imports that an import map can follow."""

import json
import re

from attention.ui.shell.modules import UI, in_script, inline


def test_every_import_of_a_module_is_there():
    sources = json.loads(inline())
    for name, source in sources.items():
        assert not re.search(r'(from|import\(?)\s*"\.', source), name
        for asked in re.findall(r'"app:/([^"]+)"', source):
            assert asked in sources, f"{name} asks for {asked}"


def test_only_the_imports_differ_from_the_files():
    for name, source in json.loads(inline()).items():
        sent = re.sub(r'"app:/[^"]+"', '""', source)
        kept = re.sub(r'(from |import\()"[^"]+"', r'\1""', (UI / name).read_text("utf-8"))
        assert sent == kept


def test_nothing_can_end_the_script_element():
    hostile = {"a": "</script><script>alert(1)</script><!--"}
    assert "<" not in in_script(hostile)
    assert json.loads(in_script(hostile)) == hostile
