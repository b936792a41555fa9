"""The third tab: BERTviz's three views of a sentence, a pair, or a translation."""

import gradio as gr
import numpy as np

import attention
from attention.bertviz_page import VIEWS, bertviz_document, self_contained
from attention.habits import opening
from attention.measures import measure
from attention.models import CATALOGUE
from attention.trace import Trace
from attention.ui.first import first
from attention.ui.views import view
from attention.ui.words import say

BERT = "bert-mini"


def bertviz(
    view: str = "head",
    text: str = "",
    other: str = "",
    model: str = BERT,
    layer: int = 0,
    head: int | None = None,
) -> str:
    """Return a BERTviz view (head, model or neuron) as one HTML document that needs no network.

    other is the second sentence of a pair, or for a translator the translation to read. layer and
    head (from 0; no head: all) are those it opens with.
    """
    try:
        document = bertviz_document(_read(text, other, model), view, layer, head)
    except ValueError as error:
        raise gr.Error(str(error), print_exception=False) from error
    return self_contained(document.html)


def answer(view: str, text: str, other: str, model: str, layers: list[int] | None = None) -> dict:
    """Return what the view `bertviz` shows: a document, and what it is a document of."""
    trace = _read(text, other, model)
    layers = tuple(layers) if layers else None
    document = bertviz_document(trace, view, layers[0] if layers else 0, layers=layers)
    heads = _telling_heads(trace, document.layers)
    return {
        "html": document.html,
        "layers": document.layers,
        "of": document.of,
        "start": _start(trace, heads),
        "heads": heads,
        "translates": trace.maps[-1].kind == "cross",
        "notes": trace.notes,
        "asked": {"view": view, "text": text, "other": other, "model": model},
    }


def build(demo: gr.Blocks):
    """Lay out the tab and wire its questions to the server."""
    kept = first("bertviz")
    with gr.Row(elem_classes="ask"):
        text = gr.Textbox(
            kept["asked"]["text"], label=say("bertviz.text"), max_length=500, max_lines=3, scale=4
        )
        go = gr.Button(say("bertviz.go"), variant="primary", scale=0, min_width=88)
    with gr.Accordion(say("bertviz.more"), open=False) as more:
        other = gr.Textbox("", label=say("bertviz.other"), max_length=500, max_lines=3)
        model = gr.Dropdown(
            [(_label(name), name) for name in CATALOGUE],
            value=kept["asked"]["model"],
            label=say("bertviz.model"),
            filterable=False,
        )
    which = gr.Radio(
        [(say(f"bertviz.{name}_view"), name) for name in VIEWS],
        value="head",
        show_label=False,
        elem_classes="choices",
    )
    shown = view("bertviz", kept)
    common = {"api_visibility": "private", "concurrency_id": "model"}
    controls = [which, text, other, model]
    events = [go.click, text.submit, other.submit, which.input, model.input]
    gr.on(events, _shown, controls, shown, **common)
    shown.select(_picked, None, [*controls, more, shown], **common)
    gr.api(bertviz, api_name="bertviz", concurrency_id="model")


def _shown(view: str, text: str, other: str, model: str) -> dict:
    try:
        return answer(view, text, other, model)
    except ValueError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _picked(picked: gr.EventData):
    """Show what a hint or a link asks for, and set the controls to it."""
    asked = picked._data
    values = [str(asked.get(name) or "") for name in ("view", "text", "other", "model")]
    layers = [one for one in asked.get("layers") or [] if isinstance(one, int)]
    try:
        more = gr.Accordion(open=True) if values[2] or values[3] != BERT else gr.skip()
        return (*values, more, answer(*values, layers))
    except ValueError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _label(name: str) -> str:
    """A model's name, and what it reads and writes: "marian-mini-en-fr (en → fr)"."""
    entry = CATALOGUE[name]
    return f"{name} ({entry.language}{f' → {entry.target}' if entry.target else ''})"


def _read(text: str, other: str, model: str) -> Trace:
    translates = model in CATALOGUE and CATALOGUE[model].target
    read = attention.cross_attention if translates else attention.self_attention
    return read(text, other, model)


def _start(trace: Trace, heads: dict) -> dict:
    """The map, layer and head that a visitor sees first: those the app's own picture opens."""
    kind = trace.maps[-1].kind
    found = opening(trace.model, kind) or heads["cross" if kind == "cross" else "previous"]
    return {"map": kind if kind == "cross" else None, **found}


def _telling_heads(trace: Trace, layers: tuple[int, ...]) -> dict[str, dict[str, int]]:
    """Which drawn head looks most at the word before, at separators, and, if it translates, at one
    source word: the heads that the hints open."""
    shares = measure(trace.maps[0])
    found = {name: shares[name] for name in ("previous", "separator")}
    if trace.maps[-1].kind == "cross":
        found["cross"] = measure(trace.map("cross"))["reach"]
    heads = {}
    for name, share in found.items():
        layer, head = np.unravel_index(share[list(layers)].argmax(), share[list(layers)].shape)
        heads[name] = {"layer": layers[layer], "head": int(head)}
    return heads
