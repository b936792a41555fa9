"""The first picture of each tab on a slow network, against an empty Gradio page with three tabs."""

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from attention.ui import site
from benchmarks import Row
from tests.browser.conftest import PHONE, TABS, launched, running

FIRST = {**TABS, "bertviz": "iframe.bertviz[data-drawn=head]"}  # drawn, not only there
LOADS = 3  # of each, in turn
# Chromium's "Fast 3G": bytes a second, milliseconds.
FAST_3G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1.6e6 * 0.9 / 8,
    "uploadThroughput": 750e3 * 0.9 / 8,
}
EMPTY = """
import gradio as gr
with gr.Blocks() as demo:
    with gr.Tabs():
        for name in "ABC":
            with gr.Tab(name):
                pass
demo.launch(ssr_mode=False)
"""
# A file server that compresses nothing.
FILES = """
import os, runpy, sys
sys.argv = ["", os.environ["GRADIO_SERVER_PORT"], "--bind", "127.0.0.1", "-d", sys.argv[1]]
runpy.run_module("http.server", run_name="__main__")
"""


def rows() -> list[Row]:
    """Load the pages afresh, without a cache, and take the medians."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running() as ours,
        running([sys.executable, "-c", EMPTY]) as peer,
        running([sys.executable, "-c", FILES, folder]) as files,
        sync_playwright() as playwright,
    ):
        site.write(Path(folder))
        browser = launched(playwright)
        pages = [(f"{ours}?tab={tab}", shown) for tab, shown in FIRST.items()]
        pages += [(files, TABS["basics"]), (peer, '[role="tab"]')]
        times = [[_seconds(browser, *page) for page in pages] for _ in range(LOADS)]
        browser.close()
    *first, static, empty = (statistics.median(one) for one in zip(*times, strict=True))
    name = "first picture of {} on Fast 3G; peer: the tabs of an empty Gradio page"
    rows = [
        Row(name.format(tab), seconds, empty, "s", 1.3)
        for tab, seconds in zip(FIRST, first, strict=True)
    ]
    return [
        *rows,
        Row(name.format("the static edition, uncompressed,"), static, empty, "s", 0.4),
    ]


def _seconds(browser, address: str, shown: str) -> float:
    page = browser.new_context(viewport=PHONE, has_touch=True).new_page()
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    client.send("Network.emulateNetworkConditions", FAST_3G)
    page.goto(address, wait_until="commit")
    page.wait_for_function(
        "(shown) => { const one = document.querySelector(shown); return one?.checkVisibility(); }",
        arg=shown,
        timeout=120_000,
    )
    seconds = page.evaluate("performance.now() / 1000")
    page.context.close()
    return seconds
