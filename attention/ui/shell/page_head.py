"""What Gradio's page is told of ours: language, title, link preview, words and scripts.

All that this relies on in Gradio's page is here. Where a part is not found, GradioChanged is
raised: app.py asks for the page once at start, and a test does on the installed Gradio.
"""

import html
import json
import re
from pathlib import Path
from urllib.parse import parse_qs

from attention.ui.shell.modules import in_script, inline
from attention.ui.words import LANGUAGES, WORDS

SHELL = Path(__file__).parent
# What Gradio's page starts with stands in it after its long configuration.
_STARTS = re.compile(r'<(script|link)\s[^>]*crossorigin (?:src|href)="(\./assets/[^"]+)"')


class GradioChanged(RuntimeError):
    """Gradio's page lacks a part that ours is written into."""


def with_head(page: str, scope: dict) -> str:
    """Return Gradio's page with ours written into its head; `scope` is ASGI's.

    Raises GradioChanged.
    """
    words = WORDS[language_of(scope)]
    hints = "".join(_hint(*start) for start in _STARTS.findall(page))
    if not hints:
        raise GradioChanged("Gradio's page names no script of its own: shell/page_head.py")
    page = _put(r'<html\s+lang="[^"]*"', f'<html lang="{language_of(scope)}"', page)
    page = re.sub(r"<meta\s[^>]*\"(?:og|twitter):[^>]*>", "", page)
    page = re.sub(r"<title>.*?</title>", "", page, flags=re.S)
    # Gradio puts the title of its own configuration over the page's once it runs.
    page = _put(r'(?<="title":)"[^"]*"(?=,"space_id")', json.dumps(words["page.title"]), page)
    parts = {
        "title": html.escape(words["page.title"]),
        "description": html.escape(words["page.description"]),
        "address": html.escape(_address(scope)),
        "words": in_script(words),
        "modules": inline(),
        "start": (SHELL / "import_map.js").read_text("utf-8"),
        "hints": hints,
    }
    head = (SHELL / "head.html").read_text("utf-8")
    head = re.sub(r"\[\[(\w+)\]\]", lambda part: parts[part[1]], head)
    # First in the head: an import map counts only for what is loaded after it.
    base = re.search(r"<base\s[^>]*>", page)
    return _put(r"<base\s[^>]*>", (base[0] if base else "") + head, page)


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
