"""The link is the state: what is chosen by hand comes back when the copied link is opened."""

import json
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, TABS

LINKS = json.loads(Path(__file__).with_name("links.json").read_text("utf-8"))


def copied(page) -> str:
    """The link of the share panel, without the origin."""
    page.get_by_role("button", name="Share").click()
    return "?" + urlsplit(page.locator(".share-panel input").input_value()).query


def numbers(picture):
    """What a picture shows: its kind, layer, head, way of looking and every exact share."""
    chosen = [
        one.inner_text() for one in picture.locator('[role="radio"][aria-checked="true"]').all()
    ]
    shares = picture.locator(".share").evaluate_all("all => all.map(one => one.dataset.weight)")
    return picture.get_attribute("data-map"), chosen, shares


@pytest.mark.parametrize("name", ["self", "cross"])
def test_every_choice_in_a_picture_comes_back(page_at, name):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    picture = page.locator(f'[data-part="{name}"] .attention-view')
    expect(picture.locator("button.token").first).to_be_visible()
    if name == "cross":
        picture.get_by_role("radio", name="Encoder").click()
    picture.get_by_role("radiogroup", name="Layer").get_by_role("radio").nth(1).click()
    picture.get_by_role("radiogroup", name="Head").get_by_role("radio").nth(2).click()
    picture.get_by_role("switch", name="Hide special tokens").click()
    picture.locator("button.token").nth(3).click()
    seen = numbers(picture)
    again = page_at(copied(page), viewport=DESK)
    picture = again.locator(f'[data-part="{name}"] .attention-view')
    expect(picture.locator("button.token").first).to_be_visible()
    assert numbers(picture) == seen


@pytest.mark.parametrize("look", ["lines", "matrix", "heads"])
def test_the_way_of_looking_comes_back(page_at, look):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    picture = page.locator('[data-part="self"] .attention-view')
    label = {"lines": "Lines", "matrix": "Matrix", "heads": "All heads"}[look]
    picture.get_by_role("radio", name=label).click()
    again = page_at(copied(page), viewport=DESK)
    expect(again.locator(f'[data-part="self"] [data-look="{look}"]')).to_be_visible()


def test_a_sentence_comes_back(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    page.get_by_label("Your sentence").fill("Dogs like 100 % & more + plus = ?")
    page.get_by_role("button", name="Look", exact=True).click()
    words = '[data-part="self"] button.token'
    expect(page.locator(words, has_text="dogs")).to_be_visible()
    link = copied(page)
    assert parse_qs(link[1:])["bert"] == ["bert-mini"]
    again = page_at(link, viewport=DESK)
    expect(again.locator(words, has_text="dogs")).to_be_visible()
    expect(again.get_by_label("Your sentence")).to_have_value("Dogs like 100 % & more + plus = ?")


@pytest.mark.parametrize("name", LINKS)
def test_a_link_once_made_works_for_ever(page_at, name):
    link, shown = LINKS[name]["link"], LINKS[name]["shows"]
    page = page_at(link, viewport=DESK)
    for selector, text in shown.items():
        found = page.locator(selector)
        expect(found.filter(has_text=text).first).to_be_visible()


COUNT = """() => {
    const write = history.replaceState;
    window.writes = [];
    history.replaceState = function (...all) {
        window.writes.push(performance.now());
        return write.apply(this, all);
    };
}"""
# A hand that is on the slider for two seconds, with a change in every frame.
SLIDE = """(slider) => new Promise((resolve) => {
    const end = performance.now() + 2000;
    let at = 0;
    const move = () => {
        slider.value = at++ % (Number(slider.max) + 1);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        if (performance.now() < end) requestAnimationFrame(move);
        else resolve(at);
    };
    move();
})"""


def test_the_address_is_written_twice_a_second_and_the_last_state_always(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    picture = page.locator('[data-part="self"] .attention-view')
    slider = picture.get_by_role("slider").first
    expect(slider).to_be_visible()
    page.evaluate(COUNT)
    assert slider.evaluate(SLIDE) > 20
    last = picture.locator('button.token[aria-pressed="true"]').get_attribute("data-index")
    page.wait_for_function(f"location.search.includes('self.token={last}')")
    writes = page.evaluate("window.writes")
    assert len(writes) >= 3
    assert all(later - first > 990 for first, later in zip(writes, writes[2:], strict=False))


def test_who_leaves_the_page_finds_the_last_state_on_return(page_at, server):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    words = page.locator('[data-part="self"] button.token')
    expect(words.first).to_be_visible()
    page.evaluate("document.querySelectorAll('[data-part=\"self\"] button.token')[2].click()")
    page.evaluate(
        """(elsewhere) => {
            document.querySelectorAll('[data-part="self"] button.token')[5].click();
            location.assign(elsewhere);
        }""",
        f"{server}shell/icon.svg",
    )
    page.wait_for_url("**/icon.svg")
    page.go_back()
    assert parse_qs(urlsplit(page.url).query)["self.token"] == ["5"]
    expect(words.nth(5)).to_have_attribute("aria-pressed", "true")


HOSTILE = [
    "?tab=" + "a" * 10_000,
    "?text=" + quote("<script>window.hacked=1</script>") + "&tab=self-vs-cross",
    "?text=" + quote("\x00\ud800".encode("utf-8", "surrogatepass")) + "&tab=self-vs-cross",
    "?text=" + "a" * 9_000 + "&tab=self-vs-cross",
    "?text=%20%20&tab=self-vs-cross",
    "?self.layer=99&self.head=-1&self.token=1e9&self.look=%3Cb%3E&tab=self-vs-cross",
    "?self.layer=NaN&self.map=constructor&self.share=-5&tab=self-vs-cross",
    "?cross.map=__proto__&cross.token=0x10&tab=self-vs-cross",
    "?bert=../../etc/passwd&to=https://evil.example/model&tab=self-vs-cross",
    "?bert=marian-mini-en-fr&to=bert-mini&tab=self-vs-cross",
    "?toy=1s0--&tab=basics",
    "?toy=1s0-" + "zz" * 42 + "-a b c d e f",
    "?toy=9q7-%3Cscript%3E",
    "?toy=" + "1s0-0" * 2_000,
    "?toy.token=99",
    "?lang=%22%3E%3Cscript%3Ewindow.hacked=1%3C/script%3E",
    "?__theme=%3Cscript%3E",
    "?bertviz=%27;alert(1)&bertviz.layer=1e3&bertviz.head=x&tab=bertviz",
    "?v=99&unknown=1&constructor=2&__proto__=3",
    "?" + "&".join(f"k{i}={i}" for i in range(1_000)),
]


@pytest.mark.parametrize("link", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_link_opens_the_page_and_nothing_else(page_at, link):
    page = page_at(link, viewport=DESK)
    tab = parse_qs(link[1:]).get("tab", ["basics"])[0]
    expect(page.locator(TABS.get(tab, TABS["basics"])).first).to_be_visible()
    assert page.evaluate("window.hacked") is None
