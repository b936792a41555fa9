"""The scripts of the tab that is asked for, sent inside the page.

They are dozens of small files: a slow network would take a round trip for every few of them.
"""

import json
import posixpath
import re
from functools import cache
from pathlib import Path

from attention.ui.contract import TABS, VIEWS

UI = Path(__file__).parents[1]
SHELL = ("shell/first_paint.js", "shell/tabs.js")
_RELATIVE = re.compile(r'(?P<before>\bfrom\s+|\bimport\s*\(?\s*)"(?P<path>\.{1,2}/[^"]+)"')


def inline(tab: str) -> str:
    """Return what `tab` is made of as JSON, module name to source, fit to stand in a script
    element; of a tab that there is not, the first one's.

    import_map.js makes an import map of it.
    """
    return _inline(tab if tab in TABS else TABS[0])


@cache
def _inline(tab: str) -> str:
    return in_script(modules((tab,)))


def modules(tabs: tuple[str, ...], own: dict[str, str] | None = None) -> dict[str, str]:
    """Return the modules that these tabs and what is around them are made of, name to source.

    A module that `own` names has its source there. In an import map a relative path has no base,
    so imports name "app:/" and the path of the module below this folder.
    """
    views = [view for view in VIEWS.values() if view["tab"] in (None, *tabs)]
    wanted = [*SHELL, *(f"{view['folder']}/main.js" for view in views)]
    sources: dict[str, str] = {}
    while wanted:
        name = wanted.pop()
        if name not in sources:
            source = (own or {}).get(name) or (UI / name).read_text("utf-8")
            sources[name], imported = _absolute(name, source)
            wanted += imported
    return dict(sorted(sources.items()))


def in_script(content) -> str:
    """Return content as JSON that cannot end the script element it stands in."""
    return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")


def _absolute(name: str, source: str) -> tuple[str, list[str]]:
    """The source of a module with its imports made absolute, and what it imports."""
    imported = []

    def absolute(found: re.Match) -> str:
        imported.append(posixpath.normpath(f"{posixpath.dirname(name)}/{found['path']}"))
        return f'{found["before"]}"app:/{imported[-1]}"'

    return _RELATIVE.sub(absolute, source), imported
