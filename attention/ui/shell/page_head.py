"""What Gradio's page is told of ours: language, title, link preview, words and scripts.

All that this and first_paint.js rely on in Gradio's page is here. Where a part is not found,
GradioChanged is raised: app.py asks for the page once at start, and a test does on the installed
Gradio.
"""

import html
import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

import gradio

from attention.ui.contract import VIEWS
from attention.ui.shell.modules import in_script, inline
from attention.ui.words import LANGUAGES, WORDS

SHELL = Path(__file__).parent
# What Gradio's page starts with stands in it after its long configuration.
_STARTS = re.compile(r'<(script|link)\s[^>]*crossorigin (?:src|href)="(\./assets/[^"]+)"')
_CONFIGURATION = "window.gradio_config = "
# What first_paint.js shows each view with, and what it knows the tabs, the page and the place of a
# view by: the last stands in Gradio's own scripts.
_OF_A_VIEW = ("html_template", "css_template")
_OF_A_TAB = (*_OF_A_VIEW, "value")
_IN_SCRIPTS = ("`data-tab-id`", "gradio-container-${", "`element`,`trigger`,`props`")
_SCRIPTS = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"


class GradioChanged(RuntimeError):
    """Gradio's page lacks a part that ours is written into."""


def with_head(page: str, scope: dict) -> str:
    """Return Gradio's page with ours written into its head; `scope` is ASGI's.

    Raises GradioChanged.
    """
    _check_configuration(page)
    _check_scripts(_SCRIPTS)
    language = language_of(scope)
    hints = "".join(_hint(*start) for start in _STARTS.findall(page))
    if not hints:
        raise GradioChanged("Gradio's page names no script of its own: shell/page_head.py")
    page = _put(r'<html\s+lang="[^"]*"', f'<html lang="{language}"', page)
    page = re.sub(r"<meta\s[^>]*\"(?:og|twitter):[^>]*>", "", page)
    page = re.sub(r"<title>.*?</title>", "", page, flags=re.S)
    # Gradio puts the title of its own configuration over the page's once it runs.
    title = json.dumps(WORDS[language]["page.title"])
    page = _put(r'(?<="title":)"[^"]*"(?=,"space_id")', title, page)
    head = head_of(language, _address(scope), hints, inline(_query(scope, "tab")))
    # First in the head: an import map counts only for what is loaded after it.
    base = re.search(r"<base\s[^>]*>", page)
    return _put(r"<base\s[^>]*>", (base[0] if base else "") + head, page)


def head_of(language: str, address: str, hints: str, modules: str, page: str = "") -> str:
    """Return what both editions have in their head; `address` ends in a slash, and `page` is the
    file there that is this page, if it has a name.
    """
    words = WORDS[language]
    return filled(
        (SHELL / "head.html").read_text("utf-8"),
        title=html.escape(words["page.title"]),
        description=html.escape(words["page.description"]),
        address=html.escape(address),
        page=html.escape(page),
        words=in_script(words),
        modules=modules,
        start=(SHELL / "import_map.js").read_text("utf-8"),
        hints=hints,
    )


def filled(template: str, **parts: str) -> str:
    """Return the template with each [[name]] replaced by that part."""
    return re.sub(r"\[\[(\w+)\]\]", lambda part: parts[part[1]], template)


def _check_configuration(page: str):
    """Raise GradioChanged unless each view can be shown from what stands in Gradio's page."""
    _, found, rest = page.partition(_CONFIGURATION)
    if not found:
        raise GradioChanged(f"Gradio's page has no {_CONFIGURATION!r}: shell/page_head.py")
    try:
        config = json.JSONDecoder().raw_decode(rest)[0]
        views = {one["props"].get("elem_id"): one["props"] for one in config["components"]}
        for name, view in VIEWS.items():
            _of(views[name], _OF_A_TAB if view["tab"] else _OF_A_VIEW)
        _of(config, ("css", "version"))
    except (ValueError, KeyError) as missing:
        message = f"Gradio's configuration lacks {missing}: shell/page_head.py"
        raise GradioChanged(message) from missing


def _of(record: dict, names: tuple[str, ...]) -> list:
    return [record[name] for name in names]


@cache
def _check_scripts(folder: Path):
    """Raise GradioChanged unless Gradio's scripts make what first_paint.js looks for."""
    missing = set(_IN_SCRIPTS)
    for path in folder.glob("*.js"):
        script = path.read_bytes()
        missing -= {text for text in missing if text.encode() in script}
        if not missing:
            return
    raise GradioChanged(f"no script of Gradio's says {missing}: shell/page_head.py")


def _put(pattern: str, text: str, page: str) -> str:
    page, count = re.subn(pattern, lambda _: text, page, count=1)
    if not count:
        raise GradioChanged(f"Gradio's page has no {pattern!r}: shell/page_head.py")
    return page


def _hint(element: str, address: str) -> str:
    kind = "script" if element == "script" else "style"
    return f'<link rel="preload" as="{kind}" crossorigin href="{address}">'


def language_of(scope: dict) -> str:
    """Return the page's language: the link's, else the best of Accept-Language, else English."""
    wanted = [_query(scope, "lang")]
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    wanted += [name for _, name in sorted(map(_accepted, accepted.split(",")), key=lambda q: -q[0])]
    for name in wanted:
        primary = re.split("[-_]", name.strip().lower())[0]
        if primary in LANGUAGES:
            return primary
    return LANGUAGES[0]


def _accepted(part: str) -> tuple[float, str]:
    """One entry of Accept-Language, "ja-JP;q=0.8", as (0.8, "ja-JP"); q=0 means: not this one."""
    name, _, quality = part.partition(";")
    number = re.fullmatch(r"\s*q\s*=\s*(\d(?:\.\d{0,3})?)\s*", quality)
    weight = float(number[1]) if number else 1.0
    return weight, name if weight > 0 else ""


def _query(scope: dict, key: str) -> str:
    return parse_qs(scope["query_string"].decode("latin-1")).get(key, [""])[0]


def _address(scope: dict) -> str:
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"localhost").decode("latin-1")
    secure = headers.get(b"x-forwarded-proto", scope["scheme"].encode()) == b"https"
    return f"{'https' if secure else 'http'}://{host}{scope.get('root_path', '')}/"
