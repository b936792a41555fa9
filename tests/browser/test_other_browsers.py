"""The page in WebKit, which every iPhone runs, and in Firefox: all that a visitor does first."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import FILLED, PHONE, SEEN, TABS
from tests.browser.drivers.firefox import firefox
from tests.browser.drivers.webkit import webkit

SELF = '#reading .attention-view[data-map="self"]'
CARD = '[data-part="self"]'
DRAWN = "iframe.bertviz[data-drawn='head']"
NARROWEST = 320  # CSS pixels; WebKitGTK's window stays wider
# As a hand on a slider does it: 300 changes, in no time. Returns where it stopped.
SLIDE = """(() => {
    const slider = document.querySelector('%s');
    const [low, high, step] = ["min", "max", "step"].map((name) => Number(slider[name]));
    for (let i = 0; i < 300; i++) {
        slider.value = low + (i * step) %% (high - low);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    return Number(slider.value);
})()"""
PRESSED = "document.querySelector('%s button.token[aria-pressed=\"true\"]').dataset.index"


@pytest.fixture(scope="session", params=[webkit, firefox], ids=["webkit", "firefox"])
def started(request, tmp_path_factory):
    """Each browser, once a session."""
    with request.param(tmp_path_factory.mktemp(request.param.__name__)) as browser:
        yield browser


@pytest.fixture
def open_page(started, server):
    """Open the page on a phone's screen: open_page(query); afterwards it must have been clean."""

    def open_page(query: str = "", width: int = PHONE["width"]):
        started.set_size(width, PHONE["height"])
        started.open(server + query)
        tab = parse_qs(query[1:]).get("tab", ["basics"])[0]
        started.wait_for(f"document.querySelector('{TABS[tab]}')")
        return started

    yield open_page
    assert not started.errors()


def open_tab(page, name: str):
    page.click(f'[role="tab"][data-tab-id="{name}"]')
    page.wait_for(f"document.querySelector('{TABS[name]}').checkVisibility()")


def link(page) -> dict[str, str]:
    return {
        key: values[0]
        for key, values in parse_qs(urlsplit(page.evaluate("location.href")).query).items()
    }


# Three that a page can complain of, and a moment for each to be told.
COMPLAINTS = """new Promise((resolve) => {
    setTimeout(() => { throw new Error("thrown"); });
    setTimeout(() => Promise.reject(new Error("rejected")));
    setTimeout(() => console.error("said"));
    setTimeout(resolve, 100);
})"""


def test_what_goes_wrong_on_the_page_is_told(started, server):
    started.open(server)
    started.evaluate(COMPLAINTS)
    assert sorted(started.errors()) == ["Error: rejected", "Error: thrown", "said"]
    started.open(server)
    assert started.errors() == []


def test_every_tab_opens_and_none_scrolls_sideways(open_page):
    page = open_page(width=NARROWEST)
    for name in TABS:
        open_tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    page.wait_for(f'document.querySelector("{DRAWN}")')  # its scripts ran


@pytest.mark.parametrize("width", [NARROWEST, 430])
def test_the_arrow_between_encoder_and_decoder_lies_over_no_letters(open_page, width):
    page = open_page("?tab=self-vs-cross", width=width)
    page.wait_for("document.querySelector('.feed.wired b')")
    arrow, under = page.evaluate(
        "[document.querySelector('.wire'), document.querySelector('.feed.wired')].map("
        "(one) => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom])"
    )
    assert arrow[1] - arrow[0] > 40 and arrow[1] <= under[0] + 1


# The page as wide as a phone in a frame of another, with a finger down from its first picture on:
# so long nothing moves into Gradio's places, which are counted.
HOLD = """new Promise((resolve) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { width: 390, height: 844, src: "%s" });
    document.body.replaceChildren(frame);
    const look = () => {
        window.held = frame.contentWindow;
        if (!held.document.getElementById("early")) return setTimeout(look, 5);
        window.places = [];
        held.dispatchEvent(new PointerEvent("pointerdown"));
        held.addEventListener("view:place", ({ detail }) => places.push(detail.name));
        resolve(true);
    };
    look();
})"""
# What is seen once it stays the same: BERTviz's frame grows, and loses its scroll bar by it.
AT_REST = """new Promise((resolve) => {
    let [last, same] = ["", 0];
    const look = () => {
        const now = (%s)(held.document);
        same = String(now) === last ? same + 1 : 0;
        last = String(now);
        if (same > 20) resolve(now);
        else requestAnimationFrame(look);
    };
    look();
})"""
RELEASE = """(() => {
    window.loads = 0;
    for (const one of held.document.querySelectorAll("iframe"))
        one.addEventListener("load", () => loads++);
    held.dispatchEvent(new PointerEvent("pointerup"));
})()"""


@pytest.mark.parametrize("tab", TABS)
def test_nothing_that_is_seen_moves_when_gradio_comes(started, server, tab):
    page, shown = started, f"held.document.querySelector('{TABS[tab]}').checkVisibility()"
    page.open(f"{server}shared/messages.js")
    page.evaluate(HOLD % f"{server}?tab={tab}")
    page.wait_for(f"{shown} && ({FILLED})(held.document)")
    page.wait_for("held.document.querySelector('gradio-app [role=tab]') && places.includes('toy')")
    if tab == "self-vs-cross":
        page.wait_for("places.includes('reading')")
    before = page.evaluate(AT_REST % SEEN)
    page.evaluate(RELEASE)
    keeps = page.evaluate("Boolean(held.Element.prototype.moveBefore)")
    if tab == "bertviz" and not keeps:  # its document would be loaded anew: it stays early
        for other in ("basics", "bertviz"):
            page.evaluate(f"held.document.querySelector('#early [data-tab={other}]').click()")
            page.wait_for(f"held.document.querySelector('#early {TABS[other]}').checkVisibility()")
    else:
        page.wait_for("!held.document.getElementById('early')")
    assert page.evaluate(shown)
    assert page.evaluate(f"({SEEN})(held.document)") == before
    assert page.evaluate("loads") == 0
    assert page.errors() == []


def test_a_tap_on_a_word_makes_it_the_star(open_page):
    page = open_page()
    page.click('#toy .attention-view button.token[data-index="4"]')
    page.wait_for(f"{PRESSED % '#toy'} === '4'")
    open_tab(page, "self-vs-cross")
    page.click(f'{SELF} button.token[data-index="3"]')
    page.wait_for(f"{PRESSED % SELF} === '3'")


def test_a_slider_moves_by_hand_and_the_picture_with_it(open_page):
    page = open_page()
    shares = "[...document.querySelectorAll('#toy .share')].map((one) => one.dataset.weight).join()"
    before = page.evaluate(shares)
    page.click('#toy input[type="range"]')
    page.type("ArrowRight", "ArrowRight")
    page.wait_for(f"{shares} !== '{before}'")
    open_tab(page, "self-vs-cross")
    star = page.evaluate(PRESSED % SELF)
    page.click(f'{SELF} input[type="range"]')
    page.type("ArrowRight")
    page.wait_for(f"{PRESSED % SELF} !== '{star}'")


def test_a_typed_sentence_is_read(open_page):
    page = open_page("?tab=self-vs-cross")
    page.fill("textarea, input[type=text]", "I like dogs.")
    page.type("Enter")
    words = f"[...document.querySelectorAll('{SELF} .word')].map((one) => one.textContent)"
    page.wait_for(f"{words}.includes('dogs')")
    page.wait_for("new URLSearchParams(location.search).get('text') === 'I like dogs.'")


def test_a_look_is_blocked_and_a_strip_a_board_and_the_other_side_open(open_page):
    page = open_page("?tab=self-vs-cross", width=NARROWEST)
    page.click(".examples button")
    page.wait_for(f"document.querySelector('{CARD} .hidden-word bdi')?.textContent === 'are'")
    page.click("//section[@data-part='self']//button[.='Nobody looks here']")
    page.wait_for(f"document.querySelector('{CARD} .happened').textContent.includes('shoes')")
    page.wait_for("new URLSearchParams(location.search).get('self.blocked') === '5'")
    page.click("//section[@data-part='self']//button[.='is looked at by']")
    page.wait_for("new URLSearchParams(location.search).get('self.direction') === 'by'")
    page.click(f"{CARD} .layer-guesses summary")
    page.wait_for(f"document.querySelectorAll('{CARD} .layer-steps .guess').length === 21")
    page.click("//summary[starts-with(., 'Heads at work')]")
    page.wait_for(f"document.querySelector('{CARD} .heads-at-work > li').checkVisibility()")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_language_changes_and_the_rest_stays(open_page):
    page = open_page()
    open_tab(page, "bertviz")
    page.wait_for(f'document.querySelector("{DRAWN}")')
    page.click('button[lang="ja"]')
    page.wait_for("document.documentElement.lang === 'ja'")
    page.wait_for(f"document.querySelector('{TABS['bertviz']}').checkVisibility()")
    page.wait_for("document.querySelector('button[lang=\"en\"]').checkVisibility()")
    page.wait_for(f'document.querySelector("{DRAWN}")')


def test_the_share_panel_holds_the_link(open_page, server):
    page = open_page()
    open_tab(page, "bertviz")
    page.click("//button[.='Share']")
    page.wait_for("document.querySelector('input[type=url]').checkVisibility()")
    shown = page.evaluate("document.querySelector('input[type=url]').value")
    assert shown == f"{server}?v=1&tab=bertviz"


def test_the_slider_under_a_picture_is_followed_however_fast(open_page):
    page = open_page("?tab=self-vs-cross")
    slider = f'{SELF} input[type="range"]'
    page.wait_for(f"document.querySelector('{slider}')")
    at = page.evaluate(SLIDE % slider)
    star = page.evaluate(PRESSED % SELF)
    words = f"[...document.querySelectorAll('{SELF} button.token')]"
    assert page.evaluate(f"{words}[{at}].dataset.index") == star
    page.wait_for(f"new URLSearchParams(location.search).get('self.token') === '{star}'")


def test_a_slider_of_the_toy_is_followed_however_fast(open_page):
    page = open_page()
    slider = '#toy input[type="range"]'
    page.wait_for(f"document.querySelector('{slider}')")
    at = page.evaluate(SLIDE % slider)
    page.wait_for("new URLSearchParams(location.search).has('toy')")
    assert at == pytest.approx(-3 + 299 * 0.05 % 6, abs=0.001)
    again = open_page("?" + urlsplit(page.evaluate("location.href")).query)
    again.wait_for(f"Number(document.querySelector('{slider}').value) === {at}")
