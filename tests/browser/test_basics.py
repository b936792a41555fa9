"""The basics tab: numbers follow the hand, Python is asked once a release, and both agree."""

import json
import math
import re

import pytest
import torch
from playwright.sync_api import expect

import attention
from attention import toy
from attention.ui.basics.tab import toy_attention
from tests.bare import UI
from tests.bare_toy import open_toy
from tests.browser.conftest import MOVED_IN, PHONE, written

WORLD = toy.world()
ROLES = ("query", "key", "value")
ENDPOINT = "toy_attention"
# What Gradio loads and polls by itself.
GRADIOS_OWN = re.compile(r"/assets/|/static/|/heartbeat/|/theme\.css|/manifest\.json|/pwa_icon/")
GROWTH = UI / "basics/scaling_chart.json"


@pytest.fixture
def tab(page_at):
    """Open the tab in the app: tab(query, **context); the sliders are there when it returns."""

    def open_tab(query="", **context):
        context.setdefault("locale", "en-US")
        page = page_at(query, **context)
        page.locator(".toy input[type=range]").first.wait_for()
        page.wait_for_function(MOVED_IN)
        return page

    return open_tab


@pytest.fixture
def bare(chromium):
    """Open the tab's view alone, where the app around it makes no difference: bare(query)."""
    contexts = []

    def open_bare(query="", script=""):
        contexts.append(chromium.new_context(viewport=PHONE, has_touch=True))
        if script:
            contexts[-1].add_init_script(script)
        page = contexts[-1].new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        return open_toy(page, query)

    yield open_bare
    for context in contexts:
        assert not [error for page in context.pages for error in page.errors]
        context.close()


def asked(page, start=0):
    """The requests a page has made since `start`, leaving out Gradio's own."""
    return [url for url in page.watched.requests[start:] if not GRADIOS_OWN.search(url)]


def weights_on(page):
    """What the ★ sentence shows, exactly."""
    shares = page.locator(".toy .star .share")
    return [float(one.get_attribute("data-weight")) for one in shares.all()]


def state_on(page):
    """The state that the link of the page holds, read by the page's own decoder."""
    return page.evaluate(
        """async () => {
          const { decode } = await import(new URL("basics/link_codec.js", document.baseURI));
          return decode(new URLSearchParams(location.search).get("toy"));
        }"""
    )


def computed(query, key, value, similarity="scaled dot", causal=False):
    q, k, v = (torch.tensor(rows, dtype=torch.float64) for rows in (query, key, value))
    mask = torch.ones(len(q), len(k), dtype=torch.bool).tril() if causal else None
    return attention.attend(q, k, v, mask, similarity)


def code(words=None, similarity="scaled dot", causal=False, **vectors):
    """What the link says of a toy state, written anew from its definition."""
    words = words or WORLD["words"]
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"

    def two(x, low, step):
        index = round((x - low) / step)
        return digits[index // 36] + digits[index % 36]

    numbers = ""
    for i in range(len(words)):
        for role in ROLES:
            low, step = (0, 0.01) if role == "value" else (-3, 0.05)
            row = vectors.get(role, WORLD[role])[i]
            numbers += "".join(two(x, low, step) for x in row)
    letter = {"scaled dot": "s", "dot": "d", "cosine": "c"}[similarity]
    return f"1{letter}{int(causal)}-{numbers}-{'+'.join(words)}"


# ---- attend.js is the reference ----


def random_cases(count):
    random = torch.Generator().manual_seed(4)

    def whole(low, high):
        return int(torch.randint(low, high + 1, (), generator=random))

    for number in range(count):
        n_q, n_k, d, d_v = whole(1, 8), whole(1, 8), whole(1, 8), whole(1, 4)
        scale = (0.1, 1.0, 30.0)[number % 3]
        q, k, v = (
            torch.randn(*shape, generator=random, dtype=torch.float64) * scale
            for shape in ((n_q, d), (n_k, d), (n_k, d_v))
        )
        if number % 5 == 0:
            q[0], k[-1] = 0.0, 0.0
        allowed = torch.rand(n_q, n_k, generator=random) > 0.4
        if number % 4 == 0:
            allowed[-1] = False  # a row that may look nowhere
        added = torch.randn(n_q, n_k, generator=random, dtype=torch.float64)
        mask = (None, allowed, added, added.masked_fill(~allowed, -math.inf))[number // 2 % 4]
        yield q, k, v, mask, ("scaled dot", "dot", "cosine")[number // 8 % 3]


def test_attend_js_equals_the_reference_on_a_thousand_cases(bare):
    page = bare()
    cases = list(random_cases(1000))
    given = [
        [q.tolist(), k.tolist(), v.tolist(), None if mask is None else mask.tolist(), similarity]
        for q, k, v, mask, similarity in cases
    ]
    answers = page.evaluate(
        """async (cases) => {
          const { attend } = await import(new URL("engine/attend.js", document.baseURI));
          return cases.map((one) => attend(...one));
        }""",
        given,
    )
    masks = [type(mask) if mask is None else mask.dtype for _, _, _, mask, _ in cases]
    assert len(set(masks)) == 3 and len({similarity for *_, similarity in cases}) == 3
    for case, answer in zip(cases, answers, strict=True):
        for name, expected in attention.attend(*case)._asdict().items():
            mine = torch.tensor(answer[name], dtype=torch.float64)
            assert torch.allclose(mine, expected, rtol=1e-9, atol=1e-9), (name, case)


# ---- moving something ----


def slider(page, role="query", place=0):
    return page.locator(f'.toy input[data-role="{role}"][data-place="{place}"]')


def tip(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def path_of(page, grip):
    """Where a drag starts and ends, for a slider (end to end) or the tip of an arrow."""
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    middle = box["y"] + box["height"] / 2
    if grip.evaluate("(node) => node.matches('input')"):
        part = grip.evaluate("(node) => (node.value - node.min) / (node.max - node.min)")
        start = box["x"] + 13 + part * (box["width"] - 26)
        return (start, middle), (box["x"] + box["width"] - 4, middle)
    return (box["x"] + 22, middle), (box["x"] - 60, middle + 50)


def by_mouse(page, grip):
    (x0, y0), (x1, y1) = path_of(page, grip)
    page.mouse.move(x0, y0)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x0 + (x1 - x0) * step / 10, y0 + (y1 - y0) * step / 10)
    yield
    page.mouse.up()


def by_finger(page, grip):
    (x0, y0), (x1, y1) = path_of(page, grip)
    client = page.context.new_cdp_session(page)

    def touch(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x0, y0))
    for step in range(1, 11):
        touch("touchMove", (x0 + (x1 - x0) * step / 10, y0 + (y1 - y0) * step / 10))
    yield
    touch("touchEnd")


def by_key(page, grip):
    grip.focus()
    for _ in range(10):  # a key held down repeats
        page.keyboard.down("ArrowLeft")
    yield
    page.keyboard.up("ArrowLeft")


@pytest.mark.parametrize("move", [by_mouse, by_finger, by_key])
@pytest.mark.parametrize(
    "find",
    [slider, lambda page: tip(page, "key of sat"), lambda page: tip(page, "query of cat")],
    ids=["slider", "key arrow", "query arrow"],
)
def test_numbers_follow_the_hand_and_python_is_asked_once_on_release(tab, find, move):
    page = tab()
    grip = find(page)
    grip.scroll_into_view_if_needed()
    before, start = weights_on(page), len(page.watched.requests)
    movement = move(page, grip)
    next(movement)
    page.wait_for_function(
        "(before) => [...document.querySelectorAll('.toy .star .share')]"
        ".some((one, i) => Math.abs(one.dataset.weight - before[i]) > 0.01)",
        arg=before,
    )
    assert asked(page, start) == []
    next(movement, None)
    expect(page.locator(".toy .agreement")).to_have_attribute("data-state", "agrees")
    assert [url.rsplit("/", 1)[-1] for url in asked(page, start)] == [ENDPOINT]
    state = state_on(page)
    expected = computed(*(state[role] for role in ROLES)).weights[1].tolist()
    assert weights_on(page) == pytest.approx(expected, abs=1e-6)


HELD = """(moves) => new Promise((resolve) => {
    const grip = document.querySelector('.toy input[data-role="query"]');
    const text = (selector) => document.querySelector(`.toy ${selector}`).textContent;
    const numbers = () => [text(".slider .shown"), text(".star .share"), text(".written .query")];
    const frames = [];
    const next = () => {
        frames.push(numbers());
        if (frames.length > moves) { resolve(frames); return; }
        const until = performance.now() + SPENT;
        while (performance.now() < until);
        grip.value = frames.length / 10 - 3;
        grip.dispatchEvent(new InputEvent("input", { bubbles: true }));
        requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
})"""


def test_what_cannot_be_seen_is_drawn_when_the_hand_lets_go(bare):
    page = bare()
    before = page.locator(".toy .written .query").inner_text()
    frames = page.evaluate(HELD.replace("SPENT", "0"), 20)
    assert len({share for _, share, _ in frames}) > 3
    assert len({formula for _, _, formula in frames}) == 1
    slider(page).dispatch_event("pointerup")
    expect(page.locator(".toy .written .query")).not_to_have_text(before)


def test_what_comes_into_sight_under_a_hand_is_drawn(bare):
    page = bare()
    page.evaluate(HELD.replace("SPENT", "0"), 20)
    page.locator(".toy .formula").scroll_into_view_if_needed()
    expect(page.locator(".toy .written .query span").first).to_have_text("−1.00")


def test_on_a_slow_phone_the_slider_moves_in_more_frames_than_the_numbers(bare):
    frames = bare().evaluate(HELD.replace("SPENT", "30"), 25)
    moved, followed = (len({frame[place] for frame in frames}) for place in (0, 1))
    assert 1 < followed < moved / 2


def test_sliders_and_arrows_follow_each_other(bare):
    page = bare()
    slider(page, "key", 0).fill("2.5")
    expect(tip(page, "key of cat")).to_have_attribute("aria-valuetext", "2.50, 1.35")
    tip(page, "query of cat").press("ArrowUp")
    expect(slider(page, "query", 1)).to_have_js_property("value", "1.25")


# ---- what the page says of it ----


def test_the_page_says_when_python_gets_other_numbers(bare):
    page = bare()

    def wrong(route):
        answer = toy_attention(*json.loads(route.request.post_data)["data"])
        answer["weights"][0][0] += 1e-6
        route.fulfill(json={"data": [answer]})

    page.route(f"**/{ENDPOINT}", wrong)
    slider(page).press("ArrowLeft")
    expect(page.locator(".toy .agreement")).to_have_attribute("data-state", "differs")
    expect(page.locator(".toy .agreement")).to_contain_text("0.0000010")


def test_the_page_says_when_the_browser_gets_other_numbers(bare):
    page = bare()
    source = (UI / "engine/attend.js").read_text("utf-8")
    broken = source.replace("raised.map((x) => x / total)", "raised.map((x) => x / total ** 1.001)")
    assert broken != source
    page.route(
        "**/engine/attend.js",
        lambda route: route.fulfill(body=broken, content_type="text/javascript"),
    )
    page.reload()
    slider(page).press("ArrowLeft")
    expect(page.locator(".toy .agreement")).to_have_attribute("data-state", "differs")


def test_the_page_says_when_python_cannot_be_asked(bare):
    page = bare()
    page.route(f"**/{ENDPOINT}", lambda route: route.abort())
    slider(page).press("ArrowLeft")
    expect(page.locator(".toy .agreement")).to_have_attribute("data-state", "unreachable")


@pytest.mark.parametrize("similarity", ["scaled dot", "dot", "cosine"])
@pytest.mark.parametrize("causal", [False, True])
def test_every_number_of_the_sum_is_the_references(bare, similarity, causal):
    page = bare(f"?toy={code(similarity=similarity, causal=causal)}&toy.token=2")
    vectors = [WORLD[role][:6] for role in ROLES]
    expected = computed(*vectors, similarity, causal)
    raw = computed(*vectors, "cosine" if similarity == "cosine" else "dot").scores[2]

    def column(name):
        texts = page.locator(f".toy .sums tbody td.{name}").all_inner_texts()
        return [float(one.replace("−", "-").replace("∞", "inf").rstrip(" %")) for one in texts]

    assert column("score") == pytest.approx(raw.tolist(), abs=0.00501)
    scaled = [raw[j].item() / math.sqrt(2) for j in range(6)]
    assert column("scaled") == pytest.approx(
        scaled if similarity == "scaled dot" else [], abs=0.00501
    )
    assert column("mask") == pytest.approx(
        expected.scores[2].tolist() if causal else [], abs=0.00501
    )
    percents = (100 * expected.weights[2]).tolist()
    assert column("weight") == pytest.approx(percents, abs=0.0501)
    assert weights_on(page) == pytest.approx(expected.weights[2].tolist(), abs=1e-6)
    mixed = page.locator(".toy .mix .output").evaluate("(n) => getComputedStyle(n).backgroundColor")
    shown = [int(x) for x in mixed.removeprefix("rgb(").rstrip(")").split(",")]
    assert shown == [round(255 * x) for x in expected.output[2].tolist()]


@pytest.mark.parametrize("causal", [False, True])
def test_again_mixes_the_mixed_colours(bare, causal):
    page = bare(f"?toy={code(causal=causal)}&toy.rounds=2")
    again = page.get_by_role("button", name="Again")
    again.click()
    query, key, colours = (WORLD[role][:6] for role in ROLES)
    rows = page.locator(".toy .rounds tbody tr")
    expect(rows).to_have_count(4)
    spreads = []
    for row in rows.all():
        swatches = row.locator(".swatch").evaluate_all(
            "(all) => all.map((n) => n.style.background)"
        )
        shown = [[int(x) for x in re.findall(r"\d+", swatch)] for swatch in swatches]
        assert shown == [[round(255 * x) for x in rgb] for rgb in colours]
        spreads.append(max(max(part) - min(part) for part in zip(*colours, strict=True)))
        assert float(row.locator("td").last.inner_text()) == pytest.approx(spreads[-1], abs=0.00501)
        colours = computed(query, key, colours, causal=causal).output.tolist()
    assert spreads == sorted(spreads, reverse=True)
    told = page.locator('.toy [data-part="rounds"] [role=status]')
    expect(told).to_have_text(
        f"Rounds: 3. The colours differed by {spreads[0]:.2f}, now by {spreads[-1]:.2f}."
    )
    assert "toy.rounds=3" in written(page)
    for _ in range(3):
        again.press("Enter")
    expect(again).to_be_disabled()
    page.get_by_role("button", name="Start over").click()
    expect(rows).to_have_count(2)
    expect(again).to_be_focused()
    assert "toy.rounds" not in written(page)


def test_the_formula_holds_the_numbers_of_the_star(bare):
    page = bare()
    numbers = page.locator(".toy .formula .brackets.query span").all_inner_texts()
    assert numbers == ["1.60", "1.15"]
    output = computed(*(WORLD[role][:6] for role in ROLES)).output[1].tolist()
    shown = page.locator(".toy .formula .brackets.output span").all_inner_texts()
    assert shown == [f"{x:.2f}" for x in output]


def test_a_number_says_what_it_is_and_the_steps_play_in_order(bare):
    page = bare()
    told = page.locator('.toy [data-part="told"]')
    page.locator('.toy button[data-column="score"][data-row="2"]').click()
    expect(told).to_have_text("q·k of cat and sat: 1.60 × 0.20 + 1.15 × 0.95 = 1.41")
    page.get_by_role("button", name="▶ Play").click()
    for column in ("score", "scaled", "weight", "mixed"):
        expect(page.locator(".toy .sums td.current").first).to_have_class(f"{column} current")
    expect(page.locator(".toy .sums .later")).to_have_count(0)


# ---- choosing ----


def test_a_tap_on_a_word_asks_nothing_and_the_sliders_follow(tab):
    page = tab()
    start = len(page.watched.requests)
    page.locator('.toy .star button.token[data-index="5"]').click()
    expect(page.locator(".toy .vectors legend").first).to_contain_text("mat")
    expect(slider(page)).to_have_js_property("value", "0.25")
    expect(page.locator(".toy .sums tr.star th")).to_have_text("★ mat")
    assert asked(page, start) == []
    assert "toy.token=5" in written(page)


def test_presets_options_and_reset(bare):
    page = bare()
    page.get_by_role("button", name="all equally").click()
    expect(page.locator(".toy .star .share").first).to_have_text("17 %")
    page.get_by_role("button", name="itself and words to the left").click()
    expect(page.locator(".toy .star .share").first).to_have_text("50 %")
    expect(page.locator(".toy .star .share").last).to_have_text("0 %")
    page.get_by_role("button", name="cosine", exact=True).click()
    expect(page.locator('.toy [data-part="why"]')).to_contain_text("59.6 %")
    expect(page.locator(".toy .sums thead button")).to_have_text(
        ["cos", "mask", "softmax", "× value"]
    )
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".toy .star .share").nth(1)).to_have_text("49 %")
    assert "toy=" not in written(page)


def test_own_words_are_text_and_at_most_eight(bare):
    page = bare()
    words = ["<img/src=x/onerror=x()>", "${1+1}", "{{x}}", "ねこ", "😀", "\u202eabc", "g", "h", "i"]
    page.get_by_label("Your own words").fill(" ".join(words))
    page.get_by_role("button", name="Use", exact=True).click()
    shown = page.locator(".toy .star .token .word")
    expect(shown).to_have_text([*[word[:20] for word in words[:5]], "abc", "g", "h"])
    expect(page.locator(".toy .agreement")).to_have_attribute("data-state", "agrees")
    state = state_on(page)
    assert state["words"][3] == "ねこ"
    assert page.locator(".toy img").count() == 0


# ---- the link ----


def test_the_link_brings_everything_back(tab):
    page = tab()
    slider(page, "value", 2).press("ArrowRight")
    tip(page, "key of mat").press("Shift+ArrowUp")
    measure = page.get_by_role("group", name="How the score is measured")
    measure.get_by_role("button", name="q·k", exact=True).click()
    page.get_by_role("button", name="itself and words to the left").click()
    page.locator('.toy .star button.token[data-index="4"]').click()
    expect(page.locator(".toy .sums tr.star th")).to_have_text("★ the")
    again = tab("?" + written(page).split("?")[1])
    assert weights_on(again) == weights_on(page)
    assert again.locator(".toy .sums").inner_text() == page.locator(".toy .sums").inner_text()
    expect(again.locator(".toy .sums tr.star th")).to_have_text("★ the")


def test_a_link_made_in_2026_still_works(bare):
    page = bare("?toy=1c0-2k3c281o1e2s002o2l1o28001e2s-I+you&toy.token=0")
    expect(page.locator(".toy .star .token .word")).to_have_text(["I", "you"])
    numbers = page.locator(".toy .slider .shown")
    expect(numbers).to_have_text(["1.60", "3.00", "1.00", "0.00", "0.50", "1.00", "0.00"])
    page.locator(".toy .star button.token").last.click()
    expect(numbers).to_have_text(["1.80", "1.65", "0.00", "1.00", "0.00", "0.50", "1.00"])
    expect(page.locator(".toy .sums thead button").first).to_have_text("cos")


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "2s0-00-a",
        "1x0-" + "0" * 14 + "-a",
        "1s2-" + "0" * 14 + "-a",
        "1s0-" + "0" * 13 + "-a",
        "1s0-" + "0" * 14 + "-",
        "1s0-" + "0" * 14 + "-a+b",
        "1s0-" + "z" * 14 + "-a",
        "1s0-" + "0" * 14 * 9 + "-a+b+c+d+e+f+g+h+i",
        "1s0-" + "0" * 14 + "-" + "w" * 21,
        "1s0-" + "0" * 14 + "-%00",
        "1s0-" + "0" * 14 + "-%3Cscript%3Ealert(1)%3C/script%3E",
        "<script>alert(1)</script>",
        "x" * 5000,
        "1s0-%F0%9F-a",
    ],
)
def test_a_broken_toy_state_is_the_default(bare, broken):
    page = bare(f"?toy={broken}&toy.token=99")
    expected = computed(*(WORLD[role][:6] for role in ROLES)).weights[1].tolist()
    assert weights_on(page) == pytest.approx(expected, abs=1e-6)


# ---- challenges ----


def replaced(role, **rows):
    vectors = [list(vector) for vector in WORLD[role]]
    for name, vector in rows.items():
        vectors[int(name[1:])] = vector
    return {role: vectors}


CIRCLE = WORLD["presets"]["left"]["key"]
SOLUTIONS = {
    "centre": f"toy={code()}&toy.token=5",
    "even": "toy=" + code(**replaced("query", w1=[0, 0])),
    "mat": "toy=" + code(**replaced("query", w1=[2.5, -1])),
    "green": "toy=" + code(**replaced("value", w1=[0, 1, 0])),
    "mask": "toy=" + code(causal=True, **replaced("query", w2=[-2, 0])),
    "long_keys": "toy=" + code(**replaced("key", w3=[3, 0], w4=[3, 0.2])),
    "cosine": "toy="
    + code(
        similarity="cosine",
        query=[[2, 0]] * 6,
        key=[[2 if j == 2 else -2, 0] for j in range(6)],
    ),
    "selves": "toy=" + code(query=CIRCLE, key=CIRCLE),
}


def done(page):
    found = page.locator(".toy li.done").all()
    return [one.get_attribute("data-challenge") for one in found]


def test_every_challenge_has_a_solution_here():
    assert list(SOLUTIONS) == [challenge["name"] for challenge in WORLD["challenges"]]


def test_at_first_no_challenge_is_done(bare):
    assert done(bare()) == []


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_challenge_marks_itself_done(bare, name):
    page = bare("?" + SOLUTIONS[name])
    expect(page.locator(f'.toy li[data-challenge="{name}"]')).to_have_class("done")
    assert done(page) == [name]


def test_a_done_challenge_is_remembered_and_the_next_one_offered(bare):
    page = bare()
    first = page.locator('.toy [data-part="next"]').inner_text()
    page.locator('.toy .star button.token[data-index="5"]').click()
    expect(page.locator('.toy [data-part="count"]')).to_have_text("1 of 8 done")
    expect(page.locator('.toy [data-part="next"]')).not_to_have_text(first)
    page.goto(page.url.split("?")[0])
    expect(page.locator('.toy [data-part="count"]')).to_have_text("1 of 8 done")


def test_challenges_work_where_storage_is_blocked(bare):
    page = bare(
        script="Object.defineProperty(window, 'localStorage',"
        " { get() { throw new DOMException('blocked', 'SecurityError'); } })"
    )
    page.locator('.toy .star button.token[data-index="5"]').click()
    expect(page.locator('.toy [data-part="count"]')).to_have_text("1 of 8 done")


# ---- the first look ----


def test_on_a_phone_sentence_shares_and_first_slider_need_no_scrolling(tab):
    page = tab()
    shares = page.locator(".toy .star .share")
    expect(shares).to_have_count(6)
    for one in [*shares.all(), slider(page)]:
        box = one.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 844


def test_the_star_stays_in_sight_while_the_last_slider_moves(tab):
    page = tab()
    page.evaluate("scrollTo(0, 450)")
    page.wait_for_function("scrollY > 400")
    box = page.locator(".toy section.star").bounding_box()
    assert box["y"] >= 0
    last = slider(page, "value", 2).bounding_box()
    assert box["y"] + box["height"] <= last["y"] and last["y"] + 44 <= 844


def test_nothing_can_be_scrolled_sideways(tab):
    page = tab(viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_chart_is_fetched_when_it_is_opened(tab):
    page = tab()
    assert not [url for url in page.watched.requests if url.endswith(GROWTH.name)]
    page.get_by_text("Why divide by √d?").click()
    expect(page.locator(".toy polyline")).to_have_count(2)
    growth = json.loads(GROWTH.read_text("utf-8"))
    points = page.locator(".toy polyline.unscaled").get_attribute("points").split()
    assert len(points) == len(growth["dimensions"])
    assert [url for url in page.watched.requests if url.endswith(GROWTH.name)]


def test_where_vectors_come_from_shows_the_matrices_of_the_toy(bare):
    page = bare()
    page.get_by_text("Where do q, k and v come from?").click()
    shown = page.locator('.toy [data-part="origin"] .brackets.query').first
    flat = [f"{x:.1f}".replace("-", "−") for row in WORLD["matrices"]["query"] for x in row]
    assert shown.locator("span").all_inner_texts() == flat
