"""A running app, and pages of it in Chromium that must not err nor leave the origin."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

expect.set_options(timeout=60_000)  # a condition is waited for, however slow the machine
ROOT = Path(__file__).parents[2]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
SPACE = {
    "SPACE_ID": "someone/attention-visually",
    "SPACE_HOST": "someone-attention-visually.hf.space",
    "SYSTEM": "spaces",
}
TABS = {  # each tab, and what shows that its picture is there
    "basics": "#toy .attention-view button.token",
    "self-vs-cross": '#reading .attention-view[data-map="self"] button.token',
    "bertviz": "iframe.bertviz",
}
# Every view that was shown early has moved into Gradio's place for it.
MOVED_IN = "!document.getElementById('early') && document.querySelector('gradio-app #header h1')"
# All that is seen: what it is, and where.
SEEN = """(document) => [...document.querySelectorAll(`.page-header *, [role=tab], .question,
    .question *, .toy, .toy *, .reading, .reading *, .bertviz-view, .bertviz-view *,
    .page-footer *`)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => [one.tagName, JSON.stringify(one.getBoundingClientRect())])"""
# The views of the open tab are filled, to the last button; BERTviz has told how high it is.
FILLED = """(document) => document.querySelector(".page-footer :is(.privacy, a)").textContent
    && !document.querySelector("#early [id][aria-busy]")
    && !document.querySelector("#early .quiet:empty:not([hidden])")
    && [...document.querySelectorAll("#early iframe")].every((one) => one.style.height)"""
SAVES_DATA = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
# What Gradio itself asks for on a Space, and nothing else may.
GRADIO_HOME = {"huggingface.co"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: Sequence[str] = (sys.executable, "app.py"), **environment: str):
    """Serve app.py, or what `command` serves, on a free port until the block ends; its address."""
    port = free_port()
    environment = {**os.environ, "GRADIO_SERVER_PORT": str(port), **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}/"
    try:
        _until_it_answers(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _until_it_answers(process: subprocess.Popen, address: str):
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with {process.returncode}")
        try:
            return urllib.request.urlopen(address, timeout=10).read()
        except OSError:
            try:  # a pause that ends early when the app does
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
    raise RuntimeError("the app does not answer")


@pytest.fixture(scope="session")
def server():
    with running() as address:
        yield address


@pytest.fixture(scope="session")
def space_server():
    """The app with the environment of a Space."""
    with running(**SPACE) as address:
        yield address


def launched(playwright, *args: str, profile: Path | None = None, **context):
    """Start Chromium: the system's where there is one, else Playwright's own.

    With a profile, a folder with what the browser knows after a restart, this is its one context.
    """
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    how = {
        "executable_path": next(filter(None, found), None),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            *args,
        ],
    }
    if profile:
        return playwright.chromium.launch_persistent_context(profile, **how, **context)
    return playwright.chromium.launch(**how)


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = launched(playwright)
    yield browser
    browser.close()


LINK = """async () => {
  window.link = await import(new URL("shared/link.js", document.baseURI));
}"""


def written(page: Page) -> str:
    """The address of a page once it holds all that was chosen: it is written twice a second."""
    page.evaluate(LINK)
    page.wait_for_function("location.search.slice(1) === link.query()")
    return page.evaluate("location.href")


class Watched:
    """What a page did that it should not: errors, and requests to hosts that are not allowed."""

    def __init__(self, page: Page, origin: str, allowed: set[str]):
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.requests: list[str] = []
        self.allowed = {urlsplit(origin).netloc, *allowed}
        if not allowed:  # Gradio's header on a Space complains that its home has no such Space
            page.on("pageerror", lambda error: self.errors.append(str(error)))
            page.on("console", lambda one: one.type == "error" and self.errors.append(one.text))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfinished", lambda request: self._left(request.url))
        # What the page's own policy stops never leaves it.
        page.on("requestfailed", lambda one: one.failure != "csp" and self._left(one.url))

    def _left(self, url: str):
        host = urlsplit(url).netloc
        if host and host not in self.allowed:
            self.elsewhere.append(url)


@pytest.fixture
def page_at(chromium, server):
    """Open the page: page_at(query, viewport, **context); afterwards it must have been clean.

    `page.watched` holds what it did; a test that means to cause an error clears it. Unless `engine`
    is given the browser says that its visitor saves data, so that the server answers.
    """
    opened: list[Page] = []

    def open_page(
        query: str = "", viewport=PHONE, origin: str = server, engine: bool = False, **context
    ) -> Page:
        context.setdefault("has_touch", viewport["width"] < 800)
        page = chromium.new_context(viewport=viewport, **context).new_page()
        if not engine:
            page.add_init_script(SAVES_DATA)
        page.set_default_timeout(60_000)
        page.watched = Watched(page, origin, set() if origin == server else GRADIO_HOME)
        page.goto(origin + query)
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        watched = page.watched
        page.context.close()
        assert not watched.errors
        assert not watched.elsewhere
