"""The engine in the browser: new sentences against the server, and on a phone a quarter as fast."""

import json
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from attention.models import DEFAULT_BERT, DEFAULT_TRANSLATOR
from benchmarks import Row
from tests.browser.conftest import PHONE, launched, running

SCRIPT = (Path(__file__).parent / "engine.js").read_text("utf-8").strip().removesuffix(";")
SLOWER = 4  # times, by Chromium's own throttle
NAMES = ["Anna", "Ben", "Carol", "David", "Emma", "Frank", "George"]  # a sentence each
TWENTY = "{} and the old man walked home after a long day at the school near the sea."
LONG = "The dog and the cat of {0} sat on the table and looked at the birds. " * 6
# The picture, its text, what more is asked, and the milliseconds it may take on a slow phone.
PICTURES = {
    "20 tokens read by BERT": (DEFAULT_BERT, TWENTY, {}, 300),
    "64 tokens read by BERT": (DEFAULT_BERT, LONG, {}, 1200),
    "20 tokens translated": (DEFAULT_TRANSLATOR, TWENTY, {}, 1200),
    "a blocked look in 20 tokens, BERT": (DEFAULT_BERT, TWENTY, {"blocked": [3]}, 400),
    "a blocked look in 20 tokens, translated": (DEFAULT_TRANSLATOR, TWENTY, {"blocked": [3]}, 1200),
}


def rows() -> list[Row]:
    """Ask each picture of seven sentences, in the worker, of the server, and slowed in the page."""
    with running() as address, sync_playwright() as playwright:
        browser = launched(playwright)
        page = browser.new_context(viewport=PHONE).new_page()
        page.goto(address)
        page.wait_for_selector("#toy .token")
        client = page.context.new_cdp_session(page)
        measured = []
        for name, (model, text, more, _) in PICTURES.items():
            times = [_median(page, where, model, text, more) for where in ("worker", "server")]
            measured.append(Row(f"{name}; peer: the server on loopback", *times, "ms", 2))
        for name, (model, text, more, bound) in PICTURES.items():
            _median(page, "page", model, text, more)  # compiles
            client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            slow = _median(page, "page", model, text, more)
            client.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            measured.append(Row(f"{name}, CPU / 4; peer: the bound", slow, bound, "ms", 1))
        browser.close()
    return measured


def _median(page: Page, where: str, model: str, text: str, more: dict) -> float:
    name = "self_attention" if model == DEFAULT_BERT else "cross_attention"
    questions = [[name, {"model": model, "text": text.format(who), **more}] for who in NAMES]
    asked = json.dumps({"where": where, "questions": questions})
    return page.evaluate(SCRIPT.replace("ASKED", asked))
