"""self_attention(), cross_attention(): text in, Trace out."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import torch
from cachetools import LRUCache, cached

from attention.encoder import count_encoded, read_encoder
from attention.hub import Unavailable
from attention.looks import Blocked, Look, parse_looks
from attention.models import (
    DEFAULT_BERT,
    DEFAULT_TRANSLATOR,
    Model,
    built_in_for,
    find,
    get,
    stand_in,
)
from attention.pieces import count_source
from attention.sentence import cut, language_of, one_line
from attention.trace import Trace
from attention.translator import read_translation

CACHE_BYTES = 256 * 2**20
_traces: LRUCache[Hashable, Trace] = LRUCache(CACHE_BYTES, getsizeof=lambda trace: trace.nbytes)
_one_pass = threading.Lock()


@contextmanager
def one_pass() -> Iterator[None]:
    """Run a model in float32, whatever the caller's autocast says, and one at a time.

    A pass fills both cores, so that one after the other is as quick, and takes less memory.
    """
    with _one_pass, torch.autocast("cpu", enabled=False):
        yield


def self_attention(
    text: str, pair: str | None = None, model: str = DEFAULT_BERT, blocked: Blocked = ()
) -> Trace:
    """Read `text`, or `text` with `pair` behind it, with a BERT and return how it looks at itself.

    The Trace holds one map, "self". At most 64 tokens are read. blocked are looks that are
    forbidden in every layer and head: a column, at which nobody looks, or (row, column); a row
    left with nothing looks at itself. Raises ValueError, with a message for a visitor, for an
    empty text, a model that is not in the catalogue or a look at a token that is not there.
    """
    entry = find(model, translates=False)
    return _read(one_line(text), _optional(pair), entry, parse_looks(blocked, translates=False))


def cross_attention(
    text: str,
    target: str | None = None,
    model: str = DEFAULT_TRANSLATOR,
    blocked: Blocked = (),
) -> Trace:
    """Translate `text` greedily, or read the translation `target`, and return how they look.

    The Trace holds the maps "encoder", "decoder" and "cross". The decoder starts with the
    decoder start token; each of its rows reads a token and predicts the next, the last </s>.
    At most 64 tokens a side are read. blocked are looks that are forbidden in every layer and
    head: a column of the source (in "encoder" and "cross"), (kind, column) or (kind, row, column).
    A row left with nothing looks at itself, in "cross" at the source's last token; what is written
    before the first blocked row stays as it was. Raises ValueError as self_attention does.
    """
    entry = find(model, translates=True)
    return _read(one_line(text), _optional(target), entry, parse_looks(blocked, translates=True))


def _optional(text: str | None) -> str | None:
    try:
        return one_line(text)
    except ValueError:
        return None


def _read(line: str, other_line: str | None, model: Model, looks: tuple[Look, ...]) -> Trace:
    text, other = cut(line), other_line and cut(other_line)
    model, notes = _for_language(model, text)
    try:
        trace = _pass(model, text, other, looks)
    except Unavailable as why:
        model, more = _for_language(stand_in(model), text)
        trace, notes = _pass(model, text, other, looks), (why.code, *more)
    if (text, other) != (line, other_line):
        trace = _told_of_the_cut(trace, model, line, other_line)
    return replace(trace, notes=(*notes, *trace.notes))


def _told_of_the_cut(trace: Trace, model: Model, line: str, other: str | None) -> Trace:
    """Count the tokens of all that was typed, and note what of it was not read."""
    loaded = get(model)
    with loaded.lock:
        if model.target:
            pieces = count_source(loaded, line)
        else:
            pieces = count_encoded(loaded, (line,) if other is None else (line, other))
    notes = list(trace.notes)
    if pieces > trace.shown and "cut" not in notes:
        notes.append("cut")
    if "cut" not in notes and "cut_target" not in notes:  # no token more, but a longer text
        notes.append("cut_text")
    return replace(trace, pieces=pieces, notes=tuple(notes))


# Kept as what this very model said, without the notes: whoever asks it by its name shares the pass,
# and a model that was stood in for is asked again.
@cached(_traces, condition=threading.Condition())
def _pass(model: Model, text: str, other: str | None, looks: tuple[Look, ...]) -> Trace:
    loaded = get(model)
    with one_pass(), loaded.lock:
        read = read_translation if model.target else read_encoder
        return read(loaded, text, other, looks)


def _for_language(model: Model, text: str) -> tuple[Model, tuple[str, ...]]:
    """Swap a model for the built-in one that reads the text's language, where there is one."""
    letters = language_of(text)
    language = "ja" if letters == "han" else letters
    if "any" in (model.language, language) or model.language == language:
        return model, ()
    for target in (model.target, "en", "fr"):
        other = built_in_for(language, target if model.target else None)
        if other and other.target != language:
            return other, ("other_language" if letters == language else "han",)
    return model, ("wrong_language",)
