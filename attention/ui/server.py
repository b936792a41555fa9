"""What stands around Gradio: the page's own files, headers, what is refused, how many may ask."""

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message

from attention.ui import api, engine_files
from attention.ui.admission import Admission
from attention.ui.basics.tab import toy_attention
from attention.ui.bertviz import libraries
from attention.ui.bertviz.tab import bertviz_view
from attention.ui.completion import Completion
from attention.ui.shell.page_head import with_head
from attention.ui.shell.share_panel import qr

UI = Path(__file__).parent
LARGEST_BODY = 256 * 1024  # bytes; two boxes of 20,000 characters, whose tokens are counted
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
    folders = (Mount(f"/{name}", PageFiles(directory=UI / name)) for name in FOLDERS)
    routes = [*folders, engine_files.ROUTE, libraries.ROUTE, Route("/qr.svg", qr)]
    # Gradio compresses what has a file's name; the page itself, and answers, have none.
    run_models = (*api.ENDPOINTS, bertviz_view)
    middleware = [
        Middleware(engine_files.Compression, compresslevel=5),
        Middleware(Page),
        Middleware(Admission, endpoints=[function.__name__ for function in run_models]),
        Middleware(Completion, endpoints=[*api.ENDPOINTS, toy_attention]),
    ]
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
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message):
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))  # keeps what comes repeatedly
            headers.update(HEADERS)
            if self.path.split("/")[0] in FOLDERS:
                headers["cache-control"] = "no-cache"
            elif self.path.startswith("weights/"):  # their addresses hold their hash
                headers["cache-control"] = "public, max-age=31536000, immutable"
            message = {**message, "headers": headers.raw}
            if self.path == "" and headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif self.start:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = with_head(self.body.decode(), self.scope).encode()
            headers = MutableHeaders(raw=self.start["headers"])
            headers["content-length"] = str(len(body))
            headers.add_vary_header("accept-language")
            await self.send({**self.start, "headers": headers.raw})
            message = {"type": "http.response.body", "body": body}
        await self.send(message)
