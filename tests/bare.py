"""One picture on an empty page: the real files, any value, no server and no model."""

import json
import mimetypes
from pathlib import Path

import numpy as np

from attention.trace import AttentionMap, Trace

UI = Path(__file__).parents[1] / "attention/ui"
ORIGIN = "http://picture.invalid/"
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>picture</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="application/json" id="words">{words}</script>
<link rel="stylesheet" href="shell/style.css"><link rel="stylesheet" href="attention_view/view.css">
</head>
<body class="{theme}" style="margin: 0; background: var(--paper); font-family: sans-serif">
<main style="padding: 12px; background: var(--card)">
<section class="attention-view"></section></main>
<script type="module">
import {{ ready }} from "./shared/messages.js";
import {{ createAttentionView }} from "./attention_view/attention_view.js";
const [value, options] = await (await fetch("value.json")).json();
await ready;
window.states = [];
document.addEventListener("attention:state", (event) => window.states.push(event.detail));
window.picture = createAttentionView(document.querySelector(".attention-view"), options);
window.picture.update(value);
window.drawn = true;
</script></body></html>"""


def open_picture(page, value: dict, *, query="", language="en", theme="", **options):
    """Show `value` on `page`; then page.asked is what it requests, page.errors what went wrong."""
    page.errors, page.asked = [], []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda one: one.type == "error" and page.errors.append(one.text))
    options = {"prefix": "self", "label": "Self-attention", "link": True, **options}
    words = (UI / f"words/{language}.json").read_text("utf-8").replace("<", r"\u003c")
    sent = {
        "": PAGE.format(language=language, theme=theme, words=words),
        "value.json": json.dumps([value, options]),
    }

    serve(page, sent)
    page.goto(ORIGIN + query)
    page.wait_for_function("window.drawn")
    page.on("request", lambda request: page.asked.append(request.url))
    return page


def serve(page, sent: dict[str, str]):
    """Answer what `page` asks of ORIGIN from `sent`, by path, and else from the real files."""

    def answer(route):
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        file = UI / path
        if path not in sent and not file.is_file():
            return route.fulfill(status=404)
        kind = mimetypes.guess_type(path or "index.html")[0]
        route.fulfill(body=sent.get(path) or file.read_bytes(), content_type=kind)

    page.route(f"{ORIGIN}**", answer)


def trace(rows, columns=None, layers=2, heads=3, kind="self", seed=0, **more) -> Trace:
    """A Trace of one map with random weights; [CLS], [SEP], <pad> and </s> are special."""
    columns = rows if columns is None else columns
    scores = np.random.default_rng(seed).normal(0, 2, (layers, heads, len(rows), len(columns)))
    if kind == "decoder":
        scores = np.where(np.tri(len(rows)) > 0, scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    attention_map = AttentionMap(
        kind=kind,
        rows=tuple(rows),
        columns=tuple(columns),
        weights=weights,
        query=np.zeros((layers, heads, len(rows), 2)),
        key=np.zeros((layers, heads, len(columns), 2)),
        value=np.zeros((layers, heads, len(columns), 2)),
        **_flags("row", rows),
        **_flags("column", columns),
        **more,
    )
    return Trace("random", (" ".join(rows),), (attention_map,), None, len(rows), len(rows))


def _flags(side: str, tokens) -> dict:
    special = tuple(token in ("[CLS]", "[SEP]", "<pad>", "</s>") for token in tokens)
    words, word = [], -1
    marked = any(token.startswith("▁") for token in tokens)
    for token, out in zip(tokens, special, strict=True):
        inside = not token.startswith("▁") if marked else token.startswith("##")
        word += not out and not (inside and word >= 0)
        words.append(-1 if out else word)
    return {
        f"special_{side}s": special,
        f"{side}_words": tuple(words),
        f"unknown_{side}s": tuple(token == "[UNK]" for token in tokens),
    }
