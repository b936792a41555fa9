"""Reading a text with an encoder (BERT): one pass, one map."""

import torch

from attention.backend import recording
from attention.maps import LONGEST, Tokens, attention_map, by_kind
from attention.models import Loaded
from attention.sentence import NOTHING
from attention.trace import Trace


def read_encoder(loaded: Loaded, text: str, pair: str | None, notes: tuple[str, ...] = ()) -> Trace:
    """Run `text`, or the pair, through the encoder in one recorded pass: the map "self".

    Raises ValueError when the tokenizer sees nothing in the text.
    """
    tokenizer = loaded.tokenizer
    pieces = len(tokenizer(text, pair, verbose=False)["input_ids"])
    if pieces == tokenizer.num_special_tokens_to_add(pair is not None):
        raise ValueError(NOTHING)
    encoding = tokenizer(text, pair, truncation=True, max_length=LONGEST, return_tensors="pt")
    with torch.no_grad(), recording() as calls:
        loaded.network(**encoding)
    texts = (text,) if pair is None else (text, pair)
    tokens = _tokens(tokenizer, encoding, texts)
    one = attention_map("self", tokens, tokens, by_kind(calls, loaded.kinds)["self"])
    shown = len(tokens.shown)
    notes = (*notes, "cut") if pieces > shown else notes
    return Trace(loaded.entry.name, texts, (one,), None, shown, pieces, notes)


def _tokens(tokenizer, encoding, texts: tuple[str, ...]) -> Tokens:
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
    words, number, last = [], -1, None
    for i, word in enumerate(zip(which, encoding.word_ids(0), strict=True)):
        number += not special[i] and word != last
        words.append(-1 if special[i] else number)
        last = word
    return Tokens(shown, special, tuple(words), unknown)
