"""BERTviz's documents: ours beside those it makes itself, in size and in time until drawn.

Both get the same library files and draw the same layers: all that ours has room for. BERTviz's own
holds float32 weights as it writes them, and its script; from its size the script is taken off, as
ours names its library files.
"""

import shutil
from collections.abc import Iterable
from statistics import median

import numpy as np
from playwright.sync_api import Page, sync_playwright

from attention.bertviz.drawing import own_page
from attention.bertviz.page import VIEWS, bertviz_document, library, self_contained
from attention.trace import AttentionMap, Trace
from benchmarks import Row

TOKENS = ("[CLS]", *(f"word{i}" for i in range(24)), "[SEP]")
SIZES = ((6, 6, 32), (12, 12, 64))  # layers, heads, values a query has: bert-mini's, BERT-base's
TURNS = 9
SMALLER = 0.4
REQUIRE = """<script>window.require = { config() {} };
window.requirejs = (names, use) => use(window.jQuery, window.d3);</script>"""
DRAWN = """<script>parent.postMessage({ bertviz: { drawn: true } }, "*")</script>"""
# From the moment a frame is given its document to the frame that the browser paints after it drew.
OPEN = """(html) => new Promise((resolve) => {
  document.body.replaceChildren();
  const frame = document.createElement("iframe");
  Object.assign(frame, { sandbox: "allow-scripts", width: 1000, height: 900 });
  addEventListener("message", function drawn({ data }) {
    if (!data.bertviz?.drawn) return;
    removeEventListener("message", drawn);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
  });
  const begun = performance.now();
  frame.srcdoc = html;
  document.body.append(frame);
})"""


def rows() -> Iterable[Row]:
    """Yield the size of each view's document, then the time until it is drawn."""
    traces = {sizes[:2]: _trace(*sizes) for sizes in SIZES}
    for (layers, heads), trace in traces.items():
        for view in VIEWS:
            ours = bertviz_document(trace, view)
            theirs = own_page(trace, view, list(ours.layers), decimals=None)
            sizes = len(ours.html.encode()), len(theirs) - len(library(f"{view}_view.js"))
            name = f"BERTviz {view} view, 26 tokens, {layers} x {heads}"
            yield Row(f"{name}: size", sizes[0] / 1e6, sizes[1] / 1e6, "MB", SMALLER)
    with sync_playwright() as playwright:
        found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, found), None), args=["--no-sandbox", "--disable-gpu"]
        )
        for (layers, heads), trace in traces.items():
            for view in VIEWS:
                ours, theirs = _times(browser.new_page(), trace, view)
                name = f"BERTviz {view} view, 26 tokens, {layers} x {heads}: drawn"
                yield Row(name, ours, theirs, "ms", 1.0)
        browser.close()


def _times(page: Page, trace: Trace, view: str) -> tuple[float, float]:
    """Median milliseconds until drawn of our document and of BERTviz's, turn by turn."""
    document = bertviz_document(trace, view)
    libraries = "".join(f"<script>{library(name)}</script>" for name in ("jquery.js", "d3.js"))
    theirs = own_page(trace, view, list(document.layers), decimals=None)
    theirs = theirs.replace("</script>", "</script>" + libraries + REQUIRE, 1) + DRAWN
    theirs = theirs[theirs.index("</script>") + len("</script>") :]  # require.js, from its CDN
    pages = ["<!doctype html>" + theirs, self_contained(document.html)]
    times = [[page.evaluate(OPEN, html) for html in pages] for _ in range(TURNS + 1)][1:]
    page.close()
    own, ours = (median(column) for column in zip(*times, strict=True))
    return ours, own


def _trace(layers: int, heads: int, d: int) -> Trace:
    """Random queries and keys, and the weights they give."""
    random, n = np.random.default_rng(0), len(TOKENS)
    query, key, value = random.normal(0, 1.5, (3, layers, heads, n, d)).astype(np.float32)
    weights = np.exp(query @ key.swapaxes(-1, -2) / d**0.5)
    special, words, known = (True, *[False] * (n - 2), True), tuple(range(n)), (False,) * n
    one = AttentionMap(
        "self",
        TOKENS,
        TOKENS,
        weights / weights.sum(-1, keepdims=True),
        query,
        key,
        value,
        special_rows=special,
        special_columns=special,
        row_words=words,
        column_words=words,
        unknown_rows=known,
        unknown_columns=known,
    )
    return Trace("random", (" ".join(TOKENS[1:-1]),), (one,))
