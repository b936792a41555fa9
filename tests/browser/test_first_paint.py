"""The first picture is there before Gradio is, and stays as it is when Gradio takes it over."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, FILLED, MOVED_IN, PHONE, SEEN, TABS, written

SMALLEST = {"width": 320, "height": 568}
VIEWPORTS = {"smallest": SMALLEST, "phone": PHONE, "desk": DESK}
QUERIES = ("?", "?lang=ja&__theme=dark&", "?embed=1&")
# The first tab everywhere; the others once on each screen and for each kind of page.
CASES = [("basics", size, query) for size in VIEWPORTS for query in QUERIES]
CASES += [(tab, *case) for tab in list(TABS)[1:] for case in zip(VIEWPORTS, QUERIES, strict=True)]


@pytest.fixture
def early_at(page_at, server):
    """Open a page that Gradio's script has not come to yet; page.send_gradio() lets it come."""

    def open_early(query="", **context):
        page = page_at("shell/icon.svg", **context)
        held = []
        page.route("**/assets/index-*.js", lambda route: held.append(route))
        page.goto(server + query, wait_until="commit")
        tab = parse_qs(query[1:]).get("tab", ["basics"])[0]
        expect(page.locator(TABS.get(tab, TABS["basics"])).first).to_be_visible()
        page.wait_for_function(f"({FILLED})(document)")
        page.send_gradio = lambda: [one.continue_() for one in held]
        return page

    return open_early


@pytest.mark.parametrize(("tab", "size", "query"), CASES)
def test_nothing_that_is_seen_moves_when_gradio_comes(early_at, tab, size, query):
    page = early_at(f"{query}tab={tab}", viewport=VIEWPORTS[size])
    seen = f"({SEEN})(document)"
    before, theme = page.evaluate(seen), page.evaluate("document.body.className")
    height = page.evaluate("document.documentElement.scrollHeight")
    for frame in page.frames:
        frame.evaluate("window.loaded = 'before Gradio'")
    page.send_gradio()
    page.wait_for_function(MOVED_IN)
    expect(page.locator(TABS[tab]).first).to_be_visible()
    assert page.evaluate(seen) == before
    assert {frame.evaluate("window.loaded") for frame in page.frames} == {"before Gradio"}
    assert page.evaluate("document.body.className") == theme
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_the_system_in_the_dark_has_a_dark_page_at_once(early_at):
    page = early_at(color_scheme="dark")
    assert page.evaluate("document.body.className") == "dark"


def test_what_was_done_before_gradio_came_stays(early_at):
    page = early_at()
    page.locator(".toy input.query").first.press("ArrowRight")
    moved = page.locator(".toy input.query").first.input_value()
    page.locator(".toy details summary").first.click()
    page.locator(".toy input.key").first.focus()
    page.send_gradio()
    page.wait_for_function(MOVED_IN)
    expect(page.locator(".toy input.query").first).to_have_value(moved)
    expect(page.locator(".toy details").first).to_have_attribute("open", "")
    expect(page.locator(".toy input.key").first).to_be_focused()
    assert "toy=" in written(page)
    page.get_by_role("button", name="Share").click()
    expect(page.locator(".share-panel")).to_be_visible()


def test_nothing_moves_under_a_finger(early_at):
    page = early_at(viewport=DESK)
    slider = page.locator(".toy input.query").first
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    reached = slider.input_value()
    page.evaluate(
        """() => {
          window.places = [];
          addEventListener("view:place", ({ detail }) => places.push(detail.name));
        }"""
    )
    page.send_gradio()
    page.wait_for_function("places.length === 3")  # the views could move in now
    assert page.evaluate("Boolean(document.getElementById('early'))")
    page.mouse.up()
    page.wait_for_function(MOVED_IN)
    expect(slider).to_have_value(reached)


def test_another_tab_opens_before_gradio_comes_and_waits_for_its_place(early_at):
    page = early_at()
    page.get_by_role("tab").nth(2).click()
    expect(page.get_by_role("tab").nth(2)).to_have_attribute("aria-selected", "true")
    expect(page.locator(TABS["basics"]).first).to_be_hidden()
    expect(page.locator("iframe.bertviz[data-drawn=head]")).to_be_visible()
    page.frames[-1].evaluate("window.loaded = 'before Gradio'")
    page.get_by_role("tab").nth(1).click()
    expect(page.locator(TABS["self-vs-cross"]).first).to_be_visible()
    page.send_gradio()
    expect(page.locator('[role="tab"][data-tab-id="self-vs-cross"]')).to_be_focused()
    expect(page.locator(TABS["self-vs-cross"]).first).to_be_visible()
    page.locator('[role="tab"][data-tab-id="bertviz"]').click()  # which Gradio makes only now
    page.wait_for_function(MOVED_IN)
    expect(page.locator(TABS["bertviz"])).to_be_visible()
    assert page.frames[-1].evaluate("window.loaded") == "before Gradio"
    page.locator('[role="tab"][data-tab-id="basics"]').click()
    expect(page.locator(TABS["basics"]).first).to_be_visible()
    assert "tab=" not in written(page)


def test_a_link_to_another_tab_brings_the_first_when_it_is_opened(page_at):
    page = page_at("?tab=bertviz")
    page.wait_for_function(MOVED_IN)
    expect(page.locator(TABS["bertviz"])).to_be_visible()
    expect(page.locator(TABS["basics"])).to_have_count(0)
    assert not [url for url in page.watched.requests if "/basics/" in url]
    page.locator('[role="tab"][data-tab-id="basics"]').click()
    expect(page.locator(TABS["basics"]).first).to_be_visible()


def test_a_link_to_no_tab_shows_the_first(early_at):
    page = early_at("?tab=constructor")
    page.send_gradio()
    page.wait_for_function(MOVED_IN)
    expect(page.locator(TABS["basics"]).first).to_be_visible()


def test_nothing_is_there_twice(early_at):
    page = early_at()
    page.send_gradio()
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("tablist")).to_have_count(1)
    page.wait_for_function(MOVED_IN)
    twice = """() => [...document.querySelectorAll("[id]")].map((one) => one.id)
        .filter((id, i, all) => id && all.indexOf(id) !== i)"""
    assert not page.evaluate(twice)
    expect(page.get_by_role("main")).to_have_count(1)
