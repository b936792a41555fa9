"""Questions on a slow line: the newest is answered, none is dropped, and nothing typed is lost."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from attention.ui.initial_views import initial_view
from tests.browser.conftest import DESK, written

LATENCIES = [0, 150, 300, 1000]  # milliseconds, added to every request by Chromium itself
FLOW = ".flow"
WORDS = '[data-part="self"] button.token .word'
HAT = "The man lost his hat."


@pytest.fixture(params=LATENCIES)
def slow(request, page_at):
    """slow(tab): the page at that tab, on a line that is slow once its picture is there."""

    def open_slow(tab: str):
        page = page_at(f"?tab={tab}", viewport=DESK)
        track(page)
        if tab == "bertviz":
            expect(page.locator('iframe.bertviz[data-drawn="head"]')).to_be_visible()
        else:
            expect(page.locator(WORDS).first).to_be_visible()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        conditions = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
        session.send("Network.emulateNetworkConditions", {**conditions, "latency": request.param})
        return page

    return open_slow


def track(page):
    """Keep the questions that are out in page.out."""
    page.out = set()
    page.on("request", lambda one: "gradio_api/run" in one.url and page.out.add(one))
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda one: page.out.discard(one))


def linked(page, key: str) -> str:
    return parse_qs(urlsplit(written(page)).query)[key][0]


def quiet(page):
    """Wait until nothing is asked any more."""
    expect(page.locator('.question[aria-busy="true"]')).to_have_count(0)
    for _ in range(3600):  # frames: a minute
        if not page.out:
            return
        page.evaluate("new Promise(requestAnimationFrame)")
    raise AssertionError(f"not answered: {page.out}")


def test_a_second_sentence_is_answered_while_the_first_is_out(slow):
    page = slow("self-vs-cross")
    box = page.get_by_label("Your sentence")
    for text in ("I like tea.", "I like cats.", "I like dogs."):
        box.fill(text)
        box.press("Enter")
    expect(page.locator(FLOW)).to_contain_text("I like dogs.")
    quiet(page)
    expect(page.locator(FLOW)).to_contain_text("I like dogs.")
    expect(page.locator(WORDS, has_text="dogs")).to_be_visible()
    expect(box).to_have_value("I like dogs.")
    assert linked(page, "text") == "I like dogs."


def test_japanese_and_at_once_back_to_french_is_french(slow):
    page = slow("self-vs-cross")
    page.locator(".how label", has_text="Japanese").click()
    page.locator(".how label", has_text="French").click()
    quiet(page)
    expect(page.locator(".feed[data-feed=decoder]")).to_contain_text("French")
    expect(page.locator(f"{FLOW} .translation")).to_have_text(re.compile("[a-z]"))
    expect(page.get_by_role("radio", name="French", exact=True)).to_be_checked()
    assert linked(page, "to") == "marian-mini-en-fr"


@pytest.mark.parametrize(
    ("group", "chosen", "key", "map"),
    [
        ("BERT", ["bert-mini-ja", "bert-mini"], "bert", "self"),
        ("Translator", ["marian-mini-en-ja", "marian-mini-en-fr"], "to", "cross"),
    ],
)
def test_the_last_of_two_models_answers(slow, group, chosen, key, map):
    page = slow("self-vs-cross")
    page.get_by_role("button", name="More").click()
    page.get_by_label("Your sentence").fill("I like tea.")
    for name in chosen:
        page.get_by_role("radiogroup", name=group, exact=True).get_by_text(name, exact=True).click()
    expect(page.locator(FLOW)).to_contain_text("I like tea.")
    quiet(page)
    expect(page.get_by_role("radio", name=chosen[-1], exact=True)).to_be_checked()
    assert linked(page, key) == chosen[-1]
    expect(page.locator('.notes[data-part="notes"]')).to_be_hidden()
    expect(page.locator(f"{FLOW} .translation")).to_have_text(re.compile("[a-z]"))


def test_the_last_of_two_views_is_drawn(slow):
    page = slow("bertviz")
    page.locator(".how label", has_text="Neuron view").click()
    page.locator(".how label", has_text="Model view").click()
    expect(page.locator('iframe.bertviz[data-drawn="model"]')).to_be_visible()
    quiet(page)
    expect(page.locator('iframe.bertviz[data-drawn="model"]')).to_be_visible()
    expect(page.get_by_role("radio", name="Model view")).to_be_checked()
    assert linked(page, "bertviz") == "model"


def test_the_last_of_two_models_of_bertviz_answers(slow):
    page = slow("bertviz")
    page.get_by_role("button", name="Two sentences").click()
    for name in ("marian-mini-en-fr", "bert-mini-ja"):
        page.locator(".how label", has_text=name).click()
    page.get_by_label("Your sentence").fill("猫が好きです。")
    page.keyboard.press("Enter")
    expect(
        page.frame_locator("iframe.bertviz").locator("#left text", has_text="猫")
    ).to_be_visible()
    quiet(page)
    expect(
        page.frame_locator("iframe.bertviz").locator("#left text", has_text="猫")
    ).to_be_visible()
    assert linked(page, "bertviz.model") == "bert-mini-ja"
    assert linked(page, "bertviz.text") == "猫が好きです。"


def test_an_example_tapped_while_one_types_is_the_example(slow):
    page = slow("self-vs-cross")
    box = page.get_by_label("Your sentence")
    box.fill("")
    box.press_sequentially("A sen")
    page.locator(".examples button", has_text="whose hat?").click()
    page.keyboard.type("tence about tea")  # nothing is there to be typed into now
    expect(page.locator(FLOW)).to_contain_text(HAT)
    quiet(page)
    expect(box).to_have_value(HAT)
    assert linked(page, "text") == HAT


def test_what_is_being_typed_stays_when_an_answer_comes(slow):
    page = slow("self-vs-cross")
    page.locator(".examples button", has_text="whose hat?").click()
    box = page.get_by_label("Your sentence")
    box.fill("A sentence about tea")
    expect(page.locator(FLOW)).to_contain_text(HAT)
    quiet(page)
    expect(box).to_have_value("A sentence about tea")
    expect(box).to_be_focused()


def test_a_question_is_in_the_link_before_it_is_sent(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    expect(page.locator(WORDS).first).to_be_visible()
    held = []
    page.route("**/gradio_api/run/*", lambda route: held.append(route))
    page.get_by_label("Your sentence").fill("I like tea.")
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('I+like+tea.')")  # nothing is answered yet
    assert len(held) == 2
    for route in held:
        route.continue_()
    expect(page.locator(FLOW)).to_contain_text("I like tea.")


@pytest.mark.parametrize("tab", ["self-vs-cross", "bertviz"])
def test_a_lost_line_loses_nothing_and_the_question_is_asked_again(page_at, tab):
    page = page_at(f"?tab={tab}", viewport=DESK)
    picture = page.locator(WORDS if tab != "bertviz" else "iframe.bertviz[data-drawn=head]")
    expect(picture.first).to_be_visible()
    page.evaluate("window.sameDocument = true")
    box = page.get_by_label("Your sentence")
    box.fill("I like tea.")
    page.context.set_offline(True)
    box.press("Enter")
    again = page.locator(".notes:visible").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(box).to_have_value("I like tea.")
    expect(picture.first).to_be_visible()
    key = "text" if tab != "bertviz" else "bertviz.text"
    assert linked(page, key) == "I like tea."
    page.context.set_offline(False)
    again.click()
    if tab == "bertviz":
        inside = page.frame_locator("iframe.bertviz")
        expect(inside.locator("#left text", has_text="tea")).to_be_visible()
    else:
        expect(page.locator(FLOW)).to_contain_text("I like tea.")
    expect(again).to_be_hidden()
    assert page.evaluate("window.sameDocument"), "the page was not loaded anew"
    page.watched.errors.clear()  # the browser reports the lost requests


def test_a_download_is_told_while_it_lasts(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    expect(page.locator(WORDS).first).to_be_visible()
    track(page)
    held, asked = [], []
    share = {"data": [{"progress": 0.25}]}

    def progress(route):
        asked.append(route.request.post_data_json["data"])
        route.fulfill(json=share)

    page.route("**/gradio_api/run/download_progress", progress)
    page.route("**/gradio_api/run/self_attention", lambda route: held.append(route))
    page.get_by_role("button", name="More").click()
    page.locator(".how label", has_text="google-bert/bert-base-uncased").click()
    note = page.locator('[data-note="fetching"]')
    expect(note).to_contain_text("bert-base-uncased is being downloaded: 25 %")
    assert asked[0] == ["google-bert/bert-base-uncased"], "of the built-in one there is none"
    held[0].fulfill(json={"data": [initial_view("self")]})
    expect(note).to_be_hidden()
    quiet(page)
    expect(page.locator('.notes[data-part="notes"]')).to_be_hidden()
