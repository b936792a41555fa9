"""BERTviz in Chromium: its documents from disk, by mouse, touch and key, and the tab's frame."""

import inspect
import json
import mimetypes
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from recorded import CAT, pair, sentence, translation

from attention.bertviz.page import VIEWS, bertviz_document, library, self_contained
from attention.ui.bertviz.tab import bertviz_view
from tests.browser.conftest import DESK, PHONE, ROOT, written

UI = ROOT / "attention/ui"
HOSTILE = "</script><script>window.hacked=1</script>"
SMALL = {"width": 360, "height": 740}
TRACES = {"sentence": sentence, "pair": pair, "translation": translation}


class Clean:
    """A page, and what must not happen on it."""

    def __init__(self, page: Page, allowed: str):
        self.page, self.errors, self.asked = page, [], []
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda one: one.type == "error" and self.errors.append(one.text))
        page.on("request", lambda one: self.asked.append(one.url))
        self.allowed = allowed

    def check(self):
        self.page.context.close()
        assert not self.errors
        local = (self.allowed, "data:", "blob:", "about:")
        assert not [url for url in self.asked if not url.startswith(local)]


@pytest.fixture
def opened(chromium, tmp_path):
    """opened(trace, view, …): the document alone, from disk, with the network cut."""
    pages = []

    def open_file(trace, view="head", viewport=SMALL, layer=0, head=None, **context) -> Page:
        file = tmp_path / f"{view}.html"
        file.write_text(self_contained(bertviz_document(trace, view, layer, head).html), "utf-8")
        context.setdefault("has_touch", viewport["width"] < 800)
        made = chromium.new_context(viewport=viewport, offline=True, **context)
        pages.append(Clean(made.new_page(), "file:"))
        pages[-1].page.goto(file.as_uri())
        pages[-1].page.wait_for_selector("#vis svg text", state="attached")
        return pages[-1].page

    yield open_file
    for one in pages:
        one.check()


def said(page: Page) -> str:
    return page.locator(".shares output").inner_text()


def lines(page: Page, head: int) -> dict[tuple[int, int], float]:
    """How strongly each line of a head of the head view is drawn, by its (row, column)."""
    found = page.evaluate(
        """(head) => [...document.querySelectorAll(`.headAttention[head-index="${head}"] line`)]
          .filter((line) => getComputedStyle(line).visibility === "visible")
          .map((line) => ["left-token-index", "right-token-index", "stroke-opacity"]
            .map((name) => Number(line.getAttribute(name))))""",
        head,
    )
    return {(row, column): opacity for row, column, opacity in found}


def drawn_by(weights, rows=slice(None), columns=slice(None)) -> dict[tuple[int, int], float]:
    """What lines() finds when those rows and columns of one head (n_q, n_k) are drawn, alone."""
    places = [range(n)[one] for n, one in zip(weights.shape, (rows, columns), strict=True)]
    return {(row, column): weights[row, column] for row in places[0] for column in places[1]}


def sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("viewport", [SMALL, DESK], ids=["touch", "desk"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", TRACES)
def test_every_view_draws_from_disk_with_the_network_cut(opened, name, view, viewport):
    trace = TRACES[name]()
    page = opened(trace, view, viewport)
    tokens = trace.map("cross").rows if name == "translation" and view == "head" else None
    drawn = page.locator("#vis text").all_text_contents()
    for token in tokens or (() if view == "model" else trace.maps[0].rows):
        assert token.replace("▁", " ") in drawn
    assert not sideways(page)


@pytest.mark.parametrize("view", VIEWS)
def test_a_hostile_token_is_drawn_as_text(opened, view):
    page = opened(
        sentence(("[CLS]", HOSTILE, "<img src=x onerror=hacked=1>", "[SEP]")), view, head=0
    )
    page.wait_for_selector("#vis text.token, #left text", state="attached")
    assert HOSTILE in page.locator("#vis text").all_text_contents()
    assert page.evaluate("window.hacked") is None


def test_a_tap_on_a_word_locks_its_lines_and_a_second_frees_them(opened):
    one = sentence().maps[0]
    page = opened(sentence(), head=2)
    weights = one.weights[0, 2]
    assert lines(page, 2) == pytest.approx(drawn_by(weights), abs=1e-4)
    assert set(lines(page, 1).values()) == {0}  # a head that is off
    page.locator("#left text", has_text="cat").tap()
    assert lines(page, 2) == pytest.approx(drawn_by(weights, rows=slice(2, 3)), abs=1e-4)
    assert said(page).startswith(
        f"cat → {CAT[weights[2].argmax()]} {round(100 * weights[2].max())} %"
    )
    mat = page.locator("#right text", has_text="mat")
    mat.tap()  # a column: who looks at it
    assert lines(page, 2) == pytest.approx(drawn_by(weights, columns=slice(6, 7)), abs=1e-4)
    assert said(page).startswith("mat ←")
    mat.tap()
    assert lines(page, 2) == pytest.approx(drawn_by(weights), abs=1e-4)
    assert said(page) == "Tap a word: where does it look?"


def test_a_locked_word_stays_when_the_mouse_moves_and_the_layer_changes(opened):
    one = sentence().maps[0]
    page = opened(sentence(), viewport=DESK, head=1)
    left = page.locator("#left text")

    def drawn(row, layer=0):
        rows = slice(None) if row is None else slice(row, row + 1)
        return lines(page, 1) == pytest.approx(drawn_by(one.weights[layer, 1], rows), abs=1e-4)

    left.filter(has_text="sat").hover()
    assert drawn(3)
    left.filter(has_text="cat").click()
    left.filter(has_text="on").hover()
    assert drawn(2) and said(page).startswith("cat →")
    page.locator("footer").hover()
    assert drawn(2) and said(page).startswith("cat →")
    page.get_by_role("button", name="Layer: next").click()
    assert drawn(2, layer=1)
    page.get_by_role("button", name="Head 3").click()  # beside head 1
    rows = [one.weights[1, head, 2] for head in (1, 3)]
    for head, row in zip((1, 3), rows, strict=True):
        expected = {(2, column): weight / 2 for column, weight in enumerate(row)}
        assert lines(page, head) == pytest.approx(expected, abs=1e-4)
    mean = sum(rows) / 2
    most = f"{CAT[mean.argmax()]} {round(100 * mean.max())} %"
    assert said(page).startswith(f"cat → {most}") and said(page).endswith("(mean of 2 heads)")
    page.get_by_role("button", name="Head 3").click()
    page.keyboard.press("Escape")
    assert drawn(None, layer=1)
    left.filter(has_text="on").hover()  # hovering previews again
    assert drawn(4, layer=1)
    left.filter(has_text="on").click()
    left.filter(has_text="on").click()
    page.locator("footer").hover()
    assert drawn(None, layer=1)


def test_words_are_reached_by_key(opened):
    page = opened(sentence(), viewport=DESK, head=1)
    page.get_by_role("button", name="cat").first.focus()
    assert said(page).startswith("cat →")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="next", exact=True).click()
    assert said(page).startswith("sat →")


def test_heads_are_numbered_buttons_one_tap_shows_one(opened):
    page = opened(sentence(heads=12))
    heads = page.get_by_role("group", name="Head").get_by_role("button")
    assert heads.all_inner_texts() == ["All", *map(str, range(12))]
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes(heads))
    colours = heads.evaluate_all(
        "all => all.map((one) => one.style.getPropertyValue('--head')).filter(Boolean)"
    )
    assert len(set(colours)) == 12
    pressed = 'button[aria-pressed="true"]'

    def on():
        return page.locator(f".chips {pressed}").all_inner_texts()

    assert len(on()) == 13
    heads.nth(4).tap()
    assert on() == ["3"]
    heads.nth(12).tap()
    assert on() == ["3", "11"]
    heads.nth(4).tap()
    heads.nth(12).tap()  # the only one: all of them again
    assert len(on()) == 13


def boxes(locator):
    return [locator.nth(i).bounding_box() for i in range(locator.count())]


@pytest.mark.parametrize("heads", [4, 12])
@pytest.mark.parametrize("width", [320, 360])
def test_a_thumbnail_opens_by_tap_at_a_size_that_can_be_read(opened, width, heads):
    trace = sentence(heads=heads)
    page = opened(trace, "model", {"width": width, "height": 740})
    region = page.locator(f"svg > g:nth-of-type({heads + 3}) > rect").last  # layer 1, head 2
    region.tap()
    expect(page.locator("rect.detail")).to_have_count(1)
    expect(page.locator("#vis svg > text.detail")).to_have_text("Layer 1, Head 2")
    box = page.locator("rect.detail").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["width"] >= 280
    assert (
        page.locator("#layer").input_value() == "1" and page.locator("#head").input_value() == "2"
    )
    page.locator(".detail text.token", has_text="cat").first.tap()
    row = trace.maps[0].weights[1, 2, 2]
    assert said(page).startswith(f"cat → {CAT[row.argmax()]} {round(100 * row.max())} %")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("rect.detail")).to_have_count(0)


def test_heads_of_the_model_view_open_by_their_numbers_and_close_by_a_tap(opened):
    page = opened(sentence(), "model")
    page.get_by_role("button", name="Head: next").tap()
    title = page.locator("#vis svg > text.detail")
    expect(title).to_have_text("Layer 0, Head 0")
    page.locator(".detail text.token", has_text="cat").first.tap()
    page.get_by_role("button", name="Layer: next").tap()
    expect(title).to_have_text("Layer 1, Head 0")
    row = sentence().maps[0].weights[1, 0, 2]  # the same word, as this head sees it
    assert said(page).startswith(f"cat → {CAT[row.argmax()]} {round(100 * row.max())} %")
    page.keyboard.press("Escape")
    title.tap()
    expect(title).to_have_count(0)


def test_numbers_of_layers_and_heads_can_be_read_on_a_phone(opened):
    page = opened(sentence(heads=12, layers=12), "model")
    heights = page.locator("#vis svg > text:not([font-weight])").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert len(heights) == 24 and min(heights) >= 10


def test_the_neuron_view_opens_its_sum_by_a_tap(opened):
    trace = sentence()
    page = opened(trace, "neuron", head=1)
    button = page.get_by_role("button", name="Show q · k")
    button.tap()
    expect(page.locator("#expanded")).to_have_attribute("visibility", "visible")
    page.locator("#expanded #leftText text", has_text="cat").tap()
    one = trace.maps[0]
    drawn = page.locator("#expanded .dotproduct").evaluate_all(
        "all => all.map((one) => Number(one.dataset.value))"
    )
    scores = one.query[0, 1, 2] @ one.key[0, 1].T / one.query.shape[-1] ** 0.5
    assert drawn == pytest.approx(scores, abs=5e-3)
    scrolls = "(vis) => vis.scrollWidth > vis.clientWidth"
    assert page.locator("#vis").evaluate(scrolls) and not sideways(page)
    page.get_by_role("button", name="Hide q · k").tap()
    expect(page.locator("#collapsed")).to_have_attribute("visibility", "visible")
    assert not page.locator("#vis").evaluate(scrolls)


@pytest.mark.parametrize("view", VIEWS)
def test_in_the_dark_every_word_is_light(opened, view):
    page = opened(sentence(), view, color_scheme="dark", head=1)
    fills = page.locator("#vis text").evaluate_all(
        "all => [...new Set(all.map((one) => getComputedStyle(one).fill))]"
    )
    assert fills == ["rgb(242, 240, 246)"]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(32, 29, 38)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_word_is_read_on_any_heads_colour_and_lines_are_seen(opened, scheme):
    page = opened(sentence(heads=16), color_scheme=scheme)
    colours = page.evaluate("d3.schemeCategory10.map((one) => d3.color(one).hex())")
    card, ink = page.evaluate(
        """() => ["backgroundColor", "color"]
          .map((one) => d3.color(getComputedStyle(document.body)[one]).hex())"""
    )
    opacity = page.locator("#right .attentionBoxes").evaluate(
        "one => getComputedStyle(one).opacity"
    )
    behind = [mixed(one, card, float(opacity)) for one in colours]  # at a weight of 1
    assert min(contrast(one, rgb(ink)) for one in behind) >= 4.5
    assert len(set(colours)) == 16 and opacity != "0"
    if scheme == "dark":
        assert min(contrast(rgb(one), rgb(card)) for one in colours) >= 4.5


def rgb(text: str) -> list[float]:
    return [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def mixed(over: str, under: str, opacity: float) -> list[float]:
    return [opacity * a + (1 - opacity) * b for a, b in zip(rgb(over), rgb(under), strict=True)]


def contrast(one: list[float], other: list[float]) -> float:
    """The contrast ratio of WCAG 2."""
    linear = [
        [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        for colour in (one, other)
    ]
    light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in linear)
    return (light[1] + 0.05) / (light[0] + 0.05)


def test_its_colours_are_the_pages():
    ours = (UI.parent / "bertviz/frame/frame.css").read_text()
    pages = [line.strip() for line in (UI / "shell/style.css").read_text().splitlines()]
    for name in ("ink", "ink-soft", "line", "card", "attention"):
        light, dark = [line for line in pages if line.startswith(f"--{name}:")][:2]
        assert light in ours and dark in ours


# The tab's frame, on an empty page: the real files, any value, no server and no model.

ORIGIN = "http://bertviz.invalid/"
ASKED = "gradio_api/run/bertviz_view"
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>bertviz</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="application/json" id="words">{words}</script>
<link rel="stylesheet" href="shell/style.css"><link rel="stylesheet" href="bertviz/view.css"></head>
<body style="margin: 12px"><div id="bertviz">{view}</div>
<script type="module">
import {{ mount }} from "./bertviz/main.js";
const props = {{ value: await (await fetch("value.json")).json() }};
await mount({{ element: document.getElementById("bertviz"), props }});
window.mounted = true;
</script></body></html>"""


def value(trace=None, view="head", **changes) -> dict:
    trace = trace or sentence()
    document = bertviz_document(trace, view)
    return {
        "html": document.html,
        "layers": document.layers,
        "of": document.of,
        "of_heads": trace.maps[0].heads,
        "heads": {
            "previous": {"layer": 1, "head": 2},
            "separator": {"layer": 2, "head": 0},
            "cross": {"layer": 0, "head": 3},
        },
        "start": {"map": None, "layer": 1, "head": 2},
        "translates": len(trace.maps) > 1,
        "notes": [],
        "asked": {"view": view, "text": trace.texts[0], "other": "", "model": trace.model},
        **changes,
    }


@pytest.fixture
def framed(chromium):
    """framed(value, query): a page with the tab's view, and its requests in page.asked.

    page.questions holds what it asked the server, which answers page.given, else the value again.
    """
    pages = []

    def open_frame(shown, query="", viewport=PHONE, language="en", given=None, **context) -> Page:
        context.setdefault("has_touch", viewport["width"] < 800)
        pages.append(Clean(chromium.new_context(viewport=viewport, **context).new_page(), ORIGIN))
        page = pages[-1].page
        page.asked, page.errors = pages[-1].asked, pages[-1].errors
        page.given, page.questions = given, []
        words = (UI / f"words/{language}.json").read_text("utf-8").replace("<", r"\u003c")
        view = (UI / "bertviz/view.html").read_text("utf-8")
        sent = {
            "": PAGE.format(language=language, words=words, view=view),
            "value.json": json.dumps(shown),
        }

        def answer(route):
            path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
            if path == ASKED:
                names = inspect.signature(bertviz_view).parameters
                question = dict(zip(names, route.request.post_data_json["data"], strict=True))
                page.questions.append(question)
                if isinstance(page.given, str):
                    return route.fulfill(status=500, json={"error": page.given, "title": "Error"})
                again = {**shown, "asked": {name: question[name] for name in shown["asked"]}}
                return route.fulfill(json={"data": [page.given or again]})
            kind = mimetypes.guess_type(path or "index.html")[0]
            if path.startswith("libraries/"):
                body = library(path.removeprefix("libraries/"))
            else:
                body = sent.get(path) or (UI / path).read_bytes()
            route.fulfill(body=body, content_type=kind)

        page.route(f"{ORIGIN}**", answer)
        page.goto(ORIGIN + query)
        page.wait_for_function("window.mounted")
        return page

    yield open_frame
    for one in pages:
        one.check()


def frame(page: Page, view="head"):
    """The frame's inside, once that view is drawn."""
    expect(page.locator(f'iframe.bertviz[data-drawn="{view}"]')).to_be_visible()
    return page.frame_locator("iframe.bertviz")


def receive(page: Page, given: dict):
    """Let the server answer `given` to what is asked now."""
    page.given = given
    with page.expect_response(f"{ORIGIN}{ASKED}"):
        page.get_by_role("button", name="Look").click()


def fetched(page: Page) -> list[str]:
    """What the page asked of the server besides its questions."""
    files = [url.removeprefix(ORIGIN) for url in page.asked if not url.startswith("about:")]
    return [file for file in files if file != ASKED]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_frame_is_sandboxed_and_as_high_as_what_is_in_it(framed, view, width):
    page = framed(value(view=view), viewport={"width": width, "height": 800})
    inside = frame(page, view)
    assert page.locator("iframe.bertviz").get_attribute("sandbox") == "allow-scripts"
    page.wait_for_function(
        "(h) => Math.abs(document.querySelector('iframe.bertviz').clientHeight - h) < 2",
        arg=inside.locator("body").evaluate("body => body.getBoundingClientRect().height"),
    )
    assert inside.locator("html").evaluate("html => html.scrollHeight <= html.clientHeight + 1")
    assert not sideways(page)


def test_it_opens_with_the_head_the_value_recommends_and_is_not_in_the_link_until_chosen(framed):
    page = framed(value())
    inside = frame(page)
    expect(inside.locator("#layer")).to_have_value("1")
    expect(inside.locator('.chips [aria-pressed="true"]')).to_have_text(["2"])
    assert page.evaluate("location.search") == ""
    inside.get_by_role("button", name="Head 3").tap()
    inside.get_by_role("button", name="Head 2").tap()
    page.wait_for_function("location.search.includes('bertviz.head=3')")
    assert "bertviz.layer=1" in page.url and "bertviz.model=bert-mini" in page.url


@pytest.mark.parametrize(
    ("query", "layer", "heads"),
    [
        ("?bertviz.layer=2&bertviz.head=0", "2", ["0"]),
        ("?bertviz.layer=0&bertviz.head=all", "0", ["All", "0", "1", "2", "3"]),
        ("?bertviz.layer=99&bertviz.head=77", "1", ["2"]),
        ("?bertviz.layer=%3Cb%3E&bertviz.head=-1&bertviz.map=%22%3E", "1", ["2"]),
    ],
)
def test_a_link_opens_its_layer_and_head_and_nonsense_the_usual(framed, query, layer, heads):
    inside = frame(framed(value(), query))
    expect(inside.locator("#layer")).to_have_value(layer)
    expect(inside.locator('.chips [aria-pressed="true"]')).to_have_text(heads)


MARIAN = "marian-mini-en-ja"


@pytest.mark.parametrize(
    "query",
    [
        f"?bertviz=neuron&text=Birds+sing.&bertviz.map=cross&to={MARIAN}",
        f"?bertviz=neuron&bertviz.text=Birds+sing.&text=No.&pair=No.&bertviz.model={MARIAN}"
        "&bertviz.other=&bert=bert-mini",
    ],
    ids=["as once made", "with its own keys"],
)
def test_a_link_asks_for_its_view_sentence_and_model(framed, query):
    question = {"view": "neuron", "text": "Birds sing.", "other": "", "model": MARIAN}
    page = framed(value(), query, given=value(translation(), "neuron", asked=question))
    frame(page, "neuron")
    assert page.questions == [question | {"layers": []}]
    expect(page.get_by_label("Your sentence")).to_have_value("Birds sing.")
    expect(page.get_by_role("radio", name="Neuron view")).to_be_checked()
    expect(page.get_by_role("radio", name=MARIAN)).to_be_checked()


@pytest.mark.parametrize("key", ["bertviz.model=a/b", "to=a/b&bertviz.map=cross", "bert=%3Cb%3E"])
def test_a_link_to_no_model_here_asks_the_usual_one(framed, key):
    page = framed(value(), f"?text=A+b.&{key}")
    frame(page)
    assert page.questions[0]["model"] == "bert-mini"


def test_the_tab_before_can_ask_something_else(framed):
    page = framed(value())
    frame(page)
    page.evaluate("""async () => {
      const { set } = await import("./shared/link.js");
      set("text", "Birds sing.");
      set("bert", "bert-mini-ja");
    }""")
    link = parse_qs(urlsplit(written(page)).query)
    assert link["bertviz.text"] == [value()["asked"]["text"]]
    assert link["bertviz.model"] == ["bert-mini"] and link["text"] == ["Birds sing."]


def test_when_a_link_cannot_be_answered_the_kept_picture_is_shown_and_a_note(framed):
    page = framed(value(), "?text=x", given="No <b>such</b> thing.")
    frame(page)
    expect(page.locator(".notes")).to_contain_text("No <b>such</b> thing.")
    expect(page.get_by_label("Your sentence")).to_have_value("x")
    page.errors.clear()  # the browser reports the 500


def test_the_scripts_of_all_views_are_fetched_once_and_then_nothing(framed):
    page = framed(value())
    frame(page)
    receive(page, value(view="model"))
    frame(page, "model")
    assert fetched(page).count("libraries/model_view.js") == 1
    page.asked.clear()
    receive(page, value(pair()))
    frame(page)
    receive(page, value(view="model"))
    frame(page, "model")
    assert not fetched(page)


def test_the_dark_page_has_a_dark_frame_in_the_same_layer(framed):
    page = framed(value())
    inside = frame(page)
    inside.get_by_role("button", name="Layer: next").tap()
    page.wait_for_function("location.search.includes('bertviz.layer=2')")
    page.evaluate("document.body.classList.add('dark')")
    expect(inside.locator("html.dark")).to_be_attached()
    expect(inside.locator("#layer")).to_have_value("2")


JAPANESE = {  # view: the names of its controls, and what BERTviz writes around its drawing
    "head": (["層", "アテンション"], []),
    "model": (["層", "ヘッド", "アテンション"], ["ヘッド", "層", "層1・ヘッド2"]),
    "neuron": (
        ["層", "ヘッド", "アテンション"],
        ["クエリ q", "キー k", "q × k（数ごと）", "q ∙ k", "Softmax", "単語を選んでください"],
    ),
}


@pytest.mark.parametrize("view", VIEWS)
def test_on_a_japanese_page_bertvizs_own_words_are_japanese(framed, view):
    tokens = ("[CLS]", "Heads", "Layer 1, Head 2", "[SEP]", "Key k", "Query q", "Layers", "[SEP]")
    shown = value(pair(tokens), view, start={"map": None, "layer": 1, "head": 2})
    inside = frame(framed(shown, language="ja"), view)
    names, written = JAPANESE[view]
    expect(inside.locator("html")).to_have_attribute("lang", "ja")
    expect(inside.locator(".named label")).to_have_text(names)
    maps = ["文A → 文A", "文A → 文B", "文B → 文A", "文B → 文B"]
    found = inside.locator("#filter option").all_text_contents()
    assert found[0] == "全部" and sorted(found[1:]) == maps
    labels = inside.locator("#vis svg > text:not(:empty), #heading > text").all_text_contents()
    assert [one.strip() for one in labels if not one.strip().isdigit()] == written
    drawn = inside.locator("#vis g:not(#heading) > text").all_text_contents()
    assert set(tokens) <= set(drawn)  # what was typed stays as it is
    inside.get_by_role("button", name="層: 次へ").tap()  # and what is drawn anew is Japanese too
    labels = inside.locator("#vis svg > text:not(:empty), #heading > text").all_text_contents()
    again = [one.replace("層1", "層2") for one in written]
    assert [one.strip() for one in labels if not one.strip().isdigit()] == again


def test_a_japanese_page_names_the_maps_of_a_translator_and_the_layers_drawn(framed):
    document = bertviz_document(translation(), layers=(0, 2))
    shown = value(translation(), html=document.html, layers=document.layers)
    inside = frame(framed(shown, language="ja"))
    options = inside.locator("#filter option").all_text_contents()
    assert options == ["エンコーダ", "デコーダ", "クロス"]
    expect(inside.locator("footer")).to_contain_text("全3層のうち0, 2を描いています。")


def test_a_document_alone_has_the_words_of_the_english_page(opened):
    words = json.loads((UI / "words/en.json").read_text("utf-8"))
    mark = "bertviz.frame_"
    english = {key.removeprefix(mark): one for key, one in words.items() if key.startswith(mark)}
    assert opened(sentence()).evaluate("words") == english


def test_an_example_asks_its_question_and_opens_at_the_head_measured(framed):
    page = framed(value())
    frame(page)
    hints = page.locator(".hints li")
    expect(hints).to_have_count(3)
    hints.nth(1).get_by_role("button").tap()
    inside = frame(page)
    expect(inside.locator("#layer")).to_have_value("2")
    expect(inside.locator('.chips [aria-pressed="true"]')).to_have_text(["0"])
    (question,) = page.questions
    assert question["view"] == "head" and question["model"] == "bert-mini"


def test_an_example_of_the_sentence_that_is_here_opens_its_head_without_asking(framed):
    asked = {
        "view": "head",
        "text": "The black cat sat on the mat.",
        "other": "",
        "model": "bert-mini",
    }
    page = framed(value(asked=asked))
    frame(page)
    for hint, head in ((1, "separator"), (0, "previous")):
        page.locator(".hints li").nth(hint).get_by_role("button").tap()
        place = value()["heads"][head]
        inside = frame(page)
        expect(inside.locator("#layer")).to_have_value(str(place["layer"]))
        expect(inside.locator('.chips [aria-pressed="true"]')).to_have_text([str(place["head"])])
    assert page.questions == []


@pytest.mark.parametrize("kind", ["all", "ab", "ba", "aa", "bb"])
def test_every_row_of_a_pair_has_room_in_the_neuron_view(framed, kind):
    trace = pair(("[CLS]", *"abcdefgh", "[SEP]", "x", "[SEP]"), second=10)
    page = framed(value(trace, "neuron", start={"map": kind, "layer": 0, "head": 0}))
    inside = frame(page, "neuron")
    bottom, texts = inside.locator("#vis svg").evaluate(
        """(svg) => [svg.getBoundingClientRect().bottom,
             [...svg.querySelectorAll("#collapsed #leftText text")]
               .map((text) => text.getBoundingClientRect().bottom)]"""
    )
    assert len(texts) == {"all": 12, "aa": 10, "ab": 10, "ba": 2, "bb": 2}[kind]
    assert max(texts) <= bottom


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_its_three_hints(framed, view):
    page = framed(value(view=view))
    frame(page, view)
    texts = page.locator(".hints li p").all_inner_texts()
    assert len(texts) == 3 and not [text for text in texts if text.startswith("bertviz.")]


def test_when_layers_are_left_out_it_is_said_and_others_can_be_chosen(framed):
    shown = value(sentence(layers=6), layers=[0, 2, 5])
    page = framed(shown)
    frame(page)
    group = page.get_by_role("group", name="Layers 0, 2, 5 are drawn, of 6")
    group.get_by_role("button", name="2").tap()
    group.get_by_role("button", name="4").tap()
    group.get_by_role("button", name="Draw these").tap()
    frame(page)
    assert page.questions == [{**shown["asked"], "layers": [0, 4, 5]}]


@pytest.mark.parametrize("view", VIEWS)
def test_the_download_opens_from_disk_with_the_layer_and_head_chosen(
    framed, opened, view, tmp_path
):
    page = framed(value(view=view))
    frame(page, view)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as one HTML file").click()
    assert download.value.suggested_filename == f"bertviz-{view}.html"
    file = tmp_path / "downloaded.html"
    download.value.save_as(file)
    alone = opened(sentence(), view)  # a page with the network cut
    alone.goto(file.as_uri())
    alone.wait_for_selector("#vis svg text", state="attached")
    assert alone.locator("#layer").input_value() == "1"
    if view == "head":
        assert alone.locator('.chips [aria-pressed="true"]').all_inner_texts() == ["2"]
    else:
        assert alone.locator("#head, #att_head").input_value() == "2"


def test_only_the_frame_is_listened_to(framed):
    page = framed(value())
    frame(page)
    before = page.evaluate("document.querySelector('iframe.bertviz').clientHeight")
    page.evaluate("window.postMessage({ bertviz: { height: 9000 } }, '*')")
    page.evaluate(
        "new Promise((done) => { addEventListener('message', done, { once: true }); "
        "window.postMessage('last', '*'); })"
    )
    assert page.evaluate("document.querySelector('iframe.bertviz').clientHeight") == before
