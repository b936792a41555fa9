"""WebKitGTK's MiniBrowser, the engine of every iPhone, by W3C WebDriver over plain HTTP."""

import base64
import json
import os
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx

from tests.browser.conftest import free_port
from tests.browser.drivers.browser import PATIENCE, Browser, PageGone, until

# Debian keeps it outside the path, in a folder named after the processor.
BINARIES = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
GONE = ("no such window", "no such frame", "javascript error")
# WebDriver cannot place a script before a page's own, so this runs with whatever is asked first:
# a page of modules, which wait for the whole document, is then still to begin. It is kept where
# the next page of the same site finds it.
COLLECT = """if (!window.collecting) {
    window.collecting = true;
    const keep = (text) => sessionStorage.setItem("errors",
        JSON.stringify([...JSON.parse(sessionStorage.getItem("errors") ?? "[]"), String(text)]));
    addEventListener("error", ({ message, target }) =>
        keep(message ?? `${target.src ?? target.href} did not load`), true);
    addEventListener("unhandledrejection", ({ reason }) => keep(reason));
    addEventListener("securitypolicyviolation", ({ blockedURI }) => keep(`refused ${blockedURI}`));
    const { error } = console;
    console.error = (...said) => { keep(said.join(" ")); error.apply(console, said); };
}
"""
# The value, or what was thrown, as text: a promise's too.
SCRIPT = (
    COLLECT
    + """const done = arguments[arguments.length - 1];
(async () => JSON.stringify(await (%s)) ?? "null")().then(
    (value) => done({ value }), (error) => done({ error: String(error) }));"""
)


class WebKit(Browser):
    def __init__(self, session: httpx.Client):
        self.session = session

    def _ask(self, method: str, path: str, body: dict | None = None):
        answer = self.session.request(method, path, json=body).json()["value"]
        if isinstance(answer, dict) and "error" in answer and "message" in answer:
            kind = PageGone if answer["error"] in GONE else RuntimeError
            raise kind(f"{answer['error']}: {answer['message']}")
        return answer

    def open(self, url):
        self.evaluate("window.left = true")
        self._ask("POST", "url", {"url": url})  # returns before the page is there
        self._collect_anew()
        self.wait_for("document.readyState === 'complete'")

    def _collect_anew(self):
        """Empty the list of errors as soon as the next document is there, however little of it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(PageGone):
                if self.evaluate("!window.left && (sessionStorage.removeItem('errors'), true)"):
                    return
        raise TimeoutError("the page does not come")

    def evaluate(self, expression):
        result = self._ask("POST", "execute/async", {"script": SCRIPT % expression, "args": []})
        if "error" in result:
            raise RuntimeError(result["error"])
        return json.loads(result["value"])

    def set_size(self, width, height):
        # Of the window, whose bars take some of it; it gets no narrower than they allow.
        inner = self.evaluate("[innerWidth, innerHeight]")
        window = self._ask("GET", "window/rect")
        self._ask(
            "POST",
            "window/rect",
            {
                "width": width + window["width"] - inner[0],
                "height": height + window["height"] - inner[1],
            },
        )

    def screenshot(self):
        return base64.b64decode(self._ask("GET", "screenshot"))

    def perform(self, actions):
        self._ask("POST", "actions", {"actions": actions})

    def errors(self):
        return self.evaluate("JSON.parse(sessionStorage.getItem('errors') ?? '[]')")


@contextmanager
def webkit(_: Path):
    """A WebKit on a screen of its own, until the block ends; it keeps nothing in a folder."""
    binary = next(Path("/").glob(BINARIES.lstrip("/")), None)
    if not binary:
        raise FileNotFoundError(f"{BINARIES}: sh tests/browser/install.sh .venv/bin brings it")
    port = free_port()
    with ExitStack() as started:
        environment = {
            **os.environ,
            "DISPLAY": started.enter_context(_screen()),
            "LANGUAGE": "en_US",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # a container cannot nest another
        }
        driver = started.enter_context(
            _running(["WebKitWebDriver", f"--port={port}"], env=environment)
        )
        base = f"http://127.0.0.1:{port}/"
        client = httpx.Client(base_url=base, timeout=2 * PATIENCE, trust_env=False)
        started.enter_context(client)
        until(driver, lambda: _answers(client))
        options = {"binary": str(binary), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"pageLoadStrategy": "none", "webkitgtk:browserOptions": options}}
        made = client.post("session", json={"capabilities": wanted}).json()["value"]
        if "sessionId" not in made:
            raise RuntimeError(f"WebKit gives no session: {made}")
        client.base_url = f"{base}session/{made['sessionId']}/"
        yield WebKit(client)
        client.delete("")


@contextmanager
def _screen():
    """Give the name of a new screen in memory; the server itself chooses one that is free."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1200x24"]
    with _running(command, pass_fds=[writing], stderr=subprocess.DEVNULL):
        os.close(writing)
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"


@contextmanager
def _running(command: list[str], **options):
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("status").json()["value"]["ready"]
    except httpx.TransportError:
        return False
