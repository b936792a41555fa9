"""What a test asks of a browser that Playwright does not drive: the same in every protocol."""

import json
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

PATIENCE = 60  # seconds that a condition is waited for, however slow the machine
KEYS = {"Enter": "\ue007", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Control": "\ue009"}
# Waits inside the page for a while, so that the protocol is not asked over and over.
UNTIL = """new Promise((resolve) => {
    const end = performance.now() + 5000;
    const look = () => {
        let met = false;
        try { met = Boolean(%s); } catch { /* what it asks about is not there yet */ }
        if (met || performance.now() > end) resolve(met);
        else setTimeout(look, 30);
    };
    look();
})"""
# The first element that is shown; "//…" is an XPath, as for a button by its name.
FIRST = """[...function* (selector) {
    if (!selector.startsWith("//")) return yield* document.querySelectorAll(selector);
    const found = document.evaluate(selector, document);
    for (let node; (node = found.iterateNext());) yield node;
}(%s)].find((node) => node.checkVisibility({ visibilityProperty: true }))"""
MIDDLE = """(() => {
    const node = %s;
    node.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = node.getBoundingClientRect();
    return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
})()"""


class PageGone(Exception):
    """The page was left while something was asked of it."""


class Browser(ABC):
    """A browser with one page. What it complains about on the page is in errors()."""

    @abstractmethod
    def open(self, url: str) -> None:
        """Go to url, and return once its document is loaded."""

    @abstractmethod
    def evaluate(self, expression: str):
        """Return the JSON value of a JavaScript expression; a promise is waited for.

        Raises RuntimeError with what the page threw, PageGone when the page was left meanwhile.
        """

    @abstractmethod
    def set_size(self, width: int, height: int) -> None:
        """Make the page this large in CSS pixels, or as near as the browser's window allows."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """Return what is seen, as PNG."""

    @abstractmethod
    def errors(self) -> list[str]:
        """Return every error, unhandled rejection included, since the browser was last opened."""

    @abstractmethod
    def perform(self, actions: list[dict]) -> None:
        """Do the actions of WebDriver's "perform actions", which both protocols share."""

    def wait_for(self, condition: str) -> None:
        """Wait until a JavaScript condition holds; one that throws does not hold yet."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.evaluate(UNTIL % condition):
                    return
            except PageGone:
                continue
        raise TimeoutError(
            f"never came true: {condition}\nerrors: {self.errors()}\n"
            f"seen: {self.evaluate('document.body.innerText')[:1000]}"
        )

    def click(self, selector: str) -> None:
        """Press the mouse in the middle of the first element that is shown, once there is one."""
        element = FIRST % json.dumps(selector)
        self.wait_for(element)
        x, y = self.evaluate(MIDDLE % element)
        move = {"type": "pointerMove", "x": x, "y": y, "duration": 0, "origin": "viewport"}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self.perform([mouse | {"actions": [move, *press]}])

    def type(self, *keys: str) -> None:
        """Press keys one after the other: names of KEYS, or texts letter by letter."""
        letters = [letter for key in keys for letter in ([KEYS[key]] if key in KEYS else key)]
        strokes = [
            {"type": kind, "value": letter} for letter in letters for kind in ("keyDown", "keyUp")
        ]
        self.perform([{"type": "key", "id": "keyboard", "actions": strokes}])

    def fill(self, selector: str, text: str) -> None:
        """Replace what stands in a field by text, typed."""
        self.click(selector)
        self.evaluate("document.activeElement.select()")
        self.type(text)


def until(process: subprocess.Popen, ready: Callable[[], object]):
    """Return what ready() returns once it is true; RuntimeError when the process ends before."""
    for _ in range(PATIENCE * 5):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")
        if found := ready():
            return found
        try:  # a pause that ends early when the process does
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError(f"{process.args[0]} does not start")
