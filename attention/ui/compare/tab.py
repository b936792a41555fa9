"""The second tab: a sentence looks at itself, its translation looks at it."""

import gradio as gr

from attention.models import CATALOGUE, Model
from attention.sentence import LONGEST
from attention.ui.api import ENDPOINTS
from attention.ui.compare.question import answer, answer_pick, both
from attention.ui.initial_views import initial_view
from attention.ui.shared.view import BUSY, view
from attention.ui.words import say

ENCODERS = [one for one in CATALOGUE.values() if not one.target]
TRANSLATORS = [one for one in CATALOGUE.values() if one.target]
SHORTCUTS = [one for one in TRANSLATORS if one.built_in and one.language == "en"]
AT_ONCE = 16  # while some wait for a download, others get their answer


def build(demo: gr.Blocks):
    """Lay out the tab and wire its one question to the server."""
    kept = both(initial_view("self"), initial_view("cross"))
    with gr.Row(elem_classes="ask"):
        text = _box("text", initial_view("self")["texts"][0], placeholder=say("self-vs-cross.text"))
        go = gr.Button(say("self-vs-cross.go"), variant="primary", scale=0, min_width=76)
    with gr.Row(elem_classes="how"):
        into = gr.Radio(
            [(say(f"language.{one.target}"), one.name) for one in SHORTCUTS],
            value=SHORTCUTS[0].name,
            label=say("self-vs-cross.into"),
            elem_classes="choices",
        )
        with gr.Accordion(say("self-vs-cross.more"), open=False, elem_classes="more"):
            pair, target = _box("pair"), _box("target")
            bert = _models("bert", ENCODERS, info=say("self-vs-cross.downloaded"))
            to = _models("to", TRANSLATORS)
    reading = view("compare", kept, apply_default_css=False, elem_id="reading")

    question = [text, pair, target, bert, to]
    # Every user of an id says the limit: the lowest counts, and Gradio's own is 1.
    in_turn = {"concurrency_id": "model", "concurrency_limit": AT_ONCE}
    asked = {**in_turn, "api_visibility": "private", "show_progress": "hidden"}
    events = [go.click, *(box.submit for box in (text, pair, target)), bert.input]
    answers = [
        gr.on(events, answer, question, reading, **asked),
        reading.select(answer_pick, [bert, to], [*question, into, reading], **asked),
    ]
    for chosen, shown in ((into, to), (to, into)):
        # One's own translation was in the language chosen before.
        event = chosen.input(None, chosen, [shown, target], js="(model) => [model, '']")
        answers.append(event.then(answer, question, reading, **asked))
    for one in answers:
        one.failure(**BUSY, outputs=reading)
    for function in ENDPOINTS:
        gr.api(function, api_name=function.__name__, **in_turn)


def _box(name: str, value: str = "", **more) -> gr.Textbox:
    label = say(f"self-vs-cross.{name}")
    return gr.Textbox(value, label=label, max_length=LONGEST, max_lines=1, **more)


def _models(name: str, models: list[Model], **more) -> gr.Radio:
    names = [one.name for one in models]
    label = say(f"self-vs-cross.{name}")
    return gr.Radio(names, value=names[0], label=label, elem_classes="choices", **more)
