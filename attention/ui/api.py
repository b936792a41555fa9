"""What the page and others ask of the models over HTTP: text in, JSON out (DESIGN §11)."""

from collections.abc import Callable
from functools import wraps

import gradio as gr

import attention
from attention.bertviz.page import bertviz_document, self_contained
from attention.models import CATALOGUE, DEFAULT_BERT, DEFAULT_TRANSLATOR, get
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
def self_attention(
    text: str, pair: str = "", model: str = DEFAULT_BERT, blocked: list | None = None
) -> dict:
    """Return the picture of how a sentence (or a pair) looks at itself, as DESIGN §7 has it.

    blocked are looks as in attention.self_attention; with some, `moved` says how far each row's
    last vector moved, by kind of map.
    """
    trace = attention.self_attention(text, pair, model, blocked)
    return blocked_picture(trace, blocked, lambda: attention.self_attention(text, pair, model))


@as_gradio_error
def cross_attention(
    text: str, target: str = "", model: str = DEFAULT_TRANSLATOR, blocked: list | None = None
) -> dict:
    """Return the picture of how a translation (or the given target) looks at its source.

    blocked are looks as in attention.cross_attention; `moved` is as in self_attention.
    """
    trace = attention.cross_attention(text, target, model, blocked)
    return blocked_picture(trace, blocked, lambda: attention.cross_attention(text, target, model))


@as_gradio_error
def explain(
    text: str,
    other: str = "",
    model: str = DEFAULT_BERT,
    map: str = "self",
    layer: int = 0,
    head: int = 0,
    token: int = 0,
    hidden: int | None = None,
    blocked: list | None = None,
) -> dict:
    """Return one row's sum, step by step, how the heads are joined, and what follows from it.

    See attention.row_sum and attention.next_layer. other is the second sentence of a pair, or for
    a translator the translation to read; layer, head and token (a row of the map) are numbered
    from 0. hidden is a token whose word is hidden first, as mask_word does; blocked are looks as
    in self_attention or cross_attention.
    """
    from attention.next_layer import next_layer
    from attention.row_sum import joined, row_sum
    from attention.ui.encode_row_sum import explained

    trace = read(text, other, model, hidden, blocked)
    try:
        attention_map = trace.map(map)
    except KeyError:
        kinds = ", ".join(one.kind for one in trace.maps)
        raise ValueError(f"{trace.model} has no map {map!r}. Choose one of: {kinds}.") from None
    calculation = row_sum(attention_map, layer, head, token)
    loaded = get(CATALOGUE[trace.model])
    together = joined(loaded, attention_map, layer, token)
    following = next_layer(loaded, trace, attention_map.kind, layer, token)
    return explained(trace.model, calculation, together, following)


@as_gradio_error
def mask_word(
    text: str,
    token: int,
    model: str = DEFAULT_BERT,
    pair: str = "",
    blocked: list | None = None,
) -> dict:
    """Hide the word of a token (a row of the map "self", from 0); see attention.masking.

    Returns tokens, the rows that were hidden; guesses, for each of them five tokens with their
    probability; and the pictures before and after. blocked are looks as in self_attention, which
    are blocked in both; `moved` compares each with itself without them.
    """
    from attention.masking import mask_word

    masked = mask_word(text, token, model, pair, blocked)
    return {
        "tokens": list(masked.tokens),
        "guesses": [[[word, round(p, 6)] for word, p in one] for one in masked.guesses],
        "before": blocked_picture(
            masked.before, blocked, lambda: mask_word(text, token, model, pair).before
        ),
        "after": blocked_picture(
            masked.after, blocked, lambda: mask_word(text, token, model, pair).after
        ),
    }


@as_gradio_error
def layers(
    text: str,
    token: int = 0,
    model: str = DEFAULT_BERT,
    other: str = "",
    hidden: int | None = None,
    blocked: list | None = None,
) -> list:
    """Return what the model would say at a row after the embeddings and after every layer.

    A list, the embeddings first, of three words each, likeliest first: [[word, probability], …].
    See attention.layer_guesses; for a translator `token` is a row of its decoder.
    """
    guesses = attention.layer_guesses(text, token, model, other, hidden, blocked)
    return [[[word, round(p, 6)] for word, p in layer] for layer in guesses]


@as_gradio_error
def bertviz(
    view: str = "head",
    text: str = "",
    other: str = "",
    model: str = DEFAULT_BERT,
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


def read(text: str, other: str, model: str, hidden=None, blocked=None) -> Trace:
    """Read a text as attention.question does, which is imported when first used: torch is slow."""
    from attention.question import read

    return read(text, other, model, hidden, blocked)


def blocked_picture(trace: Trace, blocked: list | None, unblocked: Callable[[], Trace]) -> dict:
    """Return the picture of a trace; of a blocked one also how far each row's last vector moved."""
    value = picture(trace)
    if not blocked:
        return value
    from attention.moved import moved

    distances = moved(unblocked(), trace)
    return {**value, "moved": {kind: rows.round(6).tolist() for kind, rows in distances.items()}}


# Those that run a model; download_progress waits for none.
ENDPOINTS = (self_attention, cross_attention, explain, mask_word, layers, bertviz)
