"""Reading a text with an encoder (BERT): one pass, one map."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from transformers import BatchEncoding

from attention.backend import blocking, recording
from attention.looks import Look, check_places
from attention.maps import Tokens, attention_map, by_kind, stack
from attention.models import Loaded
from attention.sentence import MAX_TOKENS, NOTHING
from attention.spelling import Span, Spelling, as_typed, spell
from attention.trace import AttentionMap, Trace
from attention.typed import covering, typed_words, visible, within_sign


class Pass(NamedTuple):
    """What one pass gave: its map, the hidden states, and logits (tokens, vocabulary)."""

    map: AttentionMap
    hidden: np.ndarray
    logits: Tensor


def read_encoder(loaded: Loaded, text: str, pair: str | None, looks: Sequence[Look] = ()) -> Trace:
    """Run `text`, or the pair, through the encoder in one recorded pass: the map "self".

    `looks` are blocked. Raises ValueError when the tokenizer sees nothing in the text, and for a
    look at a token that is not there.
    """
    texts = (text,) if pair is None else (text, pair)
    pieces = count_encoded(loaded, texts)
    if pieces == loaded.tokenizer.num_special_tokens_to_add(pair is not None):
        raise ValueError(NOTHING)
    encoding = encode(loaded, texts)
    second = encoding[0].type_ids.index(1) if pair is not None else None
    done = run(loaded, encoding, texts, looks)
    shown = len(done.map.rows)
    notes = ("cut",) if pieces > shown else ()
    hidden = {"self": done.hidden}
    return Trace(loaded.entry.name, texts, (done.map,), None, shown, pieces, notes, second, hidden)


def count_encoded(loaded: Loaded, texts: tuple[str, ...]) -> int:
    """Count the tokens of a text, or of a pair, special ones included, before any cut."""
    written = [spelling.text for spelling in _spelled(loaded, texts)]
    return len(loaded.tokenizer(*written, verbose=False)["input_ids"])


def encode(loaded: Loaded, texts: tuple[str, ...]) -> BatchEncoding:
    """Cut a text, or a pair, into at most 64 tokens: a batch of one."""
    written = [spelling.text for spelling in _spelled(loaded, texts)]
    return loaded.tokenizer(
        *written,
        truncation=True,
        max_length=MAX_TOKENS,
        return_tensors="pt",
        # Not every tokenizer says which sentence a token is in where its model wants to know.
        return_token_type_ids=hasattr(loaded.network.config, "type_vocab_size"),
    )


def run(
    loaded: Loaded, encoding: BatchEncoding, texts: tuple[str, ...], looks: Sequence[Look] = ()
) -> Pass:
    """Run encoded texts without the blocked looks; logits are what each token is taken for."""
    check_places(looks, {"self": encoding["input_ids"].shape[1]})
    with torch.no_grad(), recording() as calls, blocking(looks, loaded.kinds):
        answer = loaded.network(**encoding, output_hidden_states=True)
    tokens = _tokens(loaded, encoding, texts)
    calls_of = by_kind(calls, loaded.kinds)
    self_map = attention_map("self", tokens, tokens, calls_of["self"], loaded.entry.name, looks)
    return Pass(self_map, stack(answer.hidden_states), answer.logits[0])


def _spelled(loaded: Loaded, texts: tuple[str, ...]) -> list[Spelling]:
    """Write texts as the model's training sentences are written, where we know how those are."""
    if not loaded.entry.built_in:
        return list(map(as_typed, texts))
    return [spell(text, loaded.entry.language) for text in texts]


def _tokens(loaded: Loaded, encoding: BatchEncoding, texts: tuple[str, ...]) -> Tokens:
    tokenizer, ids = loaded.tokenizer, encoding["input_ids"][0].tolist()
    unknown = tuple(token_id == tokenizer.unk_token_id for token_id in ids)
    # [UNK] and [MASK] stand where a word stood, so that they are words and not marks.
    marks = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id, tokenizer.mask_token_id}
    special = tuple(token_id in marks for token_id in ids)
    which, spans = encoding.sequence_ids(0), _spans(loaded, encoding, texts)
    tokens: list[str] = list(encoding.tokens(0))
    typed = tokens.copy()
    for number, text in enumerate(texts):
        places = _places(encoding, number)
        for place, word in zip(places, typed_words([spans[i] for i in places], text), strict=True):
            span = spans[place]
            if word is None or span is None:
                continue
            typed[place] = word
            if unknown[place]:  # it is shown as it was typed, and marked
                tokens[place] = visible(text[slice(*span)].strip(" ")) or tokens[place]
    # Japanese is written without spaces: the pieces are its words, but not those of one sign.
    within = range(len(ids)) if loaded.entry.language == "ja" else encoding.word_ids(0)
    words: list[int] = []
    number, last = -1, None
    for i, place_of_word in enumerate(zip(which, within, strict=True)):
        goes_on = place_of_word == last
        if i and which[i] is not None and which[i] == which[i - 1]:
            goes_on |= within_sign(spans[i - 1], spans[i], texts[which[i]])
        number += not special[i] and not (goes_on and words[-1] >= 0)
        words.append(-1 if special[i] else number)
        last = place_of_word
    return Tokens(tuple(tokens), special, tuple(words), unknown, tuple(typed))


def _spans(loaded: Loaded, encoding: BatchEncoding, texts: tuple[str, ...]) -> list[Span | None]:
    """Return which slice of its text each token stands for, None for [CLS] and its like."""
    spellings = _spelled(loaded, texts)
    whole = loaded.tokenizer(*(spelling.text for spelling in spellings), verbose=False)
    spans: list[Span | None] = [None] * len(encoding.sequence_ids(0))
    for number, (spelling, text) in enumerate(zip(spellings, texts, strict=True)):
        typed = [spelling.typed(*whole[0].offsets[place]) for place in _places(whole, number)]
        # Of all tokens, so that the last one read does not take what stands behind the cut.
        for place, span in zip(_places(encoding, number), covering(typed, text), strict=False):
            spans[place] = span
    return spans


def _places(encoding: BatchEncoding, number: int) -> list[int]:
    """The places of the tokens of the first text, or of the second."""
    return [place for place, text in enumerate(encoding.sequence_ids(0)) if text == number]
