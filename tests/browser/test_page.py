"""The page as a visitor meets it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, TABS

HOSTILE = "<script>window.hacked=1</script> ${window.hacked=1} {{window.hacked=1}} <img onerror=x>"


def open_tab(page, name: str):
    page.locator(f'[role="tab"][data-tab-id="{name}"]').click()
    expect(page.locator(TABS[name]).first).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_tab_shows_its_picture_with_no_click_in_it(page_at, viewport):
    page = page_at(viewport=viewport)
    for name in TABS:
        open_tab(page, name)
    expect(page.frame_locator("iframe.bertviz").locator("#vis svg").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 390, 430])
def test_a_phone_shows_three_tabs_and_never_scrolls_sideways(page_at, width):
    page = page_at(viewport={"width": width, "height": 844})
    for name in TABS:
        expect(page.locator(f'[role="tab"][data-tab-id="{name}"]')).to_be_in_viewport()
        open_tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_space_asks_no_other_host_than_gradios_own(page_at, space_server):
    page = page_at(origin=space_server)
    for name in TABS:
        open_tab(page, name)


def ask(page, sentence: str):
    page.get_by_label("Your sentence").fill(sentence)
    page.get_by_role("button", name="Look", exact=True).click()


def test_a_typed_sentence_changes_both_pictures(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    ask(page, "I like dogs.")
    selfs = page.locator('#reading .attention-view[data-map="self"]')
    expect(selfs.locator("button.token", has_text="dogs")).to_be_visible()
    crosses = page.locator('#reading .attention-view[data-map="cross"]')
    expect(crosses.locator(".token", has_text="dogs")).to_be_visible()
    expect(selfs.locator("button.token", has_text="cat")).to_have_count(0)


def test_markup_is_shown_as_typed_and_run_nowhere(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    ask(page, HOSTILE)
    words = page.locator('#reading .attention-view[data-map="self"] button.token .word')
    expect(words.nth(1)).to_have_text("<")
    shown = "".join(words.all_text_contents()).replace("##", "")
    for part in ("<script>", "${", "{{", "}}", "onerror"):
        assert part in shown
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(
    ("locale", "language"), [("en-GB", "en"), ("ja-JP", "ja"), ("fr-FR", "en")]
)
def test_the_page_speaks_the_browsers_language(page_at, locale, language):
    page = page_at(locale=locale)
    expect(page.locator("html")).to_have_attribute("lang", language)
    title = {"en": "Attention, visually", "ja": "目で見るアテンション"}[language]
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page).to_have_title(title)


def test_the_switch_changes_the_language_and_keeps_the_rest(page_at):
    page = page_at("?tab=bertviz")
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_role("heading", name="目で見るアテンション")).to_be_visible()
    expect(page.locator('[role="tab"][data-tab-id="bertviz"]')).to_have_attribute(
        "aria-selected", "true"
    )


def test_a_link_to_no_tab_opens_the_first(page_at):
    page = page_at("?tab=%22%5D%3Cb%3E")
    expect(page.locator(TABS["basics"]).first).to_be_visible()
