"""The scripts of the first view, sent inside the page.

They are dozens of small files: a slow network would take a round trip for every few of them.
"""

import json
import posixpath
import re
from functools import cache
from pathlib import Path

UI = Path(__file__).parents[1]
# Of the engine only what the sliders need: its models come later, in a worker, which sees no
# import map.
FIRST_OF_ENGINE = "engine/attend.js"
FOLDERS = (
    "shared",
    "attention_view",
    "basics",
    "shell",
    "shell/header",
    "shell/footer",
)
_RELATIVE = re.compile(r'(?P<before>\bfrom\s+|\bimport\s*\(\s*)"(?P<path>\.{1,2}/[^"]+)"')


@cache
def inline() -> str:
    """Return the modules as JSON, name to source, fit to stand in a script element.

    import_map.js makes an import map of it. There a relative path has no base, so imports name
    "app:/" and the path of the module below this folder.
    """
    sources = {FIRST_OF_ENGINE: (UI / FIRST_OF_ENGINE).read_text("utf-8")}
    for folder in FOLDERS:
        for path in sorted((UI / folder).glob("*.js")):
            name = path.relative_to(UI).as_posix()
            sources[name] = _absolute(path.read_text("utf-8"), folder)
    return in_script(sources)


def in_script(content) -> str:
    """Return content as JSON that cannot end the script element it stands in."""
    return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")


def _absolute(source: str, folder: str) -> str:
    def name(found: re.Match) -> str:
        return f'{found["before"]}"app:/{posixpath.normpath(f"{folder}/" + found["path"])}"'

    return _RELATIVE.sub(name, source)
