"""The engine in Chromium: the learner's own device answers, with the server, without, and after."""

import hashlib
import json
import re
import urllib.request
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, launched

READY = '[data-engine="ready"]'
SELF = '[data-part="self"] button.token .word'
TRANSLATION = ".flow .translation"


@pytest.fixture
def ready(page_at):
    """ready(query): the page at tab 2, once the engine holds its models; page.asked: questions."""

    def open_ready(query: str = "?tab=self-vs-cross", **context):
        page = page_at(query, engine=True, **context)
        expect(page.locator(READY)).to_have_count(1)
        page.asked = []
        page.on("request", lambda one: "gradio_api/run" in one.url and page.asked.append(one.url))
        return page

    return open_ready


def ask(page, text: str):
    box = page.get_by_label("Your sentence")
    box.fill(text)
    box.press("Enter")


def test_a_new_sentence_is_answered_here_and_python_agrees(ready):
    page = ready()
    ask(page, "Two birds sang in the old tree.")
    expect(page.locator(SELF, has_text="birds")).to_be_visible()
    expect(page.locator(TRANSLATION)).to_contain_text("oiseaux")
    by = page.get_by_role("button", name="Computed on this device")
    expect(by).to_be_visible()
    assert page.asked == []
    by.click()
    expect(page.locator(".answered .told")).to_contain_text("Python agrees")


def test_all_that_is_asked_is_answered_with_the_network_cut(ready):
    page = ready(viewport=DESK)
    ask(page, "猫が好きです。")  # fetches the models of the other language
    expect(page.locator(SELF, has_text="猫")).to_be_visible()
    expect(page.locator(READY)).to_have_count(1)
    page.context.set_offline(True)
    page.asked.clear()
    ask(page, "犬も好きです。")
    expect(page.locator(SELF, has_text="犬")).to_be_visible()
    ask(page, "The dog sleeps.")
    expect(page.locator(SELF, has_text="dog")).to_be_visible()
    expect(page.locator(TRANSLATION)).to_contain_text("chien")
    page.locator(SELF, has_text="dog").click()
    page.get_by_role("button", name="Hide “dog”").click()
    expect(page.locator(".hidden-word .bars li").first).to_be_visible()
    page.locator('[data-part="self"]').get_by_role("button", name="Open this calculation").click()
    expect(page.locator('[data-part="self"] .sum .equal')).to_contain_text("✓")
    expect(page.locator('[data-part="self"] .turned')).to_contain_text("has turned")
    page.locator("summary", has_text="what would BERT say here").click()
    expect(page.locator('[data-part="self"] .layer-steps li')).to_have_count(7)
    expect(page.locator('[data-part="self"] .layer-steps .chosen').first).to_have_text(
        re.compile("^dog")
    )
    page.get_by_role("button", name="More").click()
    page.get_by_label("Your own translation").fill("Le chien dort.")
    page.get_by_label("Your own translation").press("Enter")
    expect(page.locator(TRANSLATION)).to_contain_text("Le chien dort.")
    assert page.asked == []
    page.context.set_offline(False)


def test_who_saves_data_is_asked_first_and_told_what_it_costs(page_at):
    page = page_at("?tab=self-vs-cross", viewport=PHONE)
    offer = page.get_by_role("button", name="Compute on this device: 10 MB")
    expect(offer).to_be_visible()
    offer.click()
    expect(page.locator(READY)).to_have_count(1)
    expect(offer).to_be_hidden()


def test_one_weight_changed_on_purpose_is_noticed(page_at, chromium, server):
    """With the address, length and hash of the changed file in place of the real one's."""

    def get(path: str) -> bytes:
        return urllib.request.urlopen(server + path).read()

    models = json.loads(get("engine/models.js").decode().partition("= ")[2].rstrip(";\n"))
    entry = next(one for one in models if one["name"] == "bert-mini")["files"]["weights.packed"]
    weights = bytearray(get(entry["url"]))
    weights[len(weights) // 2] ^= 0x40
    script = get("engine/models.js").decode()
    script = script.replace(entry["sha256"], hashlib.sha256(weights).hexdigest())

    context = chromium.new_context(viewport=DESK)
    page = context.new_page()
    context.route(
        "**/engine/models.js", lambda one: one.fulfill(body=script, content_type="text/javascript")
    )
    context.route(
        "**/weights/bert-mini/weights.packed*", lambda one: one.fulfill(body=bytes(weights))
    )
    page.goto(server + "?tab=self-vs-cross")
    expect(page.locator(READY)).to_have_count(1)
    ask(page, "Two birds sang in the old tree.")
    page.get_by_role("button", name="Computed on this device").click()
    expect(page.locator(".answered .told")).to_contain_text("Python says something else")
    context.close()


ALTERED = b"not what was promised" * 1000
BREAK = {
    "altered": lambda one: one.fulfill(body=ALTERED),
    "cut off": lambda one: one.fulfill(body=one.fetch().body()[:1000]),
    "refused": lambda one: one.fulfill(status=404),
    "lost": lambda one: one.abort(),
}


@pytest.mark.parametrize("broken", [*BREAK, "no worker"])
def test_where_the_engine_cannot_be_had_the_server_answers(page_at, broken):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    page.context.add_init_script("delete window.Worker" if broken == "no worker" else "")
    if broken in BREAK:
        page.context.route("**/weights.packed*", BREAK[broken])
    page.reload()
    page.get_by_role("button", name="Compute on this device").click()
    ask(page, "Two birds sang in the old tree.")
    expect(page.locator(TRANSLATION)).to_contain_text("oiseaux")
    expect(page.locator(SELF, has_text="birds")).to_be_visible()
    expect(page.get_by_role("button", name="Computed on this device")).to_be_hidden()
    expect(page.locator(READY)).to_have_count(0)
    page.watched.errors.clear()  # the browser's own, about the file


def test_a_busy_or_lost_server_is_stood_in_for_by_the_device(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    page.context.route("**/gradio_api/run/*", lambda one: one.fulfill(status=503))
    ask(page, "Two birds sang in the old tree.")
    expect(page.locator(TRANSLATION)).to_contain_text("oiseaux")
    expect(page.get_by_role("button", name="Computed on this device")).to_be_visible()
    expect(page.locator('.notes[data-part="notes"]')).to_be_hidden()
    page.watched.errors.clear()


def test_with_neither_server_nor_weights_a_note_offers_another_try(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    page.context.route("**/weights/**", lambda one: one.abort())
    page.context.route("**/gradio_api/run/*", lambda one: one.abort())
    ask(page, "Two birds sang in the old tree.")
    again = page.locator('.notes[data-part="notes"]').get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(page.get_by_label("Your sentence")).to_have_value("Two birds sang in the old tree.")
    page.context.unroute("**/weights/**")
    again.click()
    expect(page.locator(TRANSLATION)).to_contain_text("oiseaux")
    page.watched.errors.clear()


def test_a_school_without_https_has_no_safe_context_and_computes_all_the_same(playwright, server):
    """No Cache Storage, SubtleCrypto nor service worker there; weights stay in IndexedDB."""
    address = server.replace("127.0.0.1", "school.test")
    browser = launched(playwright, "--host-resolver-rules=MAP school.test 127.0.0.1")
    with closing(browser):
        page = browser.new_page()
        page.goto(address + "?tab=self-vs-cross")
        assert not page.evaluate("isSecureContext")
        expect(page.locator(READY)).to_have_count(1)
        fetched = []
        page.context.on("request", lambda one: "/weights/" in one.url and fetched.append(one.url))
        page.reload()
        expect(page.locator(READY)).to_have_count(1)
        assert not fetched
        ask(page, "Two birds sang in the old tree.")
        expect(page.get_by_role("button", name="Computed on this device")).to_be_visible()
