"""One ASGI middleware: language, link-preview tags, headers, size limit, uploads refused."""

import html
import json
import re
from pathlib import Path
from urllib.parse import parse_qs

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from attention.ui.bertviz import libraries
from attention.ui.shell.modules import in_script, inline
from attention.ui.shell.share_panel import qr
from attention.ui.words import LANGUAGES, WORDS

UI = Path(__file__).parent
LARGEST_BODY = 64 * 1024  # bytes; the longest text is 500 characters
# What Gradio's page starts with stands in it after its long configuration.
_STARTS = re.compile(r'<(script|link)\s[^>]*crossorigin (?:src|href)="(\./assets/[^"]+)"')
# Gradio would draw an icon of any size, however large.
ICONS = ("pwa_icon/192", "pwa_icon/512")
FOLDERS = (
    "engine",
    "shared",
    "attention_view",
    "basics",
    "compare",
    "bertviz",
    "shell",
    "words",
)
HEADERS = {
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    # Gradio builds its pages with eval and inline styles; all the rest stays on the origin,
    # save what Gradio asks of its own home when it runs on a Space.
    "content-security-policy": (
        "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval' "
        "https://huggingface.co https://*.hf.space; "
        "object-src 'none'; base-uri 'self'; frame-ancestors *"
    ),
}


def app_kwargs() -> dict:
    """What launch() hands to FastAPI: the page's own files, and the middleware."""
    routes = [Mount(f"/{name}", PageFiles(directory=UI / name)) for name in FOLDERS]
    routes += [libraries.ROUTE, Route("/qr.svg", qr)]
    # Gradio compresses what has a file's name; the page itself, and answers, have none.
    middleware = [Middleware(GZipMiddleware, compresslevel=5), Middleware(Page)]
    return {"routes": routes, "middleware": middleware}


class PageFiles(StaticFiles):
    """A folder of the page without the Python in it, which no browser needs."""

    def lookup_path(self, path: str):
        return ("", None) if path.endswith(".py") else super().lookup_path(path)


class Page:
    """Serves the app's page in the visitor's language, and refuses what no visitor needs."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = scope["path"].removeprefix(scope.get("root_path", "")).strip("/")
        refused = _refused(scope, path)
        if refused:
            return await PlainTextResponse(*refused)(scope, receive, send)
        await self.app(scope, receive, _Answer(send, scope, path))


def _refused(scope, path: str) -> tuple[str, int] | None:
    headers = dict(scope["headers"])
    if path.endswith("upload"):
        return "Nothing can be uploaded here.", 403
    if path.startswith("pwa_icon/") and path not in ICONS:
        return "There is no icon of that size.", 404
    if b"transfer-encoding" in headers:
        return "Say how long the request is.", 411
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > LARGEST_BODY:
        return "That is too long.", 413
    return None


class _Answer:
    """The answer on its way out: headers are added, and the page itself gets its head."""

    def __init__(self, send, scope, path: str):
        self.send, self.scope, self.path = send, scope, path
        self.start, self.body = None, b""

    async def __call__(self, message):
        if message["type"] == "http.response.start":
            headers = {key.lower(): value for key, value in message["headers"]}
            headers |= {key.encode(): value.encode() for key, value in HEADERS.items()}
            if self.path.split("/")[0] in FOLDERS:
                headers[b"cache-control"] = b"no-cache"
            message = {**message, "headers": list(headers.items())}
            page = self.path == "" and headers.get(b"content-type", b"").startswith(b"text/html")
            if page:
                self.start = message
                return
        elif self.start:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = with_head(self.body.decode(), self.scope).encode()
            headers = dict(self.start["headers"]) | {
                b"content-length": str(len(body)).encode(),
                b"vary": b"accept-language",
            }
            await self.send({**self.start, "headers": list(headers.items())})
            message = {"type": "http.response.body", "body": body}
        await self.send(message)


def with_head(page: str, scope) -> str:
    """Return the page with its language, title, link preview, words and scripts written in."""
    language = _language(scope)
    words = WORDS[language]
    page = re.sub(r'<html\s+lang="[^"]*"', f'<html lang="{language}"', page, count=1)
    page = re.sub(r"<meta\s[^>]*\"(?:og|twitter):[^>]*>", "", page)
    page = re.sub(r"<title>.*?</title>", "", page, flags=re.S)
    # Gradio puts the title of its own configuration over the page's once it runs.
    title = json.dumps(words["page.title"])
    page = re.sub(r'(?<="title":)"[^"]*"(?=,"space_id")', lambda _: title, page, count=1)
    parts = {
        "title": html.escape(words["page.title"]),
        "description": html.escape(words["page.description"]),
        "address": html.escape(_address(scope)),
        "words": in_script(words),
        "modules": inline(),
        "start": (UI / "shell" / "import_map.js").read_text("utf-8"),
        "hints": "".join(_hint(*found) for found in _STARTS.findall(page)),
    }
    head = (UI / "shell" / "head.html").read_text("utf-8")
    head = re.sub(r"\[\[(\w+)\]\]", lambda found: parts[found[1]], head)
    # First in the head: an import map counts only for what is loaded after it.
    return re.sub(r"(<base\s[^>]*>)", lambda found: found[1] + head, page, count=1)


def _hint(element: str, address: str) -> str:
    kind = "script" if element == "script" else "style"
    return f'<link rel="preload" as="{kind}" crossorigin href="{address}">'


def _language(scope) -> str:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    if asked in LANGUAGES:
        return asked
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1").lower()
    for one in accepted.split(","):
        if one.strip()[:2] in LANGUAGES:
            return one.strip()[:2]
    return LANGUAGES[0]


def _address(scope) -> str:
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"localhost").decode("latin-1")
    secure = headers.get(b"x-forwarded-proto", scope["scheme"].encode()) == b"https"
    return f"{'https' if secure else 'http'}://{host}{scope.get('root_path', '')}/"
