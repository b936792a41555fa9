"""The third tab: BERTviz's three views of a sentence, a pair, or a translation."""

import gradio as gr
import numpy as np

from attention.bertviz.page import bertviz_document
from attention.default_view import default_view
from attention.measures import measure
from attention.models import DEFAULT_BERT
from attention.trace import AttentionMap, Trace
from attention.ui.api import as_gradio_error, read
from attention.ui.initial_views import initial_view
from attention.ui.shared.view import view


def build(demo: gr.Blocks) -> None:
    """Lay out the tab, and offer its view the answer to its questions."""
    # Unqueued: one stateless request each.
    gr.api(bertviz_view, api_name="bertviz_view", queue=False, api_visibility="private")
    view("bertviz", initial_view("bertviz"), apply_default_css=False, elem_id="bertviz")


@as_gradio_error
def bertviz_view(
    view: str = "head",
    text: str = "",
    other: str = "",
    model: str = DEFAULT_BERT,
    layers: list[int] | None = None,
) -> dict:
    """Return what the tab shows: a document, what it is of, and what to tell; as in api.bertviz.

    layers are those to draw (none: as many as fit); those that the model lacks are left out.
    """
    trace = read(text, other, model)
    drawn = tuple(layer for layer in layers or () if 0 <= layer < trace.maps[0].layers)
    document = bertviz_document(trace, view, drawn[0] if drawn else 0, layers=drawn)
    heads = _telling_heads(trace, document.layers)
    return {
        "html": document.html,
        "layers": document.layers,
        "of": document.of,
        "of_heads": trace.maps[0].heads,
        "heads": heads,
        "start": _start(trace),
        "translates": trace.maps[-1].kind == "cross",
        "model": trace.model,
        "shown": trace.shown,
        "pieces": trace.pieces,
        "notes": list(trace.notes),
        "asked": {"view": view, "text": text, "other": other, "model": model},
    }


def _start(trace: Trace) -> dict:
    """The map, layer and head that a visitor sees first: those the app's own picture opens."""
    drawn = trace.maps[-1]
    view = default_view(trace.model, drawn)
    place = {"layer": view["layer"], "head": view["head"]}
    return {"map": drawn.kind if drawn.kind == "cross" else None, **place}


def _telling_heads(trace: Trace, layers: tuple[int, ...]) -> dict[str, dict[str, int]]:
    """Which drawn head looks most at the word before, which at separators; of two sentences,
    which looks from the second at the first; in a translator, which at one word of the source."""
    shares = measure(trace.maps[0])
    found = {name: shares[name] for name in ("previous", "separator")}
    if trace.maps[-1].kind == "cross":
        found["cross"] = measure(trace.map("cross"))["reach"]
    if trace.second:
        found["other"] = _look_across(trace.maps[0], trace.second)
    heads = {}
    for name, share in found.items():
        drawn = share[list(layers)]
        layer, head = np.unravel_index(drawn.argmax(), drawn.shape)
        heads[name] = {"layer": layers[layer], "head": int(head)}
    return heads


def _look_across(pair: AttentionMap, second: int) -> np.ndarray:
    """How much each head (layers, heads) looks from words of the second sentence at words of the
    first; special tokens are no words. `second` is where the second sentence begins."""
    words = ~np.array(pair.special_columns)
    first = words & (np.arange(len(words)) < second)
    rows = words & ~first
    return pair.weights[:, :, rows][..., first].sum(-1).mean(-1)
