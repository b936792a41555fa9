"""What the page and others ask of the models over HTTP: text in, JSON out (DESIGN §11)."""

from functools import wraps

import gradio as gr

import attention
from attention.bertviz.page import bertviz_document, self_contained
from attention.models import CATALOGUE, get
from attention.trace import Trace
from attention.ui.encode_trace import picture


def as_gradio_error(answer):
    """Tell whoever asks what is wrong with the question."""

    @wraps(answer)
    def told(*arguments, **named):
        try:
            return answer(*arguments, **named)
        except ValueError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return told


@as_gradio_error
def self_attention(text: str, pair: str = "", model: str = "bert-mini") -> dict:
    """Return the picture of how a sentence (or a pair) looks at itself, as DESIGN §7 has it."""
    return picture(attention.self_attention(text, pair, model))


@as_gradio_error
def cross_attention(text: str, target: str = "", model: str = "marian-mini-en-fr") -> dict:
    """Return the picture of how a translation (or the given target) looks at its source."""
    return picture(attention.cross_attention(text, target, model))


@as_gradio_error
def explain(
    text: str,
    other: str = "",
    model: str = "bert-mini",
    map: str = "self",
    layer: int = 0,
    head: int = 0,
    token: int = 0,
    hidden: int | None = None,
) -> dict:
    """Return one row's sum, step by step, and how the heads are joined; see attention.row_sum.

    other is the second sentence of a pair, or for a translator the translation to read; layer,
    head and token (a row of the map) are numbered from 0. hidden is a token whose word is hidden
    first, as mask_word does.
    """
    from attention.masking import mask_word
    from attention.row_sum import joined, row_sum
    from attention.ui.encode_row_sum import explained

    if hidden is None:
        trace = read(text, other, model)
    else:
        trace = mask_word(text, hidden, model, other).after
    try:
        attention_map = trace.map(map)
    except KeyError:
        kinds = ", ".join(one.kind for one in trace.maps)
        raise ValueError(f"{trace.model} has no map {map!r}. Choose one of: {kinds}.") from None
    one = row_sum(attention_map, layer, head, token)
    return explained(
        trace.model, one, joined(get(CATALOGUE[trace.model]), attention_map, layer, token)
    )


@as_gradio_error
def mask_word(text: str, token: int, model: str = "bert-mini", pair: str = "") -> dict:
    """Hide the word of a token (a row of the map "self", from 0); see attention.masking.

    Returns tokens, the rows that were hidden; guesses, for each of them five tokens with their
    probability; and the pictures before and after.
    """
    from attention.masking import mask_word

    masked = mask_word(text, token, model, pair)
    return {
        "tokens": list(masked.tokens),
        "guesses": [[[word, round(p, 6)] for word, p in one] for one in masked.guesses],
        "before": picture(masked.before),
        "after": picture(masked.after),
    }


@as_gradio_error
def bertviz(
    view: str = "head",
    text: str = "",
    other: str = "",
    model: str = "bert-mini",
    layer: int = 0,
    head: int | None = None,
) -> str:
    """Return a BERTviz view (head, model or neuron) as one HTML document that needs no network.

    other is as in explain; layer and head (from 0; none: all of them) are those it opens with.
    """
    return self_contained(bertviz_document(read(text, other, model), view, layer, head).html)


@as_gradio_error
def download_progress(model: str) -> dict:
    """Return {"progress": p}, from 0 to 1: how much of a Hub model is here already."""
    from attention import hub

    if model not in CATALOGUE:
        raise ValueError(f"There is no model {model!r} here.")
    return {"progress": 1.0 if CATALOGUE[model].built_in else hub.progress(model)}


def read(text: str, other: str, model: str) -> Trace:
    """Read a text, or pair, with a BERT, or a text and its translation with a translator."""
    model = str(model)  # whatever was posted
    translates = model in CATALOGUE and CATALOGUE[model].target
    read = attention.cross_attention if translates else attention.self_attention
    return read(text, other, model)


# Those that run a model; download_progress waits for none.
ENDPOINTS = (self_attention, cross_attention, explain, mask_word, bertviz)
