"""Blocking a look on the second tab: what is taken away, what changes, and how it comes back."""

import csv
import json
import re

import pytest
from playwright.sync_api import expect

import attention
from attention.masking import mask_word
from tests.browser.conftest import DESK, PHONE, written

TAB = "?tab=self-vs-cross"
SELF = '[data-part="self"]'
CROSS = '[data-part="cross"]'
FIRST = "The black cat sat on the mat."
SHOES = "Where are my red shoes?"


@pytest.fixture
def tab(page_at):
    def open_tab(query: str = TAB, viewport=DESK, **context):
        page = page_at(query, viewport=viewport, **context)
        expect(page.locator(f"{SELF} button.token").first).to_be_visible()
        expect(page.locator(f"{CROSS} .facts dd").first).to_be_visible()
        return page

    return open_tab


def linked(page) -> dict[str, str]:
    page_address = written(page)
    return dict(re.findall(r"[?&]((?:self|cross)\.(?:blocked|hidden))=([^&]*)", page_address))


def percents(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"(\d+) %", text)]


def test_three_taps_on_a_phone_turn_a_guess_and_the_link_keeps_it(tab):
    page = tab(viewport=PHONE)
    page.locator(".examples button").first.tap()
    card = page.locator(SELF)
    nobody = card.get_by_role("button", name="Nobody looks here")
    expect(card.locator(".hidden-word .bars bdi").first).to_have_text("are")
    expect(nobody).to_be_in_viewport()
    nobody.tap()
    happened = card.locator(".happened")
    expect(happened).to_contain_text("Without “shoes”: are")
    expect(happened).to_have_role("status")
    before, after = mask_word(SHOES, 2), mask_word(SHOES, 2, blocked=[5])
    (was, share), (now, most) = before.guesses[0][0], after.guesses[0][0]
    assert (was, now) == ("are", "is"), "the example shows its point"
    left = dict(after.guesses[0])[was]
    assert percents(happened.inner_text()) == [round(100 * p) for p in (share, left, most)]
    sides = card.locator(".sides .bars")
    expect(sides.nth(0).locator("bdi")).to_have_text([word for word, _ in before.guesses[0]])
    expect(sides.nth(1).locator("bdi")).to_have_text([word for word, _ in after.guesses[0]])
    shoes = card.locator("button.token", has_text="shoes")
    expect(shoes.get_by_role("img", name="blocked")).to_have_text("✂")
    expect(shoes).to_have_attribute("data-weight", "0")
    expect(card.locator(".moved-words li")).to_have_count(len(after.after.maps[0].rows))
    assert linked(page) == {"self.hidden": "2", "self.blocked": "5"}

    again = tab("?" + written(page).partition("?")[2], engine=True)
    card = again.locator(SELF)
    expect(card.locator(".happened")).to_have_text(happened.inner_text())
    expect(card.locator("button.token").nth(2)).to_contain_text("[MASK]")
    shoes = card.locator("button.token", has_text="shoes")
    expect(shoes.locator(".cut")).to_be_visible()
    card.get_by_role("button", name="Undo: all words ✂ shoes").click()
    expect(shoes.locator(".cut")).to_have_count(0)
    expect(card.locator(".blocking")).to_be_hidden()
    expect(card.locator(".hidden-word .bars bdi").first).to_have_text("are")
    assert linked(again) == {"self.hidden": "2"}

    expect(again.locator("html[data-engine=ready]")).to_have_count(1)
    asked = len(again.watched.requests)
    card.get_by_role("button", name="Block a look").click()
    shoes.click()
    card.get_by_role("button", name="Nobody looks here").click()
    expect(card.locator(".happened")).to_have_text(happened.inner_text())
    assert not [url for url in again.watched.requests[asked:] if "gradio_api/run" in url]


def test_a_look_is_blocked_and_seen_again_by_keyboard(tab):
    page = tab(f"{TAB}&self.token=3&self.layer=2&self.head=1")
    card = page.locator(SELF)
    tokens = card.locator("button.token")
    mode = card.get_by_role("button", name="Block a look")
    mode.press("Enter")
    expect(mode).to_have_attribute("aria-pressed", "true")
    offer = card.locator(".offer")
    expect(offer).to_have_text("Tap a word that “cat” should not look at.")
    tokens.nth(3).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(offer.get_by_role("status")).to_have_text("cat → black")
    expect(tokens.nth(3)).to_have_attribute("aria-pressed", "true")
    here = card.get_by_role("button", name="Don’t look here")
    here.press("Enter")
    expect(card.locator(".happened")).to_contain_text("If “cat” does not see “black”")
    expect(here).to_be_focused()
    expect(here).to_have_attribute("aria-pressed", "true")
    weights = attention.self_attention(FIRST, blocked=[[3, 2]]).maps[0].weights[2, 1, 3]
    shown = [float(one.get_attribute("data-weight")) for one in tokens.all()]
    assert shown == pytest.approx(weights, abs=1e-4)
    assert linked(page) == {"self.blocked": "3-2"}
    tokens.nth(4).focus()
    page.keyboard.press("Enter")
    card.get_by_role("button", name="Nobody looks here").press("Enter")
    expect(card.locator(".blocked-looks")).to_contain_text("Blocked: 2")
    assert linked(page) == {"self.blocked": "3-2_4"}
    page.keyboard.press("Escape")
    expect(mode).to_have_attribute("aria-pressed", "false")
    expect(mode).to_be_focused()
    expect(tokens.nth(3)).to_have_attribute("aria-pressed", "true")
    tokens.nth(4).click()
    expect(tokens.nth(4)).to_have_attribute("aria-pressed", "true")
    card.get_by_role("button", name="Guess “sat” instead").click()
    expect(card.locator(".sides")).to_contain_text("BERT’s guesses for “sat”, hidden")
    card.get_by_role("button", name="Undo all").press("Enter")
    expect(card.locator(".blocking")).to_be_hidden()
    assert linked(page) == {}
    page.get_by_label("Your sentence").fill("I like tea.")


def test_a_translation_loses_its_adjective_in_japanese_on_the_smallest_phone(tab):
    page = tab(f"{TAB}&lang=ja", viewport={"width": 320, "height": 640})
    asked = []
    page.on("request", lambda one: "gradio_api/run" in one.url and asked.append(one.post_data))
    page.locator(".examples button", has_text="雨").tap()
    expect(page.locator(f"{SELF} .hidden-word")).to_be_visible()
    card = page.locator(CROSS)
    card.get_by_role("button", name="どこからも見ない").tap()
    text, model = "強い雨が降っています。", "marian-mini-ja-en"
    before = attention.cross_attention(text, model=model).translation
    after = attention.cross_attention(text, model=model, blocked=[1]).translation
    expect(card.locator(".happened")).to_have_text(
        f"「強い」が見えないと：「{before}」→「{after}」"
    )
    expect(card.locator(".sides del")).to_have_text("hard")
    assert json.loads(asked[-1])["data"] == [text, "", model, [1]]
    page.locator(SELF).get_by_role("button", name="どこからも見ない").tap()
    expect(page.locator(f"{SELF} .happened")).to_contain_text("「雨」が見えないと：「降」は")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for button in page.locator(".blocking button:visible").all():
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
    assert linked(page) == {"self.hidden": "5", "self.blocked": "3", "cross.blocked": "1"}
    with page.expect_download() as saved:
        card.get_by_role("button", name="CSVを保存").first.tap()
    rows = list(csv.DictReader(saved.value.path().read_text("utf-8-sig").splitlines()))
    assert rows[0]["what"] == "translation"
    assert (rows[0]["before"], rows[0]["after"]) == (before, after)
    assert {row["blocked"] for row in rows} == {"1"}
    assert {row["what"] for row in rows[1:]} == {"moved encoder", "moved decoder"}
    page.locator(".how label", has_text="日本語").tap()  # another translator, another question
    expect(page.locator(f"{CROSS} .blocking")).to_be_hidden()
    assert "cross.blocked" not in linked(page)


@pytest.mark.parametrize("look", ["lines", "matrix"])
def test_the_source_of_a_translation_is_picked_in_every_way_of_looking(tab, look):
    page = tab(f"{TAB}&cross.look={look}&cross.token=2")
    card = page.locator(CROSS)
    card.get_by_role("button", name="Block a look").click()
    if look == "lines":
        card.locator(".columns button.token", has_text="black").click()
    else:
        for _ in range(2):
            card.get_by_role("button", name="Column to the left").click()
    expect(card.locator(".offer .pill")).to_have_count(2)
    card.get_by_role("button", name="Don’t look here").click()
    expect(card.locator(".happened")).to_contain_text("does not see")
    row, column = map(int, linked(page)["cross.blocked"].removeprefix("cross-").split("-"))
    assert row == 2
    name = attention.cross_attention(FIRST).map("cross").columns[column].replace("▁", "")
    expect(card.locator(".blocked-looks")).to_contain_text(f"✂ {name}")


def test_a_link_to_nonsense_and_a_full_server_lose_nothing(tab):
    page = tab(f"{TAB}&self.blocked=99_x_3-99&self.hidden=0&cross.blocked=<b>")
    card = page.locator(SELF)
    expect(card.locator(".blocking")).to_be_hidden()
    card.get_by_role("button", name="Block a look").click()
    card.locator("button.token", has_text="mat").click()
    page.route(
        "**/gradio_api/run/*",
        lambda route: route.fulfill(status=503, headers={"Retry-After": "0.1"}),
    )
    page.route("**/weights/**", lambda route: route.abort())  # nor can this device stand in
    card.get_by_role("button", name="Nobody looks here").click()
    expect(card.locator(".blocking .notes")).to_contain_text("Many people are asking")
    expect(card.locator(".token .cut")).to_have_count(0)
    page.unroute("**/gradio_api/run/*")
    card.locator(".blocking .notes button").click()
    expect(card.locator("button.token", has_text="mat").locator(".cut")).to_be_visible()
    expect(card.locator(".blocking .notes")).to_be_hidden()
    page.watched.errors.clear()  # the browser reports the 503s
