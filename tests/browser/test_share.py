"""Sharing what is seen: the panel, and the page inside a course page."""

import http.server
import re
import threading
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK

COURSE = Path(__file__).with_name("course_page.html")


def opened(page):
    page.get_by_role("button", name="Share").click()
    return page.locator(".share-panel")


def test_the_panel_holds_the_link_and_the_frame_of_what_is_seen(page_at, server):
    page = page_at("?tab=bertviz")
    panel = opened(page)
    expect(panel.locator("input")).to_have_value(f"{server}?v=1&tab=bertviz")
    snippet = panel.locator("textarea")
    assert f'src="{server}?v=1&amp;tab=bertviz&amp;embed=1"' in snippet.input_value()
    assert 'height="640"' in snippet.input_value()
    panel.locator("select").select_option("800")
    assert 'height="800"' in snippet.input_value()


def test_the_link_follows_what_is_chosen(page_at):
    page = page_at()
    panel = opened(page)
    page.locator('[role="tab"][data-tab-id="bertviz"]').click()
    link = panel.locator("input").input_value()
    assert parse_qs(urlsplit(link).query)["tab"] == ["bertviz"]


def test_the_code_of_a_short_link_is_drawn_and_of_a_long_one_refused(page_at):
    page = page_at("?tab=bertviz")
    panel = opened(page)
    panel.get_by_role("button", name="Show QR code").click()
    image = panel.locator("img")
    expect(image).to_have_attribute("alt", f"QR code for {panel.locator('input').input_value()}")
    page.wait_for_function("document.querySelector('.share-panel img').naturalWidth > 0")
    page = page_at("?text=" + "a" * 700)
    panel = opened(page)
    panel.get_by_role("button", name="Show QR code").click()
    expect(panel.get_by_text("too long for a QR code")).to_be_visible()


def test_copy_puts_the_link_on_the_clipboard(page_at):
    page = page_at("?tab=bertviz", permissions=["clipboard-read", "clipboard-write"])
    panel = opened(page)
    panel.get_by_role("button", name="Copy").first.click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == panel.locator("input").input_value()


@pytest.mark.parametrize("old", ["true", "false"], ids=["the old way works", "none works"])
def test_copied_is_said_only_when_it_was(page_at, old):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    page.evaluate(
        f"""() => {{
            const refuse = async () => {{ throw new DOMException("no", "NotAllowedError"); }};
            Object.defineProperty(navigator, "clipboard", {{ value: {{ writeText: refuse }} }});
            document.execCommand = () => {old};
        }}"""
    )
    said = {"true": ("Copied", "Copied."), "false": ("Copy it by hand", "not allow copying")}[old]
    panel = opened(page)
    button = panel.locator(".row button").first
    button.click()
    expect(button).to_have_text(said[0])
    selected = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    link = panel.locator("input")
    assert link.evaluate(selected) == link.input_value()  # to be copied by hand
    numbers = page.locator('[data-part="self"] .numbers')
    numbers.locator("summary").click()
    numbers.get_by_role("button", name="Copy").click()
    expect(numbers).to_contain_text(said[1])


def test_a_hand_on_a_slider_asks_for_few_codes(page_at):
    page = page_at("?tab=self-vs-cross", viewport=DESK)
    panel = opened(page)
    panel.get_by_role("button", name="Show QR code").click()
    expect(panel.locator("img")).to_be_visible()
    slider = page.locator('[data-part="self"]').get_by_role("slider").first
    slider.evaluate(
        """(slider) => {
            for (let i = 0; i < 100; i++) {
                slider.value = i % (Number(slider.max) + 1);
                slider.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }"""
    )
    link = panel.locator("input").input_value()
    expect(panel.locator("img")).to_have_attribute("alt", f"QR code for {link}")
    assert sum("qr.svg" in url for url in page.watched.requests) <= 3


@pytest.mark.parametrize("tab", ["basics", "bertviz"])
def test_embedded_there_is_one_tab_and_a_way_out(page_at, tab):
    page = page_at(f"?tab={tab}&embed=1")
    out = page.get_by_role("link", name="Open in full")
    expect(out).to_be_visible()
    assert "embed" not in out.get_attribute("href")
    expect(page.get_by_role("heading", name="Attention, visually")).to_be_hidden()
    expect(page.locator('[role="tab"]').first).to_be_hidden()


@pytest.fixture
def course(server, tmp_path):
    """A course page of another origin that frames the app three times."""
    (tmp_path / "index.html").write_text(COURSE.read_text("utf-8").replace("[[app]]", server))
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://localhost:{site.server_port}/"
    site.shutdown()


def test_a_course_page_shows_three_of_them(chromium, course):
    page = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(course)
    basics = page.frame_locator("#basics")
    expect(basics.locator(".attention-view button.token").first).to_be_visible()
    crosses = page.frame_locator("#self-vs-cross")
    expect(
        crosses.locator('#reading .attention-view[data-map="self"] button.token').first
    ).to_be_visible()
    page.locator("#bertviz").scroll_into_view_if_needed()
    expect(page.frame_locator("#bertviz").locator("iframe.bertviz")).to_be_visible()
    basics.locator("button.token").nth(2).click()
    expect(basics.locator('button.token[aria-pressed="true"]')).to_have_attribute("data-index", "2")
    assert not errors
    page.context.close()


# What iframe-resizer 4 on the parent's side says to a frame, and how the frame answers.
ASK_HEIGHT = """(id) => new Promise((resolve) => {
    const name = `[iFrameSizer]${id}:`;
    addEventListener("message", ({ data }) => {
        const height = parseFloat(String(data).split(name)[1]);
        if (height > 1000) resolve(height);
    });
    const options = "8:false:false:32:true:true:null:bodyOffset:null:null:0:false:parent:scroll:";
    document.getElementById(id).contentWindow.postMessage(`${name}${options}true`, "*");
})"""


def test_a_frame_tells_the_course_page_its_height(chromium, course):
    page = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    page.goto(course)
    basics = page.frame_locator("#basics")
    expect(basics.locator(".attention-view button.token").first).to_be_visible()
    told = page.evaluate(ASK_HEIGHT, "basics")
    page.evaluate("(height) => { document.getElementById('basics').height = height; }", told)
    needed = basics.locator("html").evaluate("(one) => one.scrollHeight")
    assert needed <= told + 1  # nothing is left to scroll inside the frame
    page.context.close()


def test_a_frame_works_where_storage_is_blocked(page_at):
    page = page_at("?embed=1")
    page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"])
             Object.defineProperty(window, name,
               { get() { throw new DOMException("blocked", "SecurityError"); } });"""
    )
    page.reload()
    tokens = page.locator("#toy .star button.token")
    tokens.nth(5).click()
    expect(tokens.nth(5)).to_have_attribute("aria-pressed", "true")
    # The first challenge is done by that, although it cannot be remembered.
    expect(page.locator("#toy li.done")).to_have_count(1)


FOREIGN = "fbclid=1&utm_source=x&userid=7&sesskey=abc&__sign=secret&__proto__=1"


def test_what_others_put_into_the_address_is_not_shared(page_at, server):
    page = page_at(f"?{FOREIGN}&tab=bertviz&self.layer=2", viewport={"width": 1280, "height": 900})
    panel = opened(page)
    own = "?v=1&tab=bertviz&self.layer=2"
    link = panel.locator("input").input_value()
    assert link.startswith(f"{server}{own}")
    panel.get_by_role("button", name="Show QR code").click()
    code = panel.locator("img").get_attribute("src")
    for shared in (link, panel.locator("textarea").input_value(), code):
        for key in parse_qs(FOREIGN):
            assert key not in shared


def test_nothing_but_foreign_keys_is_a_link_without_a_query(page_at, server):
    panel = opened(page_at(f"?{FOREIGN}"))
    expect(panel.locator("input")).to_have_value(server)


def test_on_a_space_the_link_leads_to_the_direct_host_and_its_page_is_named(page_at, space_server):
    page = page_at("?tab=bertviz", origin=space_server)
    panel = opened(page)
    host = "https://someone-attention-visually.hf.space/"
    expect(panel.locator("input")).to_have_value(f"{host}?v=1&tab=bertviz")
    expect(panel.locator("textarea")).to_have_value(re.compile(re.escape(host)))
    expect(panel.get_by_role("link")).to_have_attribute(
        "href", "https://huggingface.co/spaces/someone/attention-visually"
    )
