"""The page on paper, in a visitor's own colours, and under a browser's translation."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, TABS

# Of every arc, how far its end is from the middle of the word it belongs to, in px.
MISSED = """(view) => {
  const words = [...view.querySelectorAll(".rows .token")];
  const base = view.querySelector(".arcs").getBoundingClientRect();
  return [...view.querySelectorAll(".arcs path")].map((arc, j) => {
    const box = words[j].getBoundingClientRect();
    const middle = box.left - base.left + box.width / 2;
    const star = words[j].getAttribute("aria-pressed") === "true";
    return Math.abs(arc.getPointAtLength(arc.getTotalLength()).x - middle) - (star ? 14 : 0);
  });
}"""


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_arcs_end_at_their_words_on_paper(page_at, viewport):
    page = page_at(viewport=viewport)
    picture = page.locator("#toy .star .sentence")
    expect(picture.locator(".arcs path")).to_have_count(6)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # what a browser does before it prints
    expect(page.locator("html")).to_have_class(re.compile("paper"))
    before = picture.evaluate("(one) => one.getBoundingClientRect().width")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 without its margins
    width = picture.evaluate("(one) => one.getBoundingClientRect().width")
    assert width == before == 640  # as it was measured, so it is printed
    assert max(picture.evaluate(MISSED)) < 1.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shades_colours_and_the_star_are_printed(page_at, scheme):
    page = page_at(viewport=DESK, color_scheme=scheme)
    expect(page.locator("#toy .star .arcs path")).to_have_count(6)
    page.emulate_media(media="print", color_scheme=scheme)
    expect(page.locator("html")).to_have_class(re.compile("paper"))
    for data in (".star .token", ".star .mix .shares", ".sums .swatch", ".sums .bar"):
        style = page.locator(f"#toy {data}").first.evaluate(
            "(one) => getComputedStyle(one).printColorAdjust"
        )
        assert style == "exact"
    star = page.locator('#toy .star .token[aria-pressed="true"]').evaluate(
        """(one) => ['color', 'backgroundColor']
             .map((name) => getComputedStyle(one, '::before')[name])"""
    )
    assert star == ["rgb(255, 255, 255)", "rgb(0, 114, 178)"]
    page.emulate_media(media="screen", color_scheme=scheme)
    expect(page.locator("html")).not_to_have_class(re.compile("paper"))


def test_in_forced_colours_the_open_tab_differs_and_colours_that_are_data_stay(page_at):
    page = page_at(viewport=DESK, forced_colors="active")
    expect(page.locator("#toy .star .arcs path")).to_have_count(6)
    expect(page.locator("#early")).to_have_count(0)  # Gradio's tabs are there
    tabs = page.locator("#tabs .tab-container [role=tab]")
    outlines = tabs.evaluate_all("(all) => all.map((one) => getComputedStyle(one).outlineStyle)")
    assert outlines[0] == "solid" and set(outlines[1:]) == {"none"}
    swatches = page.locator("#toy .sums tbody .swatch").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(swatches)) > 3  # six words, six values
    shares = page.locator("#toy .star .shares")
    assert "gradient" in shares.evaluate("(one) => getComputedStyle(one).backgroundImage")
    shades = page.locator("#toy .star .token").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(shades)) > 2


def test_in_forced_colours_what_is_chosen_differs(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK, forced_colors="active")
    chips = page.locator('[data-part="self"] .looks .chip')
    expect(chips.first).to_be_visible()
    grounds = chips.evaluate_all("(all) => all.map((one) => getComputedStyle(one).backgroundColor)")
    assert grounds[0] not in grounds[1:]


@pytest.mark.parametrize("tab", ["basics", "self-vs-cross"])
def test_words_of_a_model_and_formulas_are_not_translated(page_at, tab):
    page = page_at(f"?tab={tab}", viewport=DESK)
    expect(page.locator(TABS[tab]).first).to_be_visible()
    words = "bdi, .token .word, .symbols, .written, .flow, [data-part=order-dot]"
    left = page.locator(f":is({words})").evaluate_all(
        """(all) => all.filter((one) => !one.closest('[translate="no"]'))
             .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert not left


def test_bertviz_is_not_translated(page_at):
    page = page_at("?tab=bertviz", viewport=DESK)
    inside = page.frame_locator("iframe.bertviz")
    expect(inside.locator("main")).to_have_attribute("translate", "no")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("tab", "picture"),
    [
        ("basics", "#toy .attention-view"),
        ("self-vs-cross", "#reading .attention-view"),
        ("bertviz", "#bertviz iframe"),
    ],
)
def test_few_words_stand_above_a_picture(page_at, tab, picture, language):
    """At most 40 words of prose, of two characters in Japanese; labels of a drawing are none."""
    page = page_at(f"?tab={tab}&lang={language}", viewport=PHONE)
    expect(page.locator(f"[role=tabpanel] {picture}").first).to_be_visible()
    prose = page.locator(f"[role=tabpanel] {picture}").first.evaluate(
        """(picture) => [...picture.closest("[role=tabpanel]")
               .querySelectorAll("p:not(.flow, .title, .feed)")]
             .filter((one) => one.checkVisibility()
               && picture.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING)
             .map((one) => one.innerText).join(" ")"""
    )
    letters = re.findall("[ぁ-んァ-ヶー一-龠]", prose)
    words = len(re.sub("[ぁ-んァ-ヶー一-龠]", " ", prose).split())
    length = words + len(letters) / 2
    assert length <= 40
