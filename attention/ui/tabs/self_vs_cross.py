"""The second tab: a sentence looks at itself, its translation looks at it."""

import gradio as gr

import attention
from attention.ui.first import first
from attention.ui.picture import picture
from attention.ui.views import view
from attention.ui.words import say

EXAMPLES = (
    "The cat sat on the mat.",
    "I like black cats.",
    "The dog ate the meat because it was hungry.",
    "I went to the bank to get some money.",
)
TARGETS = {"marian-mini-en-fr": "target.fr", "marian-mini-en-ja": "target.ja"}


def self_attention(text: str, pair: str = "", model: str = "bert-mini") -> dict:
    """Return the picture of how a sentence (or a pair) looks at itself, as DESIGN §7 lays it out."""
    return _answered(attention.self_attention, text, pair, model)


def cross_attention(text: str, target: str = "", model: str = "marian-mini-en-fr") -> dict:
    """Return the picture of how a translation (or the given target) looks at its source."""
    return _answered(attention.cross_attention, text, target, model)


def _answered(read, *arguments) -> dict:
    try:
        return picture(read(*arguments))
    except ValueError as error:
        raise gr.Error(str(error), print_exception=False) from error


def build(demo: gr.Blocks):
    """Lay out the tab and wire its one question to the server."""
    with gr.Row(elem_classes="ask"):
        text = gr.Textbox(
            first("self")["texts"][0],
            label=say("self-vs-cross.text"),
            max_length=500,
            max_lines=3,
            scale=4,
        )
        go = gr.Button(say("self-vs-cross.go"), variant="primary", scale=0, min_width=88)
    to = gr.Radio(
        [(say(words), model) for model, words in TARGETS.items()],
        value=next(iter(TARGETS)),
        label=say("self-vs-cross.to"),
        elem_classes="choices",
    )
    with gr.Row():
        selfs = view("attention", first("self"), prefix="self", label=say("self-vs-cross.self"))
        cross = view("attention", first("cross"), prefix="cross", label=say("self-vs-cross.cross"))
    asked = {"inputs": [text, to], "outputs": [selfs, cross], "api_visibility": "private"}
    gr.on(
        [go.click, text.submit, to.input],
        _both,
        concurrency_id="model",
        concurrency_limit=4,
        **asked,
    )
    for function in (self_attention, cross_attention):
        gr.api(function, api_name=function.__name__, concurrency_id="model")


def _both(text: str, to: str):
    return self_attention(text), cross_attention(text, "", to)
