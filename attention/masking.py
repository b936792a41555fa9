"""Hiding a word: what BERT takes it for, and how attention changes."""

import threading
from dataclasses import dataclass, replace

import numpy as np
from cachetools import LRUCache, cached

from attention.encoder import encode, run
from attention.looks import Blocked, Look, parse_looks
from attention.models import DEFAULT_BERT, find, get
from attention.reading import one_pass, self_attention
from attention.trace import AttentionMap, Candidates, Trace, check_place

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


def mask_word(
    text: str,
    token: int,
    model: str = DEFAULT_BERT,
    pair: str | None = None,
    blocked: Blocked = (),
) -> Masked:
    """Hide the word that `token` (a place among the tokens, from 0) belongs to, and read again.

    All pieces of the word are hidden, each behind a [MASK] of its own, and each is guessed on its
    own. Looks that are blocked, as in self_attention, are blocked before and after. Raises
    ValueError as self_attention does, and for a token that is no word.
    """
    looks = parse_looks(blocked, translates=False)
    before = self_attention(text, pair, model, blocked)
    words = before.maps[0].row_words
    check_place("token", token, len(words))
    if words[token] < 0:
        raise ValueError(f"{before.maps[0].rows[token]} is no word of the sentence.")
    tokens = tuple(place for place, word in enumerate(words) if word == words[token])
    guesses, after, hidden = _pass(before.model, before.texts, tokens, looks)
    after_trace = replace(before, maps=(after,), hidden={"self": hidden})
    return Masked(tokens, guesses, before, after_trace)


def _size(answer: tuple[tuple[Candidates, ...], AttentionMap, np.ndarray]) -> int:
    return answer[1].nbytes + answer[2].nbytes


@cached(LRUCache(CACHE_BYTES, getsizeof=_size), condition=threading.Condition())
def _pass(
    model: str, texts: tuple[str, ...], tokens: tuple[int, ...], looks: tuple[Look, ...]
) -> tuple[tuple[Candidates, ...], AttentionMap, np.ndarray]:
    loaded = get(find(model, translates=False))
    tokenizer = loaded.tokenizer
    with one_pass(), loaded.lock:
        encoding = encode(loaded, texts)
        encoding["input_ids"][0, list(tokens)] = tokenizer.mask_token_id
        masked, hidden, logits = run(loaded, encoding, texts, looks)
    mask = tokenizer.mask_token
    shown = tuple(mask if i in tokens else token for i, token in enumerate(masked.rows))
    typed = tuple(mask if i in tokens else word for i, word in enumerate(masked.typed_rows or ()))
    likeliest = logits[list(tokens)].softmax(-1).topk(GUESSES)
    guesses = tuple(
        tuple(zip(tokenizer.convert_ids_to_tokens(ids.tolist()), chances.tolist(), strict=True))
        for ids, chances in zip(likeliest.indices, likeliest.values, strict=True)
    )
    after = replace(masked, rows=shown, columns=shown, typed_rows=typed, typed_columns=typed)
    return guesses, after, hidden
