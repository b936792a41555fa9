"""Firefox by WebDriver BiDi over its own websocket: no other program stands between."""

import base64
import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

from tests.browser.drivers.browser import PATIENCE, Browser, PageGone, until

EVENTS = ["log.entryAdded", "script.realmCreated", "script.realmDestroyed"]
GONE = ("no such frame", "no such script", "unknown error")
# Nothing that Firefox does for itself: what is tested is the page.
PREFERENCES = {
    "intl.accept_languages": "en-US",
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 0,
    "remote.active-protocols": 1,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Firefox(Browser):
    def __init__(self, socket: ClientConnection):
        self.socket, self.asked = socket, 0
        self.realm = self.left = None  # what identifies the page, and the page before it
        self.complaints: list[tuple[str, str]] = []  # the page's realm, and what was said
        self._ask("session.new", {"capabilities": {}})
        self.page = self._ask("browsingContext.getTree", {})["contexts"][0]["context"]
        self._ask("session.subscribe", {"events": EVENTS})

    def _ask(self, method: str, parameters: dict) -> dict:
        self.asked += 1
        self.socket.send(json.dumps({"id": self.asked, "method": method, "params": parameters}))
        while True:
            try:
                told = json.loads(self.socket.recv(timeout=PATIENCE))
            except TimeoutError:
                raise TimeoutError(f"no answer to {method} {parameters}") from None
            if told["type"] == "event":
                gone = self._hear(told["method"], told["params"])
                if gone and method == "script.evaluate":  # which may never be answered then
                    raise PageGone(parameters["expression"])
            elif told.get("id") != self.asked:
                continue
            elif told["type"] == "error":
                kind = PageGone if told["error"] in GONE else RuntimeError
                raise kind(f"{told['error']}: {told['message']}")
            else:
                return told["result"]

    def _hear(self, event: str, said: dict) -> bool:
        """Take note of an event; returns whether it is that the page is left."""
        if event == "log.entryAdded" and said["level"] == "error":
            self.complaints.append((said["source"]["realm"], said["text"]))
        elif event == "script.realmCreated" and said.get("context") == self.page:
            self.realm = said["realm"]
        return event == "script.realmDestroyed" and said["realm"] == self.realm

    def _ask_page(self, method: str, **parameters) -> dict:
        return self._ask(method, {"context": self.page, **parameters})

    def open(self, url):
        self.left = self.realm
        self.complaints.clear()
        self._ask_page("browsingContext.navigate", url=url, wait="complete")

    def _run(self, expression: str) -> dict:
        return self._ask(
            "script.evaluate",
            {
                "expression": f'(async () => JSON.stringify(await ({expression})) ?? "null")()',
                "target": {"context": self.page},
                "awaitPromise": True,
                "userActivation": False,
            },
        )

    def evaluate(self, expression):
        result = self._run(expression)
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    def set_size(self, width, height):
        self._ask_page("browsingContext.setViewport", viewport={"width": width, "height": height})

    def screenshot(self):
        return base64.b64decode(self._ask_page("browsingContext.captureScreenshot")["data"])

    def perform(self, actions):
        self._ask_page("input.performActions", actions=actions)

    def errors(self):
        """Errors of the page's console, uncaught ones included, as Firefox reported them."""
        self.evaluate("null")  # what was reported before is read with the answer
        # A page that is left in the middle of a request complains of it, and not of anything else.
        return [text for realm, text in self.complaints if realm != self.left]


@contextmanager
def firefox(folder: Path):
    """A Firefox with a new profile in folder, until the block ends."""
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items()]
    (folder / "user.js").write_text("".join(lines))
    command = ["firefox-esr", "--headless", "--no-remote", "--profile", str(folder)]
    process = subprocess.Popen(
        [*command, "--remote-debugging-port", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(folder), "LANGUAGE": "en_US"},
    )
    try:
        told = folder / "WebDriverBiDiServer.json"  # the port that it chose
        until(process, lambda: told.exists() and told.read_text().endswith("}"))
        server = json.loads(told.read_text())
        address = f"ws://{server['ws_host']}:{server['ws_port']}/session"
        with connect(address, max_size=2**26, proxy=None) as socket:
            yield Firefox(socket)
    finally:
        process.terminate()
        process.wait(30)
