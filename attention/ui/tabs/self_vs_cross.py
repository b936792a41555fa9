"""The second tab: a sentence looks at itself, its translation looks at it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue

import gradio as gr

import attention
from attention import hub
from attention.models import CATALOGUE, Model, find
from attention.sentence import LONGEST, NOTHING
from attention.ui.answers import ENDPOINTS
from attention.ui.first import first
from attention.ui.picture import picture
from attention.ui.views import view
from attention.ui.words import say

ENCODERS = [one for one in CATALOGUE.values() if not one.target]
TRANSLATORS = [one for one in CATALOGUE.values() if one.target]
SHORTCUTS = [one for one in TRANSLATORS if one.built_in and one.language == "en"]
AT_ONCE = 16  # while some wait for a download, others get their answer
QUESTION = ("text", "pair", "target", "bert", "to")


def build(demo: gr.Blocks):
    """Lay out the tab and wire its one question to the server."""
    kept = _value(first("self"), first("cross"))
    with gr.Row(elem_classes="ask"):
        text = _box("text", first("self")["texts"][0], placeholder=say("self-vs-cross.text"))
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
    reading = view("reading", kept, apply_default_css=False, elem_id="reading")

    question = [text, pair, target, bert, to]
    # Every user of an id says the limit: the lowest counts, and Gradio's own is 1.
    in_turn = {"concurrency_id": "model", "concurrency_limit": AT_ONCE}
    asked = {**in_turn, "api_visibility": "private", "show_progress": "hidden"}
    events = [go.click, *(box.submit for box in (text, pair, target)), bert.input]
    gr.on(events, _answer, question, reading, **asked)
    for chosen, shown in ((into, to), (to, into)):
        # One's own translation was in the language chosen before.
        event = chosen.input(None, chosen, [shown, target], js="(model) => [model, '']")
        event.then(_answer, question, reading, **asked)
    reading.select(_answer_pick, [bert, to], [*question, into, reading], **asked)
    for function in ENDPOINTS:
        gr.api(function, api_name=function.__name__, **in_turn)


def _box(name: str, value: str = "", **more) -> gr.Textbox:
    label = say(f"self-vs-cross.{name}")
    return gr.Textbox(value, label=label, max_length=LONGEST, max_lines=1, **more)


def _models(name: str, models: list[Model], **more) -> gr.Radio:
    names = [one.name for one in models]
    label = say(f"self-vs-cross.{name}")
    return gr.Radio(names, value=names[0], label=label, elem_classes="choices", **more)


def _answer(text: str, pair: str, target: str, bert: str, to: str) -> Iterator[dict]:
    """Yield what the view `reading` shows: notes while a model is fetched, then both pictures.

    Without pictures the view keeps those it has.
    """
    try:
        for model in (find(bert, translates=False), find(to, translates=True)):
            for share in _fetching(model):
                yield {"notes": [{"code": "fetching", "model": model.name, "share": share}]}
        selfs = picture(attention.self_attention(text, pair, bert))
        cross = picture(attention.cross_attention(text, target, to))
    except ValueError as error:
        code = "empty" if str(error) == NOTHING else "refused"
        yield {"notes": [{"code": code, "message": str(error)}]}
        return
    asked = dict(zip(QUESTION, (text, pair, target, bert, to), strict=True))
    value = _value(selfs, cross)
    if target and target.strip():
        value["notes"].append({"code": "own"})
    yield value | {"asked": asked}


def _answer_pick(picked: gr.EventData, bert: str, to: str) -> Iterator[tuple]:
    """Answer an example or a link, and set the controls to it; what is not known is the default."""
    asked = picked._data if isinstance(picked._data, dict) else {}
    text, pair, target = (str(asked.get(name) or "")[:LONGEST] for name in QUESTION[:3])
    text = text or first("self")["texts"][0]
    names = [_known(asked.get(name), was) for name, was in (("bert", bert), ("to", to))]
    question = (text, pair, target, *names)
    for value in _answer(*question):
        yield (*question, names[1], value)


def _known(name, otherwise: str) -> str:
    known = CATALOGUE.get(name) if isinstance(name, str) else None
    same_kind = known and bool(known.target) == bool(CATALOGUE[otherwise].target)
    return name if same_kind else otherwise


def _fetching(model: Model) -> Iterator[float]:
    """Fetch a model of the Hub, yielding the share done; what goes wrong is told by who reads."""
    if model.built_in or hub.cached(model.name):
        return
    shares: SimpleQueue[float] = SimpleQueue()
    with ThreadPoolExecutor(1) as worker:
        fetched = worker.submit(hub.fetch, model.name, tell=shares.put)
        while not fetched.done():
            with suppress(Empty):
                yield shares.get(timeout=0.5)


def _value(selfs: dict, cross: dict) -> dict:
    """Both pictures, the languages they are in, and what a visitor should be told."""
    read = CATALOGUE[selfs["model"]], CATALOGUE[cross["model"]]
    notes = [
        {"code": code, "model": one["model"], "shown": one["shown"], "pieces": one["pieces"]}
        for one in (selfs, cross)
        for code in one["notes"]
    ]
    languages = {"self": read[0].language, "source": read[1].language, "target": read[1].target}
    return {"self": selfs, "cross": cross, "languages": languages, "notes": notes}
