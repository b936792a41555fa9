"""The picture of attention in Chromium: what it shows is the Trace, whatever is done to it."""

import csv
import io
import json
import re
from urllib.parse import parse_qs
from xml.etree import ElementTree

import numpy as np
import pytest
from bare import open_picture, trace
from PIL import Image
from playwright.sync_api import expect

from attention.ui.encode_trace import picture
from tests.browser.conftest import written

TOKENS = ("[CLS]", "the", "un", "##believ", "##able", "cat", "sat", ".", "[SEP]")
READ = ("<pad>", "▁Le", "▁chat", "s", "▁dort")
SOURCE = ("▁The", "▁cat", "s", "▁sleep", "</s>")
PREDICTED = {
    "predicts": (*READ[1:], "</s>"),
    "probabilities": (0.9, 0.8, 0.7, 0.6, 0.997),
    "candidates": ((),) * 5,
}
PHONE = {"width": 390, "height": 844}
LOOKS = ("sentence", "lines", "matrix", "heads")


@pytest.fixture(scope="module")
def self_trace():
    """Random weights, but that the second layer's first head looks at the previous token."""
    one = trace(TOKENS)
    weights = one.maps[0].weights.copy()
    weights[1, 0] = 0.3 * weights[1, 0] + 0.7 * np.eye(len(TOKENS), k=-1)
    weights /= weights.sum(-1, keepdims=True)
    object.__setattr__(one.maps[0], "weights", weights)
    return one


@pytest.fixture(scope="module")
def cross_trace():
    return trace(READ, SOURCE, kind="cross", **PREDICTED)


@pytest.fixture
def show(chromium):
    """show(trace or value, query, **options): a page with that picture; it must end clean."""
    pages = []

    def open_one(shown, viewport=PHONE, context=None, **options):
        value = shown if isinstance(shown, dict) else on_the_second_word(picture(shown))
        page = chromium.new_context(viewport=viewport, **(context or {})).new_page()
        page.set_default_timeout(10_000)
        pages.append(page)
        return open_picture(page, value, **options)

    yield open_one
    for page in pages:
        errors, asked = page.errors, [url for url in page.asked if not url.startswith("blob:")]
        page.context.close()
        assert not errors
        assert not asked, "the picture explores without asking anybody"


def on_the_second_word(value: dict) -> dict:
    """Let random weights open on the same row everywhere: the second word."""
    for sent in value["maps"]:
        ordinary = [row for row, special in enumerate(sent["special_rows"]) if not special]
        sent["opening"]["row"] = ordinary[min(1, len(ordinary) - 1)]
    return value


def test_it_opens_on_the_row_of_the_value(show, self_trace):
    value = picture(self_trace)
    assert value["maps"][0]["opening"]["row"] not in (0, 2, 8)
    assert star(show(value)) == str(value["maps"][0]["opening"]["row"])


def words(page, side="rows"):
    return page.locator(f".{side} .token")


def shares(page, inside=".stage") -> list[float]:
    return page.locator(f"{inside} .share[data-weight]").evaluate_all(
        "nodes => nodes.map((node) => Number(node.dataset.weight))"
    )


def star(page) -> str:
    return page.locator('button.token[aria-pressed="true"]').get_attribute("data-index")


def choose(page, group: str, text: str):
    page.get_by_role("radiogroup", name=group).get_by_role("radio").filter(
        has_text=re.compile(f"^{text}")
    ).first.click()


def hidden_share(page) -> float:
    hidden = page.locator(".hidden-share")
    return float(hidden.get_attribute("data-weight"))


# What is shown is the Trace


@pytest.mark.parametrize(("layer", "head"), [(0, 0), (1, 2), (0, "mean"), (1, "mean")])
@pytest.mark.parametrize("look", ["sentence", "lines"])
def test_a_tap_shows_the_weights_of_its_row(show, self_trace, layer, head, look):
    page = show(self_trace)
    choose(page, "Way of looking", look.title())
    choose(page, "Layer", layer + 1)
    choose(page, "Head", head if head == "mean" else head + 1)
    for token in (0, 5, 8):
        words(page).nth(token).click()
        weights = self_trace.maps[0].weights[layer]
        row = weights.mean(0)[token] if head == "mean" else weights[head, token]
        assert star(page) == str(token)
        assert shares(page) == pytest.approx(row, abs=1e-4)
        assert page.locator(".attention-view").get_attribute("data-map") == "self"
        assert page.locator("[data-look]").get_attribute("data-look") == look


@pytest.mark.parametrize("look", ["Sentence", "Lines"])
def test_cross_attention_looks_from_the_translation_at_the_source(show, cross_trace, look):
    page = show(cross_trace)
    choose(page, "Way of looking", look)
    words(page).nth(2).click()
    opening = picture(cross_trace)["maps"][0]["opening"]
    row = cross_trace.maps[0].weights[opening["layer"], opening["head"], 2]
    assert shares(page, ".columns") == pytest.approx(row, abs=1e-4)
    assert words(page, "columns").locator(".word").all_inner_texts() == [
        "The", "cat", "s", "sleep", "</s>",
    ]  # fmt: skip
    assert "chat" in words(page).nth(2).inner_text()
    assert "→ s" in words(page).nth(2).inner_text()
    assert page.locator(".said").inner_text().startswith("After reading chat it predicts s (70 %)")


def test_switching_the_way_of_looking_keeps_the_state(show, self_trace):
    page = show(self_trace)
    choose(page, "Layer", 2)
    choose(page, "Head", 3)
    words(page).nth(6).click()
    for look in ("Lines", "Matrix", "All heads", "Sentence"):
        choose(page, "Way of looking", look)
        state = page.evaluate("picture.state")
        assert (state["layer"], state["head"], state["token"]) == (1, 2, 6)
    assert shares(page) == pytest.approx(self_trace.maps[0].weights[1, 2, 6], abs=1e-4)


@pytest.mark.parametrize("merge", [False, True])
@pytest.mark.parametrize("hide", [False, True])
@pytest.mark.parametrize("head", ["mean", 2])
def test_what_is_shown_and_hidden_adds_up_to_one(show, self_trace, merge, hide, head):
    page = show(self_trace)
    choose(page, "Head", head)
    if hide:
        page.get_by_role("switch", name="Hide special tokens").click()
    if merge:
        page.get_by_role("switch", name="Whole words").click()
    page.locator("summary").click()
    for look in ("Sentence", "Lines", "Matrix", "All heads"):
        choose(page, "Way of looking", look)
        hidden = hidden_share(page)
        assert (hidden > 0.001) == hide == page.locator(".hidden-share").is_visible()
        if look in ("Sentence", "Lines"):
            assert sum(shares(page)) + hidden == pytest.approx(1, abs=1e-4)
        assert sum(shares(page, ".numbers")) + 0 == pytest.approx(1, abs=1e-4)


def test_words_sum_to_their_pieces_and_mean_from_them(show, self_trace):
    page = show(self_trace, query="?self.words=words&self.head=1&self.layer=0")
    assert words(page).locator(".word").all_inner_texts() == [
        "[CLS]", "the", "unbelievable", "cat", "sat", ".", "[SEP]",
    ]  # fmt: skip
    words(page).nth(2).click()
    rows = self_trace.maps[0].weights[0, 1, 2:5].mean(0)
    merged = [*rows[:2], rows[2:5].sum(), *rows[5:]]
    assert shares(page) == pytest.approx(merged, abs=1e-4)


def test_what_is_hidden_is_said(show, self_trace):
    page = show(self_trace, query="?self.special=hide&self.layer=1&self.head=0&self.token=5")
    row = self_trace.maps[0].weights[1, 0, 5]
    assert hidden_share(page) == pytest.approx(row[0] + row[8], abs=1e-4)
    share = round(100 * (row[0] + row[8]))
    said = f"{share} % goes to hidden tokens ([CLS], [SEP])."
    assert page.locator(".hidden-share").inner_text() == said
    assert words(page).count() == 7


def test_printed_shares_are_the_rounding_of_the_exact_ones(show, self_trace):
    page = show(self_trace)
    weights = [0, 0.0001, 0.004, 0.0096, 0.306, 0.316, 0.994, 0.997, 0.99996, 1]
    assert page.evaluate(
        """async (weights) => {
            const { percent } = await import("./shared/percent.js");
            return weights.map(percent);
        }""",
        weights,
    ) == ["0 %", "< 0.1 %", "0.4 %", "1 %", "31 %", "32 %", "99 %", "99.7 %", "> 99.9 %", "100 %"]
    printed = page.locator(".stage .share").all_inner_texts()
    for exact, text in zip(shares(page), printed, strict=True):
        number = float(text.strip("<> %"))
        assert abs(number - 100 * exact) <= (0.1 if "." in text else 0.5) + 1e-4


def test_python_writes_the_wire_and_the_browser_reads_it(show, self_trace):
    page = show(self_trace)
    read = page.evaluate(
        """async (map) => {
            const { unpack, grid } = await import("./attention_view/decode_weights.js");
            const read = unpack(map);
            return [[...grid(read, 1, 2)], [...grid(read, 1, "mean")]];
        }""",
        picture(self_trace)["maps"][0],
    )
    weights = self_trace.maps[0].weights[1]
    assert np.abs(np.reshape(read[0], (9, 9)) - weights[2]).max() <= 1 / 65535
    assert np.reshape(read[0], (9, 9)).sum(-1) == pytest.approx(1, abs=1e-12)
    assert np.abs(np.reshape(read[1], (9, 9)) - weights.mean(0)).max() <= 1 / 65535


# Preview, lock, free


def test_focused_is_what_is_pointed_at_or_else_what_is_locked(show, self_trace):
    page = show(self_trace)
    found = page.evaluate(
        """async () => {
            const { focused } = await import("./attention_view/state.js");
            return [[3, 1], [null, 1], [0, 1], [3, null], [null, null]]
                .map(([hovered, token]) => focused({ hovered, token }));
        }"""
    )
    assert found == [3, 1, 0, 3, None]


def test_the_mouse_previews_and_a_tap_locks_until_the_second(show, self_trace):
    page = show(self_trace)
    assert star(page) == "2"  # the second word that is not special
    words(page).nth(6).hover()
    assert star(page) == "6"
    page.mouse.move(0, 0)
    assert star(page) == "2"
    words(page).nth(6).click()
    page.mouse.move(0, 0)
    assert star(page) == "6"
    words(page).nth(1).hover()
    assert star(page) == "1"
    page.mouse.move(0, 0)
    assert star(page) == "6"
    words(page).nth(6).click()
    page.mouse.move(0, 0)
    assert star(page) == "2"


def test_escape_frees(show, self_trace):
    page = show(self_trace)
    words(page).nth(6).click()
    page.mouse.move(0, 0)
    assert page.evaluate("picture.state.locked")
    page.keyboard.press("Escape")
    assert star(page) == "2"
    assert not page.evaluate("picture.state.locked")


def test_a_finger_locks_without_hovering(show, self_trace):
    page = show(self_trace, context={"has_touch": True})
    words(page).nth(5).tap()
    assert star(page) == "5"
    words(page).nth(5).tap()
    assert star(page) == "2"


def test_everything_by_keyboard_alone(show, self_trace):
    page = show(self_trace)
    press = page.keyboard.press

    def tab_to(name):
        for _ in range(40):
            press("Tab")
            if page.evaluate("document.activeElement.textContent").startswith(name):
                return
        raise AssertionError(f"Tab never reaches {name}")

    tab_to("Sentence")
    press("Tab")
    assert page.evaluate("document.activeElement.dataset.index") == "2"
    press("ArrowRight")
    press("ArrowRight")
    assert star(page) == "4"  # focus previews
    press("Enter")
    assert page.evaluate("picture.state.locked")
    press("End")
    assert star(page) == "8"
    press("Home")
    assert star(page) == "0"
    press("Escape")
    assert star(page) == "2"
    press("Enter")
    layer = page.evaluate("picture.state.layer")
    tab_to(str(layer + 1))
    press("ArrowRight")
    assert page.evaluate("picture.state.layer") == (layer + 1) % 2
    press("Tab")
    press("Home")
    before = page.evaluate("picture.state.head")
    press("ArrowRight")
    assert page.evaluate("picture.state.head") != before
    tab_to("Hide special tokens")
    press("Space")
    assert page.locator(".hidden-share").is_visible()
    tab_to("Whole words")
    press("Space")
    assert words(page).count() == 5
    tab_to("Numbers")
    press("Enter")
    assert page.locator(".numbers table").is_visible()
    tab_to("Copy")
    page.keyboard.press("Shift+Tab")
    for look in ("lines", "matrix", "heads"):
        page.get_by_role("radiogroup", name="Way of looking").get_by_role(
            "radio", checked=True
        ).focus()
        press("ArrowRight")
        assert page.evaluate("picture.state.look") == look
    press("Tab")
    place = page.evaluate("[picture.state.layer, picture.state.head]")
    press("ArrowDown" if place[0] == 0 else "ArrowUp")
    assert page.evaluate("picture.state.layer") != place[0]
    press("Enter")
    assert page.evaluate("picture.state.look") == "matrix"


@pytest.mark.parametrize("look", ["sentence", "lines"])
@pytest.mark.parametrize("name", ["arabic", "hebrew"])
def test_to_the_right_is_to_the_right_where_words_run_to_the_left(show, name, look):
    page = show(trace(SENTENCES[name]), query=f"?self.look={look}&self.token=2")
    words(page).nth(2).focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.index") == "1"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.index") == "3"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.index") == "2"
    back = page.get_by_role("button", name="Previous word").bounding_box()
    on = page.get_by_role("button", name="Next word").bounding_box()
    assert on["x"] < back["x"]


def test_arrows_move_from_cell_to_cell(show, self_trace):
    page = show(self_trace, query="?self.look=matrix&self.layer=0&self.head=0&self.token=4")
    page.locator(".scroller").focus()
    column = int(np.argmax(self_trace.maps[0].weights[0, 0, 4]))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft" if column else "ArrowRight")
    column += -1 if column else 1
    exact = float(page.locator(".cell-read .share").get_attribute("data-weight"))
    assert exact == pytest.approx(self_trace.maps[0].weights[0, 0, 5, column], abs=1e-4)


# Both directions


def test_a_word_is_looked_at_in_every_way_of_looking(show, self_trace):
    page = show(self_trace, query="?self.layer=0&self.head=1&self.token=5&self.share=50")
    weights = self_trace.maps[0].weights[0, 1]
    column = weights[:, 5]
    choose(page, "★ word", "is looked at by")
    page.locator("summary").click()
    first = TOKENS[column.argmax()].removeprefix("##")
    for look in ("Lines", "Matrix", "All heads", "Sentence"):
        choose(page, "Way of looking", look)
        said = page.locator(".said").inner_text()
        name = "itself" if first == "cat" else first
        assert said.startswith(f"cat is looked at by {name} {round(100 * column.max())} %")
        assert shares(page, ".numbers") == pytest.approx(column, abs=1e-4)
        if look in ("Sentence", "Lines"):
            assert star(page) == "5"
            assert shares(page) == pytest.approx(column, abs=1e-4)
        if look == "Lines":  # the same lines as in the other direction: those that end here
            order = np.argsort(-weights, axis=1)
            enough = (np.cumsum(np.sort(weights)[:, ::-1], 1) < 0.5 - 1e-6).sum(1) + 1
            drawn = [i for i in range(len(TOKENS)) if 5 in order[i, : enough[i]]]
            left = page.locator(".columns .token:not(.left-out)")
            assert [int(one.get_attribute("data-index")) for one in left.all()] == drawn
            box = {
                side: page.locator(f".lines .{side}").bounding_box() for side in ("rows", "columns")
            }
            assert box["columns"]["x"] < box["rows"]["x"]
        if look == "Matrix":
            cell = page.locator(".cell-read").inner_text()
            assert cell == f"{first} → cat {round(100 * column.max())} %"
            page.get_by_role("button", name="Row below").click()
            page.get_by_role("button", name="Column to the right").click()
            below = min(column.argmax() + 1, len(TOKENS) - 1)
            exact = float(page.locator(".cell-read .share").get_attribute("data-weight"))
            assert exact == pytest.approx(weights[below, 6], abs=1e-4)
            page.evaluate("picture.set({ token: 5, column: null })")
    page.get_by_role("switch", name="Hide special tokens").click()
    assert hidden_share(page) == pytest.approx((column[0] + column[8]) / 2, abs=1e-4)
    choose(page, "★ word", "looks at")
    assert star(page) == "5"
    assert sum(shares(page)) + hidden_share(page) == pytest.approx(1, abs=1e-4)


def test_a_source_word_is_looked_at_by_the_translation(show, cross_trace):
    page = show(cross_trace, query="?self.layer=0&self.head=0&self.token=2")
    weights = cross_trace.maps[0].weights[0, 0]
    choose(page, "★ word", "is looked at by")
    column = int(weights[2].argmax())
    assert star(page) == str(column), "the word that was looked at most is ★ now"
    assert shares(page, ".columns") == pytest.approx(weights[:, column], abs=1e-4)
    looker = int(weights[:, column].argmax())
    row = f"{READ[looker].strip('▁')} → {PREDICTED['predicts'][looker].strip('▁')}"
    assert f"is looked at by {row}" in page.locator(".said").inner_text()
    state = page.evaluate("picture.state")
    assert (state["token"], state["starred"]) == (looker, column), "what goes with a row has one"
    page.get_by_role("button", name="Next word").or_(
        page.get_by_role("button", name="Previous word")
    ).locator(":scope:enabled").first.click()
    assert star(page) != str(column)
    page.evaluate("picture.set({ token: 3 })")  # who sets a row means a row
    assert page.evaluate("[picture.state.direction, picture.state.token]") == ["at", 3]


# Matrix and all heads


def test_tapping_a_cell_says_its_number(show, self_trace):
    page = show(self_trace, query="?self.look=matrix&self.layer=1&self.head=1")
    box = page.locator(".cell-box").bounding_box()
    row = page.locator(".star-row").bounding_box()
    size, rows = box["width"], self_trace.maps[0].weights[1, 1]
    left = row["x"] + row["width"] - 9 * size
    top = row["y"] - 2 * size  # the ★ is the third row
    for i, j in ((0, 0), (8, 8), (3, 6)):
        page.mouse.click(left + (j + 0.5) * size, top + (i + 0.5) * size)
        read = page.locator(".cell-read .share")
        assert float(read.get_attribute("data-weight")) == pytest.approx(rows[i, j], abs=1e-4)
        assert page.evaluate("picture.state.token") == i
    page.get_by_role("button", name="Row above").click()
    page.get_by_role("button", name="Column to the right").click()
    exact = float(page.locator(".cell-read .share").get_attribute("data-weight"))
    assert exact == pytest.approx(rows[2, 7], abs=1e-4)


def test_the_grid_is_painted_by_weight(show):
    one = trace(("a", "b", "c", "d"), layers=1, heads=1)
    page = show(one, query="?self.look=matrix")
    painted = page.evaluate(
        """() => {
            const canvas = document.querySelector(".grid canvas");
            const box = (one) => document.querySelector(one).getBoundingClientRect();
            const [row, cell, base] = [box(".star-row"), box(".cell-box"), box(".grid canvas")];
            const scale = canvas.width / base.width;
            const left = row.right - 4 * cell.width - base.left;
            const top = row.top - cell.height - base.top;
            const context = canvas.getContext("2d");
            const colour = (i, j) => {
                const [x, y] = [left + (j + 0.4) * cell.width, top + (i + 0.4) * cell.height];
                return [...context.getImageData(x * scale, y * scale, 1, 1).data].slice(0, 3);
            };
            return [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => colour(i, j)));
        }"""
    )
    weights = one.maps[0].weights[0, 0]
    card, colour = np.array([255, 255, 255]), np.array([0x93, 0x06, 0x60])
    expected = card + (colour - card) * (weights**0.7)[..., None]
    assert np.abs(np.array(painted) - expected).max() <= 2


@pytest.mark.parametrize("look", ["lines", "matrix", "heads"])
def test_what_is_painted_follows_the_theme(show, self_trace, look):
    page = show(self_trace, query=f"?self.look={look}")
    first = page.locator("canvas").first.evaluate_handle(
        "(canvas) => ({ canvas, light: canvas.toDataURL() })"
    )
    page.evaluate("document.body.classList.add('dark')")
    page.wait_for_function("({ canvas, light }) => canvas.toDataURL() !== light", arg=first)


def test_tapping_a_thumbnail_opens_that_head(show, self_trace):
    page = show(self_trace, query="?self.look=heads&self.layer=0&self.head=0")
    first = page.locator(".chosen-head").bounding_box()
    pitch = first["width"] + 4
    page.mouse.click(first["x"] + 2.5 * pitch, first["y"] + 1.5 * pitch)
    state = page.evaluate("picture.state")
    assert (state["look"], state["layer"], state["head"]) == ("matrix", 1, 2)


@pytest.mark.parametrize("share", [10, 50, 80, 100])
def test_lines_are_the_strongest_that_make_up_the_share(show, self_trace, share):
    page = show(
        self_trace,
        query=f"?self.look=lines&self.share={share}&self.layer=0&self.head=1&self.token=3",
    )
    row = self_trace.maps[0].weights[0, 1, 3]
    order = np.argsort(-row)
    enough = np.searchsorted(np.cumsum(row[order]), share / 100 - 1e-6) + 1
    drawn = page.locator(".columns .token:not(.left-out)").evaluate_all(
        "nodes => nodes.map((node) => Number(node.dataset.index))"
    )
    assert drawn == sorted(order[:enough].tolist())
    assert (
        page.locator(".kept output").inner_text() == f"Lines show {round(100 * row[drawn].sum())} %"
    )


# Heads by role


def test_finding_heads_by_role(show):
    n = len(TOKENS)
    weights = np.full((2, 3, n, n), 1 / n)
    for i in range(n):
        weights[1, 0, i] = np.eye(n)[max(i - 1, 0)]
        weights[0, 2, i] = 0.7 * np.eye(n)[max(i - 1, 0)] + 0.3 / n
    one = trace(TOKENS)
    object.__setattr__(one.maps[0], "weights", weights.astype(np.float32))
    page = show(one)
    page.locator("select").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("[picture.state.layer, picture.state.head]") == [1, 0]
    found = page.get_by_role("radiogroup", name="Heads found")
    assert found.get_by_role("radio").all_inner_texts() == [
        "Layer 2, head 1\n100 %",
        "Layer 1, head 3\n73 %",
    ]
    found.get_by_role("radio").nth(1).click()
    assert page.evaluate("[picture.state.layer, picture.state.head]") == [0, 2]
    head = page.get_by_role("radiogroup", name="Head", exact=True).get_by_role(
        "radio", checked=True
    )
    assert head.inner_text() == "3\nprevious word 73 %"


# Playing, speaking, telling


def test_play_moves_the_star_to_the_end(show, self_trace):
    page = show(self_trace, query="?self.token=6")
    stop_clock(page)
    page.get_by_role("button", name="Play").click()
    seen = [star(page)]
    for _ in range(3):
        page.clock.run_for(1100)
        seen.append(star(page))
    assert seen == ["6", "7", "8", "8"]
    assert page.get_by_role("button", name="Play").is_visible()  # it has stopped
    page.get_by_role("button", name="Play").click()
    assert star(page) == "0"  # and begins again
    words(page).nth(3).click()
    page.clock.run_for(5000)
    assert star(page) == "3"  # a tap stops it


def stop_clock(page):
    """Let time pass on the page only by `page.clock.run_for`, however slow the machine."""
    page.clock.install(time="2026-01-01T00:00:00Z")
    page.clock.pause_at("2026-01-01T01:00:00Z")


def still(page):
    """Stop the page's clock once the first sentence is spoken; return what speaks."""
    spoken = page.get_by_role("status").first
    expect(spoken).not_to_be_empty()  # the real timer that speaks it could not be stopped
    stop_clock(page)
    return spoken


def test_what_is_seen_is_spoken_once_it_is_calm(show, self_trace):
    page = show(self_trace)
    spoken = still(page)
    words(page).nth(5).hover()
    words(page).nth(6).hover()
    page.clock.run_for(300)
    before = spoken.inner_text()
    page.clock.run_for(200)
    opening = picture(self_trace)["maps"][0]["opening"]
    row = self_trace.maps[0].weights[opening["layer"], opening["head"], 6]
    name = "itself" if row.argmax() == 6 else TOKENS[row.argmax()]
    assert not before.startswith("sat looks at")
    assert spoken.text_content().startswith(f"sat looks at {name} {round(100 * row.max())} %")


def test_another_head_is_spoken_with_its_place(show, self_trace):
    page = show(self_trace, query="?self.layer=0&self.head=0")
    spoken = still(page)
    words(page).nth(5).click()
    page.clock.run_for(500)
    assert spoken.text_content().startswith("cat looks at")
    choose(page, "Head", 3)
    page.clock.run_for(500)
    assert spoken.text_content().startswith("Layer 1, head 3. cat looks at")
    choose(page, "Head", "mean")
    page.clock.run_for(500)
    assert spoken.text_content().startswith("Layer 1, mean of all heads. cat looks at")


def test_other_views_follow_and_lead(show, self_trace):
    page = show(self_trace)
    words(page).nth(5).click()
    told = page.evaluate("window.states.at(-1)")
    assert told | {"layer": 0, "head": 0} == {
        "prefix": "self", "map": "self", "layer": 0, "head": 0, "token": 5, "chosen": 5,
        "look": "sentence", "locked": True, "special": "show", "words": "pieces",
        "direction": "at", "starred": 5, "column": None, "picking": False,
    }  # fmt: skip
    page.evaluate(
        """(detail) => document.querySelector(".attention-view").dispatchEvent(
            new CustomEvent("attention:set", { detail }))""",
        {"token": 7, "layer": 1, "head": "mean", "look": "lines", "wrong": 1},
    )
    page.mouse.move(0, 0)
    assert star(page) == "7"
    state = page.evaluate("picture.state")
    assert (state["layer"], state["head"], state["look"]) == (1, "mean", "lines")


def test_a_new_value_keeps_what_was_chosen(show, self_trace):
    page = show(self_trace, query="?self.layer=1&self.head=2&self.look=lines&self.token=8")
    page.evaluate("(value) => picture.update(value)", picture(trace(("[CLS]", "cat", "[SEP]"))))
    state = page.evaluate("picture.state")
    assert (state["layer"], state["head"], state["look"]) == (1, 2, "lines")
    assert state["token"] == 1 and not state["locked"]


def test_plain_arrays_need_no_controls(show):
    value = {"maps": [{"kind": "self", "rows": ["a", "b"], "columns": ["a", "b"],
                       "weights": [[0.25, 0.75], [0.5, 0.5]]}]}  # fmt: skip
    page = show(value, looks=["sentence"], hide=["direction", "numbers", "roles"])
    assert shares(page) == [0.5, 0.5]
    assert page.get_by_role("radio").count() == page.get_by_role("switch").count() == 0
    assert page.get_by_role("combobox").count() == 0


# The link


def test_the_link_is_the_state(show, self_trace):
    page = show(self_trace)
    choose(page, "Layer", 2)
    choose(page, "Head", "mean")
    words(page).nth(6).click()
    page.get_by_role("switch", name="Hide special tokens").click()
    page.get_by_role("switch", name="Whole words").click()
    choose(page, "Way of looking", "Lines")
    page.get_by_label("How much the lines show").fill("50")
    choose(page, "★ word", "is looked at by")
    query = "?" + written(page).partition("?")[2]
    kept = {key: value for key, [value] in parse_qs(query[1:]).items() if "." in key}
    assert kept == {
        "self.layer": "1", "self.head": "mean", "self.token": "6", "self.special": "hide",
        "self.words": "words", "self.look": "lines", "self.share": "50", "self.direction": "by",
    }  # fmt: skip
    again = show(self_trace, query=query)
    assert again.evaluate("picture.state") == page.evaluate("picture.state") | {"token": 6}
    assert shares(again) == shares(page)
    for name in ("Hide special tokens", "Whole words"):
        again.get_by_role("switch", name=name).click()
    again.wait_for_function("!location.search.includes('special')")


@pytest.mark.parametrize(
    "query",
    [
        "?self.layer=9&self.head=-1&self.token=99&self.direction=up&self.look=upside&self.map=cross&self.share=x",
        "?self.layer=1.5&self.head=NaN&self.token=&self.look=__proto__&self.special=1&self.words=0",
        "?self.layer=%3Cscript%3E&self.head=%00&self.token=1e1&self.share=1000",
    ],
)
def test_nonsense_in_the_link_is_the_default(show, self_trace, query):
    page, plain = show(self_trace, query=query), show(self_trace)
    assert page.evaluate("picture.state") == plain.evaluate("picture.state")
    assert shares(page) == shares(plain)


# Leaving with the numbers and the picture


def test_csv_holds_every_row_and_no_formula(show):
    tokens = ("=1+1", '"q"', "a,b", "@cmd", "-2", "</script>")
    page = show(trace(tokens, layers=1, heads=1), query="?self.look=matrix")
    page.locator("summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save CSV").click()
    assert download.value.suggested_filename == "attention-self-1-1.csv"
    text = download.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 36
    assert [row["column"] for row in rows[:6]] == [
        "'=1+1",
        '"q"',
        "a,b",
        "'@cmd",
        "-2",
        "</script>",
    ]
    weights = trace(tokens, layers=1, heads=1).maps[0].weights[0, 0].ravel()
    assert [float(row["weight"]) for row in rows] == pytest.approx(weights, abs=1e-4)


def test_copying(show, self_trace):
    context = {"permissions": ["clipboard-read", "clipboard-write"]}
    page = show(self_trace, context=context)
    page.evaluate(
        """() => Object.defineProperty(navigator, "clipboard",
            { value: { writeText: async (text) => { window.clip = text; } } })"""
    )
    page.locator("summary").click()
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    lines = page.evaluate("window.clip").split("\r\n")
    assert len(lines) == 1 + 81
    assert lines[0].split("\t")[-1] == "weight"


@pytest.mark.parametrize("look", LOOKS)
def test_the_image_is_the_locked_picture_at_twice_the_size(show, self_trace, look):
    page = show(self_trace, query=f"?self.look={look}&self.token=6")
    page.locator("summary").click()
    if look in ("sentence", "lines"):
        words(page).nth(1).hover()
    drawn = {"sentence": ".sentence", "lines": ".pair", "matrix": ".grid", "heads": ".board"}[look]
    stage = page.locator(drawn).bounding_box()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save image").click()
    image = Image.open(download.value.path()).convert("RGB")
    assert 1.5 * stage["width"] <= image.width <= 2 * (stage["width"] + 60)
    assert image.height >= 2 * (stage["height"] + 20)
    attention, ink = (0x93, 0x06, 0x60), (0x1C, 0x1B, 0x22)
    colours = dict((colour, count) for count, colour in image.getcolors(image.width * image.height))
    caption = image.crop((0, image.height - 100, image.width, image.height))
    assert max(count for count, colour in caption.getcolors(10**6) if colour == ink) > 20
    if look in ("sentence", "lines"):
        assert colours.get(attention, 0) > 5
        assert colours.get((0x00, 0x72, 0xB2), 0) > 100  # the ★ word's edge
        assert star(page) == "6"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save SVG").click()
    assert download.value.suggested_filename.endswith(".svg")
    drawing = ElementTree.parse(download.value.path()).getroot()
    assert abs(float(drawing.get("width")) - image.width / 2) <= 1
    texts = [one.text for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert any(text.startswith("random · Self · Layer") for text in texts)
    if look == "heads":
        assert {"1", "2", "3"} <= {*texts}
    else:
        assert {"the", "cat", "sat"} <= {*texts}, "words are text"
    if look in ("sentence", "lines"):
        assert "★" in texts


# Any text, any reader, any screen


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "${1+1}",
    "{{1}}",
    "`",
    "'\"&",
)


@pytest.mark.parametrize("look", LOOKS)
def test_hostile_words_are_words(show, look):
    page = show(trace(HOSTILE), query=f"?self.look={look}")
    page.locator("summary").click()
    if look in ("sentence", "lines"):
        assert words(page).locator(".word").all_inner_texts() == list(HOSTILE)
    expect(page.locator(".numbers tbody th")).to_have_text(list(HOSTILE))
    assert page.locator(".attention-view script, .attention-view img").count() == 0


SENTENCES = {
    "long": ("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2, "x", "y"),
    "one": ("cat",),
    "japanese": ("私", "は", "黒い", "猫", "が", "大好き", "です", "。"),
    "emoji": ("👩‍👩‍👧‍👦", "🇯🇵", "❤️", "cat"),
    "arabic": ("القطة", "جلست", "على", "السجادة", "."),
    "hebrew": ("החתול", "ישב", "על", "השטיח"),
    "many": tuple(f"word{i}" for i in range(64)),
    "empty": ("", " ", "▁", "##"),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", SENTENCES)
def test_any_sentence_fits_the_smallest_phone(show, name, look):
    page = show(
        trace(SENTENCES[name]), query=f"?self.look={look}", viewport={"width": 320, "height": 640}
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if look == "sentence":
        boxes = [token.bounding_box() for token in words(page).all()]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)
        if name in ("arabic", "hebrew"):
            assert boxes[0]["x"] > boxes[1]["x"]


@pytest.mark.parametrize("theme", ["", "dark"])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", ["self", "cross"])
def test_axe_finds_nothing(show, self_trace, cross_trace, theme, look, kind):
    from axe_playwright_python.sync_playwright import Axe

    shown = self_trace if kind == "self" else cross_trace
    direction = "by" if (kind, theme) == ("cross", "dark") else ""
    query = f"?self.look={look}&self.special=hide&self.direction={direction}"
    page = show(shown, query=query, theme=theme)
    page.locator("summary").click()
    if kind == "self":
        page.locator("select").select_option("previous")
    found = Axe().run(page, context=".attention-view").response
    broken = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
    assert not broken, json.dumps(broken, indent=1)
    assert any(rule["id"] == "color-contrast" for rule in found["passes"])


@pytest.mark.parametrize("look", LOOKS)
def test_every_control_is_large_enough_for_a_thumb(show, self_trace, look):
    page = show(self_trace, query=f"?self.look={look}", context={"has_touch": True})
    page.locator("summary").click()
    controls = page.locator(".attention-view :is(button, select, summary, input)")
    for control in controls.all():
        if control.is_visible():
            box = control.bounding_box()
            assert box["height"] >= 44 and box["width"] >= 44, control.inner_text()


def test_nothing_moves_for_who_wants_it_so(show, self_trace):
    page = show(self_trace, context={"reduced_motion": "reduce"})
    moving = page.locator(".attention-view *").evaluate_all(
        """nodes => nodes.map((node) => parseFloat(getComputedStyle(node).transitionDuration))
            .filter((seconds) => seconds > 0.001).length"""
    )
    assert moving == 0


def test_it_speaks_japanese(show, cross_trace):
    page = show(cross_trace, language="ja")
    words(page).nth(2).click()
    assert "まで読むと" in page.locator(".said").inner_text()
    assert not re.search(r"picture\.|[{}]", page.locator(".attention-view").inner_text())


def test_the_star_is_kept_only_where_the_rows_are_the_same(show, cross_trace):
    decoder = trace(READ, kind="decoder", **PREDICTED)
    encoder = trace(SOURCE, kind="encoder")
    value = picture(cross_trace)
    value["maps"] = [picture(one)["maps"][0] for one in (encoder, decoder, cross_trace)]
    page = show(value, query="?self.token=3")
    choose(page, "Which attention", "Decoder")
    assert page.locator(".attention-view").get_attribute("data-map") == "decoder"
    assert star(page) == "3"
    weights = decoder.maps[0].weights
    opening = value["maps"][1]["opening"]
    row = weights[opening["layer"], opening["head"], 3]
    assert shares(page) == pytest.approx(row, abs=1e-4)
    assert shares(page)[4] == 0
    choose(page, "Which attention", "Encoder")
    assert not page.evaluate("picture.state.locked")
