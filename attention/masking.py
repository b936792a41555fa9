"""Hiding a word: what BERT takes it for, and how attention changes."""

import threading
from dataclasses import dataclass, replace
from numbers import Integral

from cachetools import LRUCache, cached

from attention.encoder import encode, run
from attention.models import find, get
from attention.reading import one_pass, self_attention
from attention.trace import AttentionMap, Candidates, Trace

GUESSES = 5
CACHE_BYTES = 64 * 2**20


@dataclass(frozen=True, eq=False)
class Masked:
    """A sentence before and after a word was hidden.

    tokens are the places of the word's pieces, each of which was replaced by one [MASK], so that
    both sentences have the same tokens in the same places. guesses holds, for each of them, the
    likeliest tokens with their probability.
    """

    tokens: tuple[int, ...]
    guesses: tuple[Candidates, ...]
    before: Trace
    after: Trace


def mask_word(text: str, token: int, model: str = "bert-mini", pair: str | None = None) -> Masked:
    """Hide the word that `token` (a place among the tokens, from 0) belongs to, and read again.

    All pieces of the word are hidden, each behind a [MASK] of its own, and each is guessed on its
    own. Raises ValueError as self_attention does, and for a token that is no word.
    """
    before = self_attention(text, pair, model)
    words = before.maps[0].row_words
    if not isinstance(token, Integral) or token not in range(len(words)):
        raise ValueError(f"There is no token {token!r} here: they go from 0 to {len(words) - 1}.")
    if words[token] < 0:
        raise ValueError(f"{before.maps[0].rows[token]} is no word of the sentence.")
    tokens = tuple(place for place, word in enumerate(words) if word == words[token])
    guesses, after = _pass(before.model, before.texts, tokens)
    return Masked(tokens, guesses, before, replace(before, maps=(after,)))


@cached(LRUCache(CACHE_BYTES, getsizeof=lambda one: one[1].nbytes), condition=threading.Condition())
def _pass(
    model: str, texts: tuple[str, ...], tokens: tuple[int, ...]
) -> tuple[tuple[Candidates, ...], AttentionMap]:
    loaded = get(find(model, translates=False))
    tokenizer = loaded.tokenizer
    with one_pass(), loaded.lock:
        encoding = encode(loaded, texts)
        encoding["input_ids"][0, list(tokens)] = tokenizer.mask_token_id
        one, logits = run(loaded, encoding, texts)
    shown = tuple(tokenizer.mask_token if i in tokens else t for i, t in enumerate(one.rows))
    typed = tuple(tokenizer.mask_token if i in tokens else t for i, t in enumerate(one.typed_rows))
    likeliest = logits[list(tokens)].softmax(-1).topk(GUESSES)
    guesses = tuple(
        tuple(zip(tokenizer.convert_ids_to_tokens(ids.tolist()), chances.tolist(), strict=True))
        for ids, chances in zip(likeliest.indices, likeliest.values, strict=True)
    )
    return guesses, replace(one, rows=shown, columns=shown, typed_rows=typed, typed_columns=typed)
