"""Reading a text with an encoder (BERT): one pass, one map."""

import torch
from torch import Tensor
from transformers import BatchEncoding

from attention.backend import recording
from attention.maps import Tokens, attention_map, by_kind
from attention.models import Loaded
from attention.sentence import MAX_TOKENS, NOTHING
from attention.trace import AttentionMap, Trace


def read_encoder(loaded: Loaded, text: str, pair: str | None) -> Trace:
    """Run `text`, or the pair, through the encoder in one recorded pass: the map "self".

    Raises ValueError when the tokenizer sees nothing in the text.
    """
    tokenizer = loaded.tokenizer
    pieces = len(tokenizer(text, pair, verbose=False)["input_ids"])
    if pieces == tokenizer.num_special_tokens_to_add(pair is not None):
        raise ValueError(NOTHING)
    texts = (text,) if pair is None else (text, pair)
    encoding = encode(loaded, texts)
    second = encoding[0].type_ids.index(1) if pair is not None else None
    one, _ = run(loaded, encoding, texts)
    shown = len(one.rows)
    notes = ("cut",) if pieces > shown else ()
    return Trace(loaded.entry.name, texts, (one,), None, shown, pieces, notes, second)


def encode(loaded: Loaded, texts: tuple[str, ...]) -> BatchEncoding:
    """Cut a text, or a pair, into at most 64 tokens: a batch of one."""
    return loaded.tokenizer(*texts, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")


def run(
    loaded: Loaded, encoding: BatchEncoding, texts: tuple[str, ...]
) -> tuple[AttentionMap, Tensor]:
    """Run encoded texts: the map "self", and what the model takes each token for.

    The latter are logits (tokens, vocabulary).
    """
    with torch.no_grad(), recording() as calls:
        answer = loaded.network(**encoding)
    tokens = _tokens(loaded.tokenizer, encoding, texts, loaded.entry.language)
    one = attention_map("self", tokens, tokens, by_kind(calls, loaded.kinds)["self"])
    return one, answer.logits[0]


def _tokens(tokenizer, encoding, texts: tuple[str, ...], language: str) -> Tokens:
    ids = encoding["input_ids"][0].tolist()
    unknown = tuple(one == tokenizer.unk_token_id for one in ids)
    # [UNK] and [MASK] stand where a word stood, so that they are words and not marks.
    marks = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id, tokenizer.mask_token_id}
    special = tuple(one in marks for one in ids)
    spans, which = encoding[0].offsets, encoding.sequence_ids(0)
    shown = tuple(  # an unknown word is shown as it was typed, and marked
        texts[which[i]][slice(*spans[i])] if unknown[i] else token
        for i, token in enumerate(encoding.tokens(0))
    )
    # Japanese is written without spaces: the pieces are its words.
    within = range(len(ids)) if language == "ja" else encoding.word_ids(0)
    words, number, last = [], -1, None
    for i, word in enumerate(zip(which, within, strict=True)):
        number += not special[i] and word != last
        words.append(-1 if special[i] else number)
        last = word
    return Tokens(shown, special, tuple(words), unknown)
