"""self_attention(), cross_attention(): text in, Trace out."""

import threading

from cachetools import LRUCache, cached

from attention.encoder import read_encoder
from attention.models import CATALOGUE, built_in_for, find, load
from attention.sentence import as_trained, clean, is_japanese
from attention.trace import Trace
from attention.translator import read_translation

CACHE_BYTES = 256 * 2**20
_traces: LRUCache = LRUCache(CACHE_BYTES, getsizeof=lambda trace: trace.nbytes)
# A model pass fills both cores, so that one at a time is as quick, and takes less memory.
_one_pass = threading.Lock()


def self_attention(text: str, pair: str | None = None, model: str = "bert-mini") -> Trace:
    """Read `text`, or `text` with `pair` behind it, with a BERT and return how it looks at itself.

    The Trace holds one map, "self". At most 64 tokens are read. Raises ValueError, with a message
    for a visitor, for an empty text or a model that is not in the catalogue.
    """
    return _read(clean(text), _optional(pair), model, False)


def cross_attention(
    text: str, target: str | None = None, model: str = "marian-mini-en-fr"
) -> Trace:
    """Translate `text` greedily, or read the translation `target`, and return how they look.

    The Trace holds the maps "encoder", "decoder" and "cross". The decoder starts with the
    decoder start token; each of its rows reads a token and predicts the next, the last </s>.
    At most 64 tokens a side are read. Raises ValueError as self_attention does.
    """
    return _read(clean(text), _optional(target), model, True)


def _optional(text: str | None) -> str | None:
    return clean(text) if text and text.strip() else None


@cached(_traces, condition=threading.Condition())
def _read(text: str, other: str | None, name: str, translates: bool) -> Trace:
    entry, notes = _for_language(find(name, translates), text)
    loaded, more = load(entry.name, translates)
    entry, notes = loaded.entry, (*notes, *more)
    if entry.built_in:
        text = as_trained(text, entry.language)
        other = other and as_trained(other, entry.target or entry.language)
    with _one_pass, loaded.lock:
        read = read_translation if translates else read_encoder
        return read(loaded, text, other, notes)


def _for_language(entry, text: str):
    """Swap a model for the built-in one that reads the text's language, where there is one."""
    if entry.language == "any" or is_japanese(text) == (entry.language == "ja"):
        return entry, ()
    language = "ja" if is_japanese(text) else "en"
    for target in (entry.target, "en", "fr"):
        other = built_in_for(language, target if entry.target else None)
        if other and other.target != language:
            return other, ("other_language",)
    return CATALOGUE[entry.name], ("wrong_language",)
