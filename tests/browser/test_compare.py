"""The second tab in Chromium: one sentence, two pictures, and what lies under them."""

import math
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

import attention
from attention import head_roles
from attention.masking import mask_word
from attention.models import CATALOGUE, get
from attention.next_layer import next_layer
from attention.row_sum import row_sum
from tests.browser.conftest import DESK, PHONE, written

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
    return {key: values[0] for key, values in parse_qs(urlsplit(written(page)).query).items()}


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
    questions = [url.rpartition("/")[2] for url in asked_of(page)]
    assert questions == ["self_attention", "cross_attention"]
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
    assert len(asked_of(page)) == 2
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
    page.locator(".examples button", has_text="black cats").tap()
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
    expect(page.locator('.notes[data-part="notes"]')).to_contain_text(
        "Your own translation is read."
    )
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
    card.get_by_role("button", name="Open this calculation").click()
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
    following = next_layer(get(CATALOGUE[trace.model]), trace, kind, 2, 3)
    steps = zip(following.lengths(), following.cosines(), strict=True)
    steps = [step for step in steps if step[0]]
    if kind == "decoder":  # no feed-forward network: normalised is next
        del steps[2]
    lines = card.locator(".next-layer tbody tr")
    expect(lines).to_have_count(len(steps))
    for line, step in zip(lines.all(), steps, strict=True):
        shown = [number(cell) for cell in line.locator("td").all()]
        assert shown == pytest.approx(step, abs=0.006)
    reader = "layer 4 reads" if kind == "self" else "cross-attention reads"
    expect(lines.last).to_contain_text(reader)
    angle = round(math.degrees(math.acos(steps[-1][1])))
    expect(card.locator(".turned")).to_contain_text(f"has turned by {angle}°")
    card.locator(".steps tbody button").first.click()
    q, k = one.query, one.keys[0]
    card.locator(".dot summary").click()
    cells = card.locator(".dot table tr:last-child td").all_inner_texts()
    shown = [float(text.replace("−", "-")) for text in cells]
    assert shown == pytest.approx((q * k).tolist(), abs=0.006)
    card.get_by_role("button", name="Close the calculation").click()
    expect(card.locator(".sum")).to_be_hidden()


def test_the_sum_plays_its_steps_in_order(tab):
    page = tab("&cross.map=decoder&cross.layer=2&cross.head=1&cross.token=3")
    card = page.locator(CROSS)
    card.get_by_role("button", name="Open this calculation").click()
    play = card.get_by_role("button", name="▶ Play")
    expect(card.locator(".steps table")).to_be_visible()
    page.clock.install()
    play.click()
    steps = ["score", "scaled", "mask", "weight", "length", "moved-by"]
    for i, step in enumerate(steps):
        expect(card.locator(".steps tbody tr:first-child .current")).to_have_class(
            re.compile(rf"^{step}\b")
        )
        expect(card.locator(".steps tbody tr:first-child .later")).to_have_count(5 - i)
        expect(play).to_have_attribute("aria-pressed", "true")
        told = card.locator(".sum .told").inner_text()
        assert ("−∞" in told) == (step == "mask")
        assert ("100 %" in told) == (step == "weight")
        page.clock.run_for(2300)
    expect(play).to_have_attribute("aria-pressed", "false")
    expect(card.locator(".steps :is(.current, .later)")).to_have_count(0)


def test_who_wants_less_motion_steps_through_the_sum_by_hand(tab):
    page = tab("&self.layer=2&self.head=1&self.token=3", reduced_motion="reduce")
    card = page.locator(SELF)
    card.get_by_role("button", name="Open this calculation").click()
    play = card.get_by_role("button", name="▶ Play")
    expect(play).to_be_visible()
    page.clock.install()
    for step in ("score", "scaled", "weight", "length", "moved-by"):
        play.click()
        page.clock.run_for(10_000)
        expect(card.locator(".steps tbody tr:first-child .current")).to_have_class(
            re.compile(rf"^{step}\b")
        )
    play.click()
    expect(card.locator(".steps :is(.current, .later)")).to_have_count(0)


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


def test_the_sum_of_a_hidden_word_is_of_what_is_shown(tab):
    page = tab("&self.layer=2&self.head=1&self.token=3")
    card = page.locator(SELF)
    card.get_by_role("button", name="Hide “cat”").click()
    expect(card.locator("button.token").nth(3)).to_contain_text("[MASK]")
    card.get_by_role("button", name="Open this calculation").click()
    title = card.locator(".sum h3").first
    expect(title).to_have_text("The calculation for “[MASK]”: layer 3, head 2")
    expect(card.locator(".equal")).to_contain_text("✓")
    expect(card.locator(".steps tbody th").nth(3)).to_have_text("[MASK]")
    one = row_sum(mask_word(FIRST, 3).after.maps[0], 2, 1, 3)
    scores = [number(cell) for cell in card.locator(".steps td.score").all()]
    assert scores == pytest.approx(one.products.tolist(), abs=0.006)
    card.get_by_role("radio", name="Before").click()
    expect(card.locator(".moved")).to_be_visible()
    card.get_by_role("button", name="Open this calculation").click()
    expect(title).to_have_text("The calculation for “cat”: layer 3, head 2")


@pytest.mark.parametrize("part", [SELF, CROSS])
def test_the_slider_steps_over_what_is_shown(tab, part):
    page = tab("&text=The+unbelievable+cats+sat.&self.words=words&cross.words=words")
    expect(page.locator(".flow")).to_contain_text("unbelievable")
    card = page.locator(part)
    card.get_by_role("switch", name="Hide special tokens").click()
    words = card.locator(".sentence .rows button.token")
    names = [one.strip() for one in words.locator(".word").all_inner_texts()]
    trace = (attention.self_attention if part == SELF else attention.cross_attention)(
        "The unbelievable cats sat."
    )
    assert len(names) < len(trace.maps[-1].rows), "some rows are hidden, or pieces of a word"
    slider = card.get_by_role("slider", name="Word that looks")
    assert slider.get_attribute("max") == str(len(names) - 1)
    for i, name in enumerate(names):
        slider.fill(str(i))
        expect(words.nth(i)).to_have_attribute("aria-pressed", "true")
        expect(slider).to_have_attribute("aria-valuetext", name)
    expect(card.get_by_role("button", name="Next word")).to_be_disabled()
    if part == CROSS:
        slider.fill("1")
        predicted = words.nth(1).locator(".predicts bdi").inner_text()
        expect(card.locator(".next .chosen bdi")).to_have_text(predicted)


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
    page.clock.install()
    card.get_by_role("button", name="▶ Layer by layer").click()
    steps = card.locator(".layer-steps li")
    for layer in range(6):
        expect(card.get_by_role("button", name=f"❚❚ Layer {layer + 1}")).to_be_visible()
        expect(steps.locator('[aria-pressed="true"]')).to_contain_text(f"layer {layer + 1}")
        expect(card.locator(".layer-steps .later")).to_have_count(5 - layer)
        page.clock.run_for(2300)
    expect(card.get_by_role("button", name="▶ Layer by layer")).to_be_visible()
    expect(layers.last).to_be_checked()
    assert page.evaluate("window.layers") == list(range(6))
    page.clock.resume()
    assert linked(page)["self.head"] == "1"


def said(card) -> list[list[tuple[str, str]]]:
    """What the strip says after the embeddings and after every layer."""
    return [
        [(one.locator("bdi").inner_text(), one.locator("small").inner_text()) for one in row]
        for row in (step.locator(".guess").all() for step in card.locator(".layer-steps li").all())
    ]


def as_shown(guesses) -> list[list[tuple[str, str]]]:
    return [[(re.sub("^##|▁", "", word) or word, share(p)) for word, p in row] for row in guesses]


def share(p: float) -> str:
    percent = 100 * p
    if percent < 0.05:
        return "< 0.1 %"
    misleads = percent < 0.95 or 99.5 <= percent < 99.95
    return f"{percent:.1f} %" if misleads else f"{int(percent + 0.5)} %"


def test_layer_by_layer_the_strip_says_what_python_says(tab):
    page = tab("&self.token=3&self.guesses=open&cross.token=2&cross.layer=0&cross.map=decoder")
    card, cross = page.locator(SELF), page.locator(CROSS)
    about = card.locator(".layer-guesses p").first
    expect(about).to_contain_text("For “cat”")
    assert said(card) == as_shown(attention.layer_guesses(FIRST, 3))
    third = card.get_by_role("button", name=re.compile("^layer 3 "))
    third.focus()
    page.keyboard.press("Enter")
    expect(third).to_have_attribute("aria-pressed", "true")
    assert linked(page)["self.layer"] == "2"
    card.get_by_role("button", name="Hide “cat”").click()
    expect(about).to_contain_text("For “[MASK]”")
    assert said(card) == as_shown(attention.layer_guesses(FIRST, 3, hidden=3))
    expect(card.locator(".layer-steps .chosen bdi").last).to_have_text("cat")
    card.get_by_role("button", name="Show “cat” again").click()
    card.locator("button.token").nth(4).click()
    expect(about).to_contain_text("For “sat”")
    assert not [url for url in asked_of(page) if "cross" in url]
    cross.locator("summary", has_text="how the next word takes shape").click()
    row = attention.cross_attention(FIRST).map("decoder").rows[2].removeprefix("▁")
    expect(cross.locator(".layer-guesses p").first).to_contain_text(f"After “{row}”")
    assert said(cross) == as_shown(attention.layer_guesses(FIRST, 2, "marian-mini-en-fr"))
    expect(cross.locator(".layer-steps li").last.locator(".chosen")).to_have_count(1)
    assert linked(page)["cross.guesses"] == "open"
    page.locator('[data-spot="encoder"]').click()
    expect(cross.locator(".layer-guesses")).to_be_hidden()


def test_a_strip_without_an_answer_says_so_and_asks_again(tab):
    page = tab("&self.token=3")
    refused = {"error": "Not now.", "title": "Error"}
    page.route("**/gradio_api/run/layers", lambda route: route.fulfill(status=500, json=refused))
    card = page.locator(SELF)
    summary = card.locator("summary", has_text="what would BERT say here")
    summary.click()
    expect(card.locator(".layer-guesses")).to_contain_text("No answer just now")
    page.unroute("**/gradio_api/run/layers")
    summary.click()
    summary.click()
    expect(card.locator(".layer-guesses")).to_contain_text("For “cat”")
    page.watched.errors.clear()  # the browser reports the 500


def test_the_strip_and_the_next_layer_fit_a_small_phone_in_japanese(tab):
    page = tab(
        "&lang=ja&self.guesses=open&cross.guesses=open&self.head=1&cross.head=1",
        viewport={"width": 320, "height": 640},
    )
    for part in (SELF, CROSS):
        card = page.locator(part)
        expect(card.locator(".layer-guesses .guess").first).to_be_visible()
        for box in (one.bounding_box() for one in card.locator(".layer-steps button").all()):
            assert box["height"] >= 44
            assert box["x"] + box["width"] <= 320
        card.locator(".actions").get_by_role("button", name="計算を見る").click()
        expect(card.locator(".next-layer")).to_contain_text("この層から次の層へ")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_heads_at_work_are_told_and_open_in_the_picture(tab):
    page = tab(viewport=PHONE)
    card = page.locator(SELF)
    jobs = head_roles.jobs("bert-mini", "self")
    heads = sorted({(job.layer, job.head) for job in jobs})
    card.locator("summary", has_text=f"Heads at work ({len(heads)})").click()
    tiles = card.locator(".heads-at-work > li")
    expect(tiles).to_have_count(len(heads))
    weights = attention.self_attention(FIRST).maps[0].weights
    for tile, (layer, head) in zip(tiles.all(), heads, strict=True):
        best = next(job for job in jobs if (job.layer, job.head) == (layer, head))
        share, alone = round(100 * best.share), round(100 * best.offset)
        said = tile.inner_text().replace("\u00a0", " ")
        assert f"{share} %, by position alone {alone} %" in said
        joined = tile.locator(".looks li")
        drawn = tile.locator(".drawn path").count()
        assert drawn >= joined.count()
        assert bool(drawn) != ("Nothing for this head" in said)
        if drawn:
            strongest = weights[layer, head, 1:-2, 1:-2].max()
            assert f"{round(100 * strongest)} %" in joined.first.inner_text() or strongest > 0.99
    tile = tiles.filter(has=page.locator(".looks")).last
    name = tile.get_by_role("button").inner_text()
    word = tile.locator(".looks .query").first.inner_text()
    tile.tap(position={"x": 60, "y": 60})  # anywhere on it
    expect(tile).to_have_class("seen")
    expect(starred(page, SELF)).to_have_text(word)
    layer, head = (int(number) - 1 for number in re.findall(r"\d+", name))
    link = linked(page)
    assert (link["self.layer"], link["self.head"]) == (str(layer), str(head))
    assert asked_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("part", [SELF, CROSS])
def test_one_guesses_where_each_word_looks_and_then_sees(tab, part):
    page = tab("&self.layer=2&self.head=1&cross.layer=2&cross.head=1&self.direction=by")
    card = page.locator(part)
    reads = attention.self_attention if part == SELF else attention.cross_attention
    seen = reads(FIRST).maps[-1]
    weights = seen.weights[2, 1]
    rows = [i for i, special in enumerate(seen.special_rows) if part == CROSS or not special]
    card.get_by_role("button", name="Guess, then see").click()
    panel = card.locator(".guessing")
    right = 0
    for place, row in enumerate(rows):
        expect(panel).to_contain_text(f"{place + 1} of {len(rows)}")
        expect(card.locator(".stage")).to_be_hidden()
        guess = int(weights[row].argmax()) if place % 2 else 0
        right += weights[row].max() - weights[row, guess] < 0.005
        panel.locator(".words-to-guess button").nth(guess).click()
        expect(card.locator(".stage")).to_be_visible()
        star = card.locator('.rows button.token[aria-pressed="true"]')
        expect(star).to_have_attribute("data-index", str(row))
        expect(panel.get_by_role("status")).to_contain_text(
            seen.columns[weights[row].argmax()].strip("▁")
        )
        panel.locator(".pill").click()
    expect(panel.get_by_role("status")).to_have_text(f"You foresaw {right} of {len(rows)}.")
    card.get_by_role("button", name="Guess, then see").click()
    card.get_by_role("radiogroup", name="Layer").get_by_role("radio", name="1").click()
    expect(panel).to_be_hidden()  # about another head nothing was asked
    expect(card.locator(".stage")).to_be_visible()


def test_nothing_typed_keeps_the_pictures_and_says_so(tab):
    page = tab()
    before = page.locator(f"{SELF} .stage").inner_text()
    ask(page, "   ")
    expect(page.locator('.notes[data-part="notes"]')).to_contain_text("Type a sentence first")
    assert page.locator(f"{SELF} .stage").inner_text() == before
    ask(page, LONGER)
    expect(page.locator('.notes[data-part="notes"]')).to_contain_text("bert-mini: 64 of")
    expect(page.locator(f"{SELF} button.token")).to_have_count(64)


def test_japanese_is_read_by_the_models_of_japanese(tab):
    page = tab()
    page.locator(".examples button", has_text="from Japanese").click()
    text = "私は黒い猫が好きです。"
    expect(page.get_by_label("Your sentence")).to_have_value(text)
    notes = page.locator('.notes[data-part="notes"]')
    expect(notes).to_contain_text("bert-mini-ja answers: it reads the language you typed.")
    expect(notes).to_contain_text("marian-mini-ja-en answers")
    translation = attention.cross_attention(text, model="marian-mini-ja-en").translation
    expect(page.locator(".flow .translation")).to_have_text(translation)
    expect(page.locator(f"{SELF} button.token", has_text="猫")).to_be_visible()


@pytest.mark.parametrize(("language", "said"), [("en", "try again"), ("ja", "もう一度")])
def test_a_full_server_is_said_and_nothing_is_lost(tab, language, said):
    page = tab(f"&lang={language}")
    before = page.locator(f"{SELF} .stage").inner_text()
    asked = []

    def full(route):
        asked.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "1"})

    page.route("**/gradio_api/run/*", full)
    page.route("**/weights/**", lambda route: route.abort())  # nor can this device stand in
    box, go = page.locator(".ask :is(input, textarea)"), page.locator(".ask button")
    box.fill("I like tea.")
    go.click()
    expect(page.locator('.notes[data-part="notes"]')).to_contain_text(said)
    tried = max(
        sum(url.endswith(name) for url in asked) for name in ("self_attention", "cross_attention")
    )
    assert tried == 4, "a question is tried four times, then the other one is given up too"
    expect(box).to_have_value("I like tea.")
    assert linked(page)["text"] == "I like tea."
    assert page.locator(f"{SELF} .stage").inner_text() == before
    page.unroute("**/gradio_api/run/*")
    page.locator('.notes[data-part="notes"] button').click()
    expect(page.locator(".flow")).to_contain_text("I like tea.")
    expect(page.locator('.notes[data-part="notes"]')).to_be_hidden()
    page.watched.errors.clear()  # the browser reports the 503s


def test_text_alone_tells_where_cat_looks_in_layer_3_head_2(tab):
    page = tab()
    card = page.locator(SELF)
    card.get_by_role("radiogroup", name="Layer").get_by_role("radio", name="3").click()
    card.get_by_role("radiogroup", name="Head").get_by_role("radio", name=re.compile("^2")).click()
    card.locator("button.token", has_text="cat").click()
    one = attention.self_attention(FIRST).maps[0]
    weights = one.weights[2, 1, one.rows.index("cat")]
    spoken = card.get_by_role("status").first
    strongest = one.columns[weights.argmax()]
    expect(spoken).to_contain_text(f"cat looks at {strongest}")
    share = re.search(r"looks at \S+ (?:> )?([\d.]+)\s%", spoken.text_content())[1]
    assert float(share) == pytest.approx(100 * weights.max(), abs=0.51)
    card.locator("summary", has_text="Numbers").click()
    table = card.get_by_role("table", name="Where cat looks")
    expect(table.get_by_role("row")).to_have_count(1 + len(one.columns))
    for token, weight in zip(one.columns, weights, strict=True):
        row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=token))
        shown = [number_of(cell) for cell in row.get_by_role("cell").all_inner_texts()]
        assert any(abs(cell - 100 * weight) < 0.011 for cell in shown), token


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


def test_both_pictures_are_above_the_fold_of_a_desk(tab):
    page = tab()
    for part in (SELF, CROSS):
        said = page.locator(f"{part} .said").bounding_box()
        assert said["y"] + said["height"] <= DESK["height"]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [320, 390])
def test_the_drawing_stays_inside_its_card(tab, width, language):
    page = tab(f"&lang={language}", viewport={"width": width, "height": 844})
    card = page.locator(".drawing").bounding_box()
    for spot in page.locator(".drawing :is(.spot, .box, .box > span, .title, .feed)").all():
        box = spot.bounding_box()
        assert box["x"] >= card["x"]
        assert box["x"] + box["width"] <= card["x"] + card["width"] + 0.5


def test_at_most_forty_words_are_to_be_read_above_a_picture(tab):
    """Controls, and what was typed or translated, are not counted."""
    page = tab(viewport=PHONE)
    expect(page.get_by_text("Loading...")).to_have_count(0)  # Gradio's, while it comes
    words = page.evaluate(
        """(first) => {
          const top = document.querySelector(first).getBoundingClientRect().top;
          const control = "button, a, label, input, textarea, select, .flow, [aria-hidden=true]";
          const read = (one) => one.checkVisibility() && !one.closest(control);
          const shown = [...document.querySelectorAll("body *")]
            .filter((one) => read(one) && one.getBoundingClientRect().top < top);
          const texts = shown.flatMap(({ childNodes }) => [...childNodes])
            .filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data);
          return texts.join(" ").match(/[\\p{L}\\p{N}][^\\s]*/gu);
        }""",
        f"{SELF} button.token",
    )
    assert "encoder-only" in words
    assert len(words) <= 40, " ".join(words)


def number(cell) -> float:
    return number_of(cell.inner_text())


def number_of(text: str) -> float:
    return float(text.replace("−", "-").removesuffix("%"))


# Each example's ★ word, the word it looks at most, and at least how much, in self- and
# cross-attention: what was measured when it was chosen, less a little.
SHOWN = [
    ("✂ are or is?", "[MASK]", "shoes", 0.8, ("chaussures", "red", 0.7)),
    ("✂ were or are?", "[MASK]", "yesterday", 0.4, ("heureux", "yesterday", 0.6)),
    ("✂ Japanese rain", "[MASK]", "雨", 0.25, ("raining", "強い", 0.5)),
    ("the cat", "on", "mat", 0.7, None),
    ("black cats", "black", "cats", 0.8, ("chats", "black", 0.6)),
    ("whose hat?", "his", "man", 0.8, None),
    ("Japanese order", "read", "book", 0.9, ("を", "read", 0.9)),
    ("what is good?", "is", "book", 0.8, None),
    ("hide a word", "coffee", "drank", 0.7, None),
    ("from Japanese", "が", "きです", 0.8, ("black", "猫", 0.8)),
    ("a long one", "bought", "car", 0.8, None),
]


def starred(page, card: str):
    return page.locator(f'{card} .rows button.token[aria-pressed="true"] .word')


def strongest(page, card: str) -> tuple[str, float]:
    tokens = page.locator(f"{card} .sentence .token:has(.share[data-weight])")
    weights = tokens.evaluate_all(
        """(tokens) => tokens.map((one) =>
             [one.querySelector(".word").textContent, Number(one.dataset.weight)])"""
    )
    return tuple(max(weights, key=lambda pair: pair[1]))


def test_every_example_opens_where_it_shows_its_point(tab):
    page = tab()
    names = page.locator(".examples button")
    expect(names).to_have_text([name for name, *_ in SHOWN])
    for name, row, column, least, cross in SHOWN:
        button = page.locator(".examples button", has_text=name)
        button.click()
        expect(page.locator(".flow")).to_contain_text(button.get_attribute("title"))
        expect(starred(page, SELF)).to_have_text(row)
        word, weight = strongest(page, SELF)
        assert (word, weight > least) == (column, True), (name, word, weight)
        if cross:
            row, column, least = cross
            expect(starred(page, CROSS)).to_have_text(row)
            word, weight = strongest(page, CROSS)
            assert (word, weight > least) == (column, True), (name, word, weight)


def test_an_example_that_is_on_show_opens_again_at_its_point(tab):
    page = tab()
    button = page.locator(".examples button", has_text="whose hat?")
    button.click()
    expect(starred(page, SELF)).to_have_text("his")
    page.locator(f"{SELF} button.token", has_text="lost").click()
    expect(starred(page, SELF)).to_have_text("lost")
    button.click()
    expect(starred(page, SELF)).to_have_text("his")


def test_the_hidden_example_gets_the_word_itself_as_first_guess(tab):
    page = tab()
    page.locator(".examples button", has_text="hide a word").click()
    page.locator(SELF).get_by_role("button", name="Hide “coffee”").click()
    expect(page.locator(f"{SELF} .hidden-word .bars bdi").first).to_have_text("coffee")
    expect(page.locator(f"{SELF} .hidden-word")).to_contain_text("trained for this")


def test_odd_tokens_are_explained_at_a_tap_and_the_star_stays(tab):
    page = tab(viewport=PHONE)
    page.locator(f"{SELF} button.token", has_text="sat").tap()
    page.wait_for_url("**self.token=*")
    locked = page.url
    glossary = page.locator(f"{SELF} .glossary")
    terms = glossary.get_by_role("button")
    assert terms.all_inner_texts()[:3] == ["Token ?", "[CLS] ?", "[SEP] ?"]
    for box in terms.evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().toJSON())"
    ):
        assert box["width"] >= 44 and box["height"] >= 44
    sep = glossary.get_by_role("button", name="What is [SEP]?")
    sep.tap()
    expect(sep).to_have_attribute("aria-expanded", "true")
    expect(glossary.get_by_role("status")).to_contain_text("[SEP] ends a sentence")
    sep.press("Escape")
    expect(sep).to_have_attribute("aria-expanded", "false")
    expect(glossary.get_by_role("status")).to_be_empty()
    sep.press("Enter")
    expect(glossary.get_by_role("status")).to_contain_text("[SEP] ends a sentence")
    expect(starred(page, SELF)).to_have_text("sat")
    assert page.url == locked
    crossed = page.locator(f"{CROSS} .glossary")
    crossed.get_by_role("button", name="What is <pad>?").tap()
    expect(crossed.get_by_role("status")).to_contain_text("reads <pad>")


def test_a_long_paste_is_read_to_its_limit_and_told(tab):
    page = tab(viewport=PHONE)
    box = page.get_by_label("Your sentence")
    text = "The cat sat on the mat. " * 60  # 1,440 characters, 420 tokens
    box.fill(text)
    box.press("Enter")
    note = page.locator('.notes [data-note="cut"]').first
    expect(note).to_contain_text("64 of 422 tokens")
    expect(box).to_have_value(text)
    assert len(parse_qs(urlsplit(written(page)).query)["text"][0]) <= 500
