"""The picture: how soon a tap is seen on a slow phone, and how many bytes a map takes."""

import json
import shutil
import statistics

import numpy as np
import torch
from bertviz import head_view
from playwright.sync_api import sync_playwright

from attention.trace import Trace
from attention.ui.encode_trace import picture
from benchmarks import Row
from tests.bare import open_picture, trace

TAPS = 50
SLOWER = 4  # times, by Chromium's own throttle
PHONE = {"width": 390, "height": 844}
# From the event to the frame that shows it: the task after the next animation frame.
PAINTED = """(act) => new Promise((resolve) => {
    const start = performance.now();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now() - start);
    requestAnimationFrame(() => channel.port2.postMessage(0));
    new Function(act)();
})"""


def rows() -> list[Row]:
    """Measure 64 tokens in 12 layers of 12 heads against the time, and 20 against BERTviz."""
    return [*_times(), _bytes()]


def _times() -> list[Row]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(viewport=PHONE, device_scale_factor=2).new_page()
        open_picture(page, picture(_sentence(64)))
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        taps = {look: _taps(page, look) for look in ("sentence", "lines")}
        page.evaluate('picture.set({ look: "sentence" })')
        heads = page.evaluate(PAINTED, 'picture.set({ look: "heads" })')
        browser.close()
    shown = [
        Row(f"tap to paint, {look}, 64 × 144, CPU ÷ 4; peer: the limit", time, 100, "ms", 1)
        for look, time in taps.items()
    ]
    return [
        *shown,
        Row("all heads appear, 64 × 144, CPU ÷ 4; peer: the limit", heads, 500, "ms", 1),
    ]


def _taps(page, look: str) -> float:
    page.evaluate("(look) => picture.set({ look })", look)
    return statistics.median(
        page.evaluate(PAINTED, f'document.querySelectorAll("button.token")[{tap + 5}].click()')
        for tap in range(TAPS)
    )


def _bytes() -> Row:
    one = _sentence(20)
    weights = one.maps[0].weights
    peer = head_view(
        [torch.tensor(np.array(layer))[None] for layer in weights],
        list(one.maps[0].rows),
        html_action="return",
    ).data
    ours = json.dumps(picture(one), ensure_ascii=False, separators=(",", ":"))
    name = "a map of 20 tokens × 144 heads; peer: BERTviz's head view"
    return Row(name, len(ours.encode()), len(peer.encode()), "bytes", 1 / 15)


def _sentence(n: int) -> Trace:
    words = ("the", "cat", "that", "my", "neighbour", "adopted", "sat", "on", "a", "mat", ",")
    middle = [words[i % len(words)] for i in range(n - 2)]
    return trace(("[CLS]", *middle, "[SEP]"), layers=12, heads=12)
