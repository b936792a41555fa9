"""The third tab: BERTviz's three views of a sentence, a pair, or a translation."""

import gradio as gr
import numpy as np

from attention.bertviz.page import VIEWS, bertviz_document
from attention.head_roles import opening
from attention.measures import measure
from attention.models import CATALOGUE
from attention.sentence import LONGEST, NOTHING
from attention.trace import Trace
from attention.ui.api import read
from attention.ui.initial_views import initial_view
from attention.ui.shared.view import view
from attention.ui.words import say

AT_ONCE = 16  # as on the second tab
QUESTION = ("view", "text", "other", "model")


def build(demo: gr.Blocks):
    """Lay out the tab and wire its questions to the server."""
    kept = initial_view("bertviz")
    with gr.Row(elem_classes="ask"):
        text = _box("text", kept["asked"]["text"])
        go = gr.Button(say("bertviz.go"), variant="primary", scale=0, min_width=76)
    with gr.Row(elem_classes="how"):
        views = [(say(f"bertviz.{name}_view"), name) for name in VIEWS]
        which = gr.Radio(
            views, value=VIEWS[0], label=say("bertviz.which"), elem_classes="choices views"
        )
        with gr.Accordion(say("bertviz.more"), open=False, elem_classes="more") as more:
            other = _box("other", "")
            model = gr.Radio(
                list(CATALOGUE),
                value=kept["asked"]["model"],
                label=say("bertviz.model"),
                elem_classes="choices",
            )
    shown = view("bertviz", kept, apply_default_css=False, elem_id="bertviz")

    controls = [which, text, other, model]
    asked = {
        "concurrency_id": "model",
        "concurrency_limit": AT_ONCE,
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    events = [go.click, text.submit, other.submit, which.input, model.input]
    gr.on(events, answer, controls, shown, **asked)
    shown.select(_answer_pick, None, [*controls, more, shown], **asked)


def answer(view: str, text: str, other: str, model: str, layers: list[int] | None = None) -> dict:
    """Return what the view `bertviz` shows: a document, what it is of, and what to tell.

    Without a document the view keeps the one it has.
    """
    try:
        trace = read(text, other, model)
        layers = tuple(one for one in layers or () if one < trace.maps[0].layers)
        document = bertviz_document(trace, view, layers[0] if layers else 0, layers=layers)
    except ValueError as error:
        code = "empty" if str(error) == NOTHING else "refused"
        return {"notes": [{"code": code, "message": str(error)}]}
    heads = _telling_heads(trace, document.layers)
    of = {"model": trace.model, "shown": trace.shown, "pieces": trace.pieces}
    return {
        "html": document.html,
        "layers": document.layers,
        "of": document.of,
        "of_heads": trace.maps[0].heads,
        "heads": heads,
        "start": _start(trace, heads),
        "translates": trace.maps[-1].kind == "cross",
        "notes": [{"code": code, **of} for code in trace.notes],
        "asked": dict(zip(QUESTION, (view, text, other, model), strict=True)),
    }


def _answer_pick(picked: gr.EventData) -> tuple:
    """Answer an example, a link or a choice of layers, and set the controls to it."""
    asked = picked._data if isinstance(picked._data, dict) else {}
    kept = initial_view("bertviz")["asked"]
    name, text, other, model = (str(asked.get(one) or kept[one])[:LONGEST] for one in QUESTION)
    name = name if name in VIEWS else kept["view"]
    model = model if model in CATALOGUE else kept["model"]
    layers = [one for one in asked.get("layers") or () if type(one) is int and 0 <= one < 100]
    more = gr.Accordion(open=True) if other or model != kept["model"] else gr.skip()
    return name, text, other, model, more, answer(name, text, other, model, layers)


def _box(name: str, value: str) -> gr.Textbox:
    return gr.Textbox(value, label=say(f"bertviz.{name}"), max_length=LONGEST, max_lines=1)


def _start(trace: Trace, heads: dict) -> dict:
    """The map, layer and head that a visitor sees first: those the app's own picture opens."""
    kind = trace.maps[-1].kind
    found = opening(trace.model, kind) or heads["cross" if kind == "cross" else "previous"]
    return {"map": kind if kind == "cross" else None, **found}


def _telling_heads(trace: Trace, layers: tuple[int, ...]) -> dict[str, dict[str, int]]:
    """Which drawn head looks most at the word before, which at separators and, in a translator,
    which at one word of the source: the heads that the hints open."""
    shares = measure(trace.maps[0])
    found = {name: shares[name] for name in ("previous", "separator")}
    if trace.maps[-1].kind == "cross":
        found["cross"] = measure(trace.map("cross"))["reach"]
    heads = {}
    for name, share in found.items():
        drawn = share[list(layers)]
        layer, head = np.unravel_index(drawn.argmax(), drawn.shape)
        heads[name] = {"layer": layers[layer], "head": int(head)}
    return heads
