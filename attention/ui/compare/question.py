"""One question for both kinds of model: a text, and which BERT and which translator read it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue

import gradio as gr

import attention
from attention import hub
from attention.models import CATALOGUE, Model, find
from attention.sentence import LONGEST, NOTHING
from attention.ui.encode_trace import picture
from attention.ui.initial_views import initial_view

QUESTION = ("text", "pair", "target", "bert", "to")


def answer(text: str, pair: str, target: str, bert: str, to: str) -> Iterator[dict]:
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
    value = both(selfs, cross)
    if target and target.strip():
        value["notes"].append({"code": "own"})
    yield value | {"asked": asked}


def answer_pick(picked: gr.EventData, bert: str, to: str) -> Iterator[tuple]:
    """Answer an example or a link, and set the controls to it; what is not known is the default."""
    asked = picked._data if isinstance(picked._data, dict) else {}
    text, pair, target = (str(asked.get(name) or "")[:LONGEST] for name in QUESTION[:3])
    text = text or initial_view("self")["texts"][0]
    names = [_known(asked.get(name), was) for name, was in (("bert", bert), ("to", to))]
    question = (text, pair, target, *names)
    for value in answer(*question):
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


def both(selfs: dict, cross: dict) -> dict:
    """Both pictures, the languages they are in, and what a visitor should be told."""
    read = CATALOGUE[selfs["model"]], CATALOGUE[cross["model"]]
    notes = [
        {"code": code, "model": one["model"], "shown": one["shown"], "pieces": one["pieces"]}
        for one in (selfs, cross)
        for code in one["notes"]
    ]
    languages = {"self": read[0].language, "source": read[1].language, "target": read[1].target}
    return {"self": selfs, "cross": cross, "languages": languages, "notes": notes}
