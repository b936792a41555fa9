"""The static edition in Chromium: from a plain file server under a path, and from none at all."""

import re
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect
from static_site import built

from attention.ui import site
from attention.ui.words import LANGUAGES, WORDS
from tests.browser.conftest import DESK, PHONE, SAVES_DATA, TABS, Watched, launched
from tests.browser.test_link import LINKS

PATH = "course/attention/"
FLOW = ".flow"
SELF = '[data-part="self"] button.token .word'
READY = '[data-engine="ready"]'
DRAWN = "iframe.bertviz[data-drawn='{}']"
# Waits (without eval, which the page does not allow) until a service worker answers for it.
KEPT = """async () => {
  const workers = navigator.serviceWorker;
  await workers.ready;
  if (!workers.controller) await new Promise((taken) => (workers.oncontrollerchange = taken));
}"""
ONE_VERSION = """async () => {
  const versions = async () =>
    (await caches.keys()).filter((name) => name.startsWith("attention-page"));
  while ((await versions()).length > 1) await new Promise(requestAnimationFrame);
}"""


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def serving(folder, port: int = 0):
    """Serve a folder as `python -m http.server` does; gives the address of the page in it."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Files, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{PATH}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def write(files: dict[str, bytes], folder):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    write(built(), folder / PATH)
    return folder


@pytest.fixture(scope="module")
def address(folder):
    with serving(folder) as address:
        yield address


def watch(page: Page, address: str) -> Page:
    page.set_default_timeout(60_000)
    page.watched = Watched(page, address, set())
    page.missing = []
    page.on("response", lambda one: one.status >= 400 and page.missing.append(one.url))
    return page


@pytest.fixture
def page_of(chromium, address):
    """page_of(query, engine, **context): a page of the edition; afterwards it must have been clean.

    Unless `engine` is given its visitor saves data: weights come only when they are needed.
    """
    opened: list[Page] = []

    def open_page(query="", viewport=PHONE, engine=False, **context):
        context.setdefault("has_touch", viewport["width"] < 800)
        page = watch(chromium.new_context(viewport=viewport, **context).new_page(), address)
        if not engine:
            page.add_init_script(SAVES_DATA)
        page.goto(address + query)
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.context.close()
        assert not page.watched.errors
        assert not page.watched.elsewhere
        assert not page.missing


def ask(page, text: str):
    box = page.locator(".question:visible input[name=text][maxlength]")  # its view is live
    box.fill(text)
    box.press("Enter")


def turn_to(page, tab: str):
    page.locator(f'[role="tab"][data-tab-id="{tab}"]').click()
    expect(page.locator(TABS[tab]).first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tab_and_example_is_there_without_a_model(page_of, language):
    page = page_of(f"?lang={language}")
    words = WORDS[language]
    expect(page.locator("h1")).to_have_text(words["page.title"])
    assert page.evaluate("document.documentElement.lang") == language
    page.locator(".toy input.query").first.press("ArrowRight")
    for tab in ("self-vs-cross", "bertviz", "basics", "self-vs-cross"):
        turn_to(page, tab)
        expect(page.locator("[role=tab][aria-selected=true]")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for name, text in (("pronoun", "his hat"), ("japanese", "黒い猫"), ("hidden", "coffee")):
        page.get_by_role("button", name=words[f"self-vs-cross.example_{name}"]).click()
        expect(page.locator(FLOW)).to_contain_text(text)
    hide = re.compile(words["self-vs-cross.hide"].replace("{word}", "coffee"))
    page.get_by_role("button", name=hide).click()
    expect(page.locator(".hidden-word .bars li").first).to_be_visible()
    turn_to(page, "bertviz")
    for view in ("model", "neuron"):
        page.locator(f"input[value={view}]").locator("..").click()
        expect(page.locator(DRAWN.format(view))).to_be_visible()
    assert not [url for url in page.watched.requests if "/weights/" in url]


def test_what_it_cannot_do_is_left_out(page_of):
    page = page_of("?tab=self-vs-cross")
    page.get_by_role("button", name="More").click()
    names = page.locator(".folded input[type=radio]").evaluate_all("all => all.map(x => x.value)")
    assert names and not [name for name in names if "/" in name]
    page.get_by_role("button", name="Share").click()
    expect(page.locator(".share-panel input")).to_have_value(page.url)
    expect(page.get_by_role("button", name="Show QR code")).to_have_count(0)
    turn_to(page, "basics")
    page.locator(".toy input.query").first.press("ArrowRight")
    expect(page.locator(".toy .agreement")).to_be_empty()


def test_a_browser_of_another_language_gets_that_page_and_the_switch_leads_back(page_of):
    page = page_of(locale="ja-JP")
    expect(page.locator("h1")).to_have_text(WORDS["ja"]["page.title"])
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text(WORDS["en"]["page.title"])
    assert "lang=en" in page.url


@pytest.mark.parametrize("name", LINKS)
def test_a_link_opens_as_in_the_other_edition(page_of, name):
    page = page_of(LINKS[name]["link"], viewport=DESK)
    for selector, text in LINKS[name]["shows"].items():
        expect(page.locator(selector).filter(has_text=text).first).to_be_visible()


def test_a_sentence_of_ones_own_is_read_on_this_device(page_of):
    page = page_of("?tab=self-vs-cross", viewport=DESK)
    ask(page, "Two birds sang in the old tree.")
    expect(page.locator(SELF, has_text="birds")).to_be_visible()
    expect(page.locator(f"{FLOW} .translation")).to_contain_text("oiseaux")
    expect(page.locator(".answered")).to_contain_text("Computed on this device")
    expect(page.locator(".answered button:visible")).to_have_count(0)


def visit(playwright, profile, address: str) -> Page:
    """A page in a browser that keeps what it learns in `profile`."""
    browser = launched(playwright, profile=profile, viewport=DESK, accept_downloads=True)
    return watch(browser.pages[0], address)


def test_taken_along_it_needs_no_network_after_a_restart(playwright, folder, tmp_path):
    with serving(folder) as address:
        page = visit(playwright, tmp_path, address)
        page.goto(address)
        page.get_by_role("button", name=re.compile(r"^Take everything along \(2\d MB\)$")).click()
        expect(page.locator(".offline")).to_contain_text("All of it is on this device")
        page.evaluate(KEPT)
        page.context.close()
    page = visit(playwright, tmp_path, address)
    page.goto(f"{address}?tab=self-vs-cross")
    ask(page, "The dog sleeps.")
    expect(page.locator(SELF, has_text="dog")).to_be_visible()
    expect(page.locator(f"{FLOW} .translation")).to_contain_text("chien")
    page.locator('[data-part="self"]').get_by_role("button", name="Open this").click()
    expect(page.locator('[data-part="self"] .sum .equal')).to_contain_text("✓")
    turn_to(page, "bertviz")
    ask(page, "I like green tea.")
    for view in ("model", "neuron", "head"):
        page.locator(f"input[value={view}]").locator("..").click()
        expect(page.locator(DRAWN.format(view))).to_be_visible()
    inside = page.frame_locator("iframe.bertviz")
    expect(inside.locator("#left text", has_text="green")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as one HTML file").click()
    assert "green" in download.value.path().read_text("utf-8")
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("h1")).to_have_text(WORDS["ja"]["page.title"])
    turn_to(page, "self-vs-cross")
    ask(page, "犬も好きです。")
    expect(page.locator(SELF, has_text="犬")).to_be_visible()
    expect(page.locator(".offline")).to_contain_text(WORDS["ja"]["page.taken_along"])
    page.context.close()
    assert not page.watched.errors


def other_version() -> dict[str, bytes]:
    """The same edition with another title."""
    files = dict(built())
    files["index.html"] = files["index.html"].replace(b"Attention, visually", b"Another title")
    known = {path: content for path, content in files.items() if path != "service_worker.js"}
    return {**files, "service_worker.js": site.service_worker("another", known).encode()}


def test_a_new_version_comes_whole_or_not_at_all(chromium, tmp_path):
    write(built(), tmp_path / PATH)
    new = other_version()
    changed = {path: content for path, content in new.items() if content != built()[path]}
    assert set(changed) == {"index.html", "service_worker.js"}
    with serving(tmp_path) as address:
        page = watch(chromium.new_context(viewport=PHONE).new_page(), address)
        page.goto(address)
        page.evaluate(KEPT)
        # Half of it is there: the worker's list, and not yet the page that it names.
        write({"service_worker.js": changed["service_worker.js"]}, tmp_path / PATH)
        assert page.evaluate(UPDATED) == "redundant"
        page.reload()
        expect(page).to_have_title("Attention, visually")
        write(changed, tmp_path / PATH)
        assert page.evaluate(UPDATED) == "installed"
        other = page.context.new_page()
        other.goto(f"{address}?tab=bertviz")  # beside a page of the old version: the old one
        expect(other.locator(".offline button")).to_be_visible()
        expect(other).to_have_title("Attention, visually")
        other.close()
        for _ in range(20):  # until the browser knows that the other page is gone
            page.reload()
            expect(page.locator(".offline button")).to_be_visible()
            if page.title() == "Another title":
                break
        expect(page).to_have_title("Another title")
        page.evaluate(ONE_VERSION)
        page.context.close()


# Look for a new version; how its installation ended.
UPDATED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update();
  const worker = registration.installing ?? registration.waiting;
  const ended = () => ["installed", "redundant"].includes(worker.state);
  while (!ended()) await new Promise((changed) => (worker.onstatechange = changed));
  return worker.state;
}"""

CLOSED = """<iframe sandbox="allow-scripts allow-forms allow-popups" width="390" height="700"
  src="{}?embed=1&tab=self-vs-cross"></iframe>"""


def test_in_a_closed_frame_there_is_the_picture_and_the_way_out(chromium, folder, address):
    """Without allow-same-origin nothing can be fetched."""
    (folder / "closed.html").write_text(CLOSED.format("/" + PATH))
    page = chromium.new_context(viewport=DESK).new_page()
    page.goto(address.replace(PATH, "closed.html"))
    inside = page.frame_locator("iframe")
    expect(inside.locator(SELF).first).to_be_visible()
    expect(inside.get_by_role("link", name="Open in full")).to_be_visible()
    ask(inside, "I like tea.")
    expect(inside.locator('.notes[data-part="notes"]')).to_contain_text(
        WORDS["en"]["self-vs-cross.note_lost"]
    )
    expect(inside.locator(SELF).first).to_be_visible()
    page.context.close()
