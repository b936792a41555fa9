"""The second tab in Chromium: one sentence, two pictures, and what lies under them."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

import attention
from attention.masking import mask_word
from attention.sum import row_sum
from tests.browser.conftest import DESK, PHONE

TAB = "?tab=self-vs-cross"
SELF = '[data-part="self"]'
CROSS = '[data-part="cross"]'
FIRST = "The black cat sat on the mat."
LONGER = "the cat sat on the mat and " * 18


@pytest.fixture
def tab(page_at):
    def open_tab(query: str = "", viewport=DESK, **context):
        page = page_at(TAB + query, viewport=viewport, **context)
        expect(page.locator(f"{SELF} button.token").first).to_be_visible()
        expect(page.locator(f"{CROSS} .facts dd").first).to_be_visible()
        return page

    return open_tab


def ask(page, text: str):
    page.get_by_label("Your sentence").fill(text)
    page.get_by_role("button", name="Look", exact=True).click()


def linked(page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def asked_of(page) -> list[str]:
    """The questions that the page put to the server: requests of Gradio that are no files."""
    return [
        url for url in page.watched.requests if re.search(r"gradio_api/(queue/join|call|run)", url)
    ]


def test_a_sentence_is_asked_once_and_explored_for_nothing(tab):
    page = tab()
    assert asked_of(page) == []
    page.get_by_label("Your sentence").fill("I like black cats.")
    assert asked_of(page) == [], "no key asks anything"
    page.keyboard.press("Enter")
    expect(page.locator(".flow")).to_contain_text("I like black cats.")
    translation = attention.cross_attention("I like black cats.").translation
    expect(page.locator(".flow .translation")).to_have_text(translation)
    assert len(asked_of(page)) == 1
    for spot in ("encoder", "decoder", "cross"):
        page.locator(f'[data-spot="{spot}"]').click()
        expect(page.locator(f"{CROSS} .attention-view")).to_have_attribute("data-map", spot)
        expect(page.locator(f'[data-spot="{spot}"]')).to_have_attribute("aria-pressed", "true")
    page.locator(f"{CROSS} button.token").nth(2).click()
    page.locator(f"{SELF} button.token").nth(2).click()
    page.get_by_role("slider", name="Word that looks").last.fill("1")
    expect(page.locator(f"{CROSS} button.token").nth(1)).to_have_attribute("aria-pressed", "true")
    page.locator(f"{CROSS} summary", has_text="Which word").click()
    expect(page.locator(".pairs li").first).to_be_visible()
    assert len(asked_of(page)) == 1
    link = linked(page)
    assert (link["text"], link["bert"]) == ("I like black cats.", "bert-mini")
    assert link["to"] == "marian-mini-en-fr"


def test_a_link_brings_the_question_back(tab):
    page = tab("&text=I+like+cats.&to=marian-mini-en-ja&bert=nothing&pair=They+sleep.")
    expect(page.locator(".flow")).to_contain_text("I like cats.")
    translation = attention.cross_attention("I like cats.", model="marian-mini-en-ja").translation
    expect(page.locator(".flow .translation")).to_have_text(translation)
    expect(page.get_by_label("Your sentence")).to_have_value("I like cats.")
    expect(page.get_by_role("radio", name="Japanese", exact=True).first).to_be_checked()
    expect(page.locator(f"{SELF} button.token", has_text="sleep")).to_be_visible()
    assert linked(page)["bert"] == "bert-mini"


def test_the_language_is_one_tap(tab):
    page = tab(viewport=PHONE)
    page.locator(".how label", has_text="Japanese").tap()
    translation = attention.cross_attention(FIRST, model="marian-mini-en-ja").translation
    expect(page.locator(".flow .translation")).to_have_text(translation)
    assert linked(page)["to"] == "marian-mini-en-ja"
    page.locator(".examples button").nth(1).tap()
    expect(page.get_by_label("Your sentence")).to_have_value("I like black cats.")
    expect(page.locator(".flow")).to_contain_text("I like black cats.")
    assert linked(page)["to"] == "marian-mini-en-ja"


def test_an_own_translation_is_read_and_its_surprise_said(tab):
    page = tab()
    page.get_by_role("button", name="More").click()
    box = page.get_by_label("Your own translation")
    box.fill("Le chien noir dort.")
    box.press("Enter")
    expect(page.locator(".flow .translation")).to_have_text("Le chien noir dort.")
    expect(page.locator(".notes")).to_contain_text("Your own translation is read.")
    cross = attention.cross_attention(FIRST, "Le chien noir dort.").map("cross")
    chips = page.locator(".strip button")
    expect(chips).to_have_count(len(cross.predicts))
    for i, probability in enumerate(cross.probabilities):
        if probability > 0.001:
            bits = float(re.search(r"([\d.]+) bits", chips.nth(i).inner_text())[1])
            assert 2**-bits == pytest.approx(probability, rel=0.05, abs=1e-4)


@pytest.mark.parametrize("kind", ["self", "decoder"])
def test_the_open_sum_is_the_models(tab, kind):
    page = tab(
        f"&self.layer=2&self.head=1&self.token=3&cross.map={kind}&cross.layer=2&cross.head=1&cross.token=3"
    )
    card = page.locator(SELF if kind == "self" else CROSS)
    card.get_by_role("button", name="Open this sum").click()
    expect(card.locator(".sum table").first).to_be_visible()
    trace = attention.self_attention(FIRST) if kind == "self" else attention.cross_attention(FIRST)
    one = row_sum(trace.map(kind), 2, 1, 3)
    rows = card.locator(".steps tbody tr")
    expect(rows).to_have_count(len(one.weights))
    for j, cells in enumerate(rows.all()):
        assert number(cells.locator(".score")) == pytest.approx(one.products[j], abs=0.006)
        assert number(cells.locator(".scaled")) == pytest.approx(one.scaled[j], abs=0.006)
        assert number(cells.locator(".length")) == pytest.approx(one.lengths[j], abs=0.006)
        assert number(cells.locator(".moved-by")) == pytest.approx(one.moved[j], abs=0.006)
        if kind == "decoder":
            masked = cells.locator(".mask").inner_text() == "−∞"
            assert masked == (j > 3)
    expect(card.locator(".equal")).to_contain_text("✓")
    expect(card.locator(".joined .bars li")).to_have_count(trace.map(kind).heads + 2)
    card.locator(".steps tbody button").first.click()
    q, k = one.query, one.keys[0]
    card.locator(".dot summary").click()
    cells = card.locator(".dot table tr:last-child td").all_inner_texts()
    shown = [float(text.replace("−", "-")) for text in cells]
    assert shown == pytest.approx((q * k).tolist(), abs=0.006)
    card.get_by_role("button", name="Close the sum").click()
    expect(card.locator(".sum")).to_be_hidden()


def test_a_mean_has_no_sum(tab):
    page = tab("&self.head=mean")
    expect(page.locator(SELF).get_by_role("button", name="Choose one head")).to_be_disabled()


def test_a_hidden_word_is_guessed_and_shown_before_and_after(tab):
    page = tab("&self.token=3")
    card = page.locator(SELF)
    card.get_by_role("button", name="Hide “cat”").click()
    found = mask_word(FIRST, 3)
    guesses = card.locator(".hidden-word .bars li bdi")
    expect(guesses).to_have_text([name for name, _ in found.guesses[0]])
    expect(card.locator("button.token").nth(3)).to_contain_text("[MASK]")
    card.get_by_role("radio", name="Before").click()
    expect(card.locator("button.token").nth(3)).to_contain_text("cat")
    card.get_by_role("button", name="Show “cat” again").click()
    expect(card.locator(".hidden-word")).to_be_hidden()
    card.locator("button.token").first.click()
    expect(card.get_by_role("button", name="Hide “[CLS]”")).to_be_disabled()


def test_layers_play_in_order(tab):
    page = tab("&self.head=1&self.layer=4")
    card = page.locator(SELF)
    layers = card.get_by_role("radiogroup", name="Layer").get_by_role("radio")
    page.evaluate("""() => {
        window.layers = [];
        document.addEventListener("attention:state", ({ detail }) => {
            const { prefix, layer } = detail;
            if (prefix === "self" && layer !== layers.at(-1)) layers.push(layer);
        });
    }""")
    card.get_by_role("button", name="▶ Layer by layer").click()
    expect(card.get_by_role("button", name=re.compile("Layer \\d"))).to_be_visible()
    expect(card.get_by_role("button", name="▶ Layer by layer")).to_be_visible()
    expect(layers.last).to_be_checked()
    assert page.evaluate("window.layers") == list(range(6))
    assert linked(page)["self.head"] == "1"


def test_nothing_typed_keeps_the_pictures_and_says_so(tab):
    page = tab()
    before = page.locator(f"{SELF} .stage").inner_text()
    ask(page, "   ")
    expect(page.locator(".notes")).to_contain_text("Type a sentence first")
    assert page.locator(f"{SELF} .stage").inner_text() == before
    ask(page, LONGER)
    expect(page.locator(".notes")).to_contain_text("bert-mini: 64 of")
    expect(page.locator(f"{SELF} button.token")).to_have_count(64)
    ask(page, "猫が好きです。")
    expect(page.locator(".notes li").first).to_be_visible()
    expect(page.get_by_label("Your sentence")).to_have_value("猫が好きです。")


def test_text_alone_tells_where_cat_looks_in_layer_3_head_2(tab):
    page = tab()
    card = page.locator(SELF)
    card.get_by_role("radiogroup", name="Layer").get_by_role("radio", name="3").click()
    card.get_by_role("radiogroup", name="Head").get_by_role("radio", name=re.compile("^2")).click()
    card.locator("button.token", has_text="cat").click()
    one = attention.self_attention(FIRST).maps[0]
    weights = one.weights[2, 1, one.rows.index("cat")]
    most = float(weights.max())
    share = "> 99.9 %" if most > 0.999 else f"{round(100 * most)} %"
    spoken = card.get_by_role("status").first
    expect(spoken).to_contain_text("cat looks at")
    expect(spoken).to_contain_text(re.compile(share.replace(" ", r"\s")))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_pictures_stack_on_a_phone_and_stand_side_by_side_on_a_desk(tab, width):
    page = tab(viewport={"width": width, "height": 844})
    boxes = [page.locator(part).bounding_box() for part in (SELF, CROSS)]
    if width < 900:
        assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
        assert boxes[0]["width"] > 0.9 * width - 24
        star = page.locator(f'{SELF} button.token[aria-pressed="true"]').bounding_box()
        assert width == 320 or star["y"] + star["height"] < 844
        for spot in page.locator(".spot").all():
            box = spot.bounding_box()
            assert box["height"] >= 44
            assert box["width"] >= 44
    else:
        assert boxes[0]["y"] == boxes[1]["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def number(cell) -> float:
    return float(cell.inner_text().replace("−", "-"))
