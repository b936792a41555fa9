"""Every tab, in both themes and languages: accessible, no raw key, no English left in Japanese."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, TABS

# What axe finds on an empty Gradio page too: not ours to mend.
GRADIOS_OWN = {"landmark-one-main", "region", "page-has-heading-one"}
# Latin words that stay so in Japanese: names, formulas, and what a visitor or a model said.
NAMES = re.compile(
    r"\b(BERT(viz|-base)?|Marian|Transformers?|Attention|English|Python|softmax|CSV|PNG|SVG|HTML|QR|URL|"
    r"SEP|CLS|PAD|MASK|GPT|Vig|Jesse|Cross|Encoder|Decoder|bert-mini[\w-]*|marian-mini[\w-]*|"
    r"[\w-]+/[\w.-]+|https?:\S+|RGB)(?![a-z])"
)


def opened(page_at, tab, **how):
    asked = f"&lang={how.pop('language')}&__theme={how.pop('theme')}{how.pop('also', '')}"
    page = page_at(f"?tab={tab}{asked}", **how)
    expect(page.locator(TABS[tab]).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tab", TABS)
def test_axe_finds_no_serious_violation(page_at, tab, theme, language):
    page = opened(page_at, tab, theme=theme, language=language, viewport=PHONE)
    found = Axe().run(page).response["violations"]
    serious = [
        (one["id"], [node["target"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical") and one["id"] not in GRADIOS_OWN
    ]
    assert not serious


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("tab", TABS)
def test_no_key_is_shown_raw(page_at, tab, language):
    page = opened(page_at, tab, theme="light", language=language, viewport=DESK)
    shown = page.locator("body").inner_text()
    assert not re.search(
        r"__i18n__|\b(basics|self-vs-cross|bertviz|picture|page|share)[._]\w+", shown
    )
    assert not re.search(r"\{\w+\}", shown)


@pytest.mark.parametrize("tab", TABS)
def test_a_japanese_page_has_no_english_left(page_at, tab):
    page = opened(page_at, tab, theme="light", language="ja", viewport=DESK, also="&cross.head=1")
    asking = ".actions .pill:not(:first-child)"  # the first plays the layers
    for button in page.locator(f":is(.more > button, {asking}):visible").all():
        button.click()
        expect(button).not_to_have_attribute("aria-busy", "true")
    for summary in page.locator("summary:visible").all():
        summary.click()
    texts, said = page.evaluate(
        """() => {
          const own = "bdi, button.token, .word, input, textarea, iframe, canvas, svg, [lang=en]";
          const texts = [];
          for (const one of document.querySelectorAll("body *")) {
            if (one.closest(own) || !one.checkVisibility()) continue;
            for (const node of one.childNodes)
              if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent);
            texts.push(one.getAttribute("aria-label") ?? "");
          }
          const said = [...document.querySelectorAll("bdi, .word, .examples [title]")];
          return [texts, said.map(({ title, textContent }) => title || textContent)];
        }"""
    )
    latin = re.compile(r"[A-Za-z]{3,}")
    said = set(latin.findall(" ".join(said)))
    left = set(latin.findall(NAMES.sub(" ", "\n".join(texts)))) - said
    assert not left


UPRIGHT = [(320, 568), (360, 740), (390, 844), (430, 932), (820, 1180)]
LYING = [(568, 320), (844, 390)]


@pytest.mark.parametrize(("width", "height"), UPRIGHT + LYING)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_scrolls_sideways(page_at, width, height, language):
    for tab in TABS:
        size = {"width": width, "height": height}
        page = opened(page_at, tab, theme="light", language=language, viewport=size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (568, 320), (844, 390)])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_first_picture_is_above_the_fold(page_at, width, height, language):
    page = page_at(f"?lang={language}", viewport={"width": width, "height": height})
    word = page.locator(TABS["basics"]).first
    expect(word).to_be_visible()
    box = word.bounding_box()
    assert box["y"] + box["height"] <= height


@pytest.mark.parametrize("tab", TABS)
def test_every_control_has_room_for_a_finger(page_at, tab):
    page = opened(page_at, tab, theme="light", language="en", viewport=PHONE, has_touch=True)
    small = page.evaluate(
        """() => {
          const controls = "button, input, select, textarea, summary, [role=tab], [role=slider]";
          return [...document.querySelectorAll(controls)]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }))
            .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
            .filter(([, box]) => box.width > 1 && (box.width < 43.5 || box.height < 43.5))
            .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width} × ${box.height}`);
        }"""
    )
    assert not small


@pytest.mark.parametrize("tab", ["self-vs-cross", "bertviz"])
def test_a_busy_server_is_told_in_the_pages_language(page_at, tab):
    page = opened(page_at, tab, theme="light", language="ja", viewport=PHONE)
    page.route(
        "**/gradio_api/run/*",
        lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}),
    )
    page.route("**/weights/**", lambda route: route.abort())  # nor can this device stand in
    page.locator('[role="tabpanel"]:visible').get_by_role("textbox").first.press("Enter")
    note = page.locator('[role="tabpanel"]:visible [data-note="busy"]')
    expect(note).to_contain_text("混み合っています")
    expect(page.locator(".toast-wrap")).to_be_hidden()
    page.watched.errors.clear()  # the browser tells of the refused request
