"""Reading a text with an encoder (BERT): one pass, one map."""

import torch
from torch import Tensor
from transformers import BatchEncoding

from attention.backend import recording
from attention.maps import Tokens, attention_map, by_kind
from attention.models import Loaded
from attention.sentence import MAX_TOKENS, NOTHING
from attention.spelling import Spelling, as_typed, spell
from attention.trace import AttentionMap, Trace
from attention.typed import Span, covering, typed_words, visible, within_sign


def read_encoder(loaded: Loaded, text: str, pair: str | None) -> Trace:
    """Run `text`, or the pair, through the encoder in one recorded pass: the map "self".

    Raises ValueError when the tokenizer sees nothing in the text.
    """
    texts = (text,) if pair is None else (text, pair)
    pieces = count_encoded(loaded, texts)
    if pieces == loaded.tokenizer.num_special_tokens_to_add(pair is not None):
        raise ValueError(NOTHING)
    encoding = encode(loaded, texts)
    second = encoding[0].type_ids.index(1) if pair is not None else None
    one, _ = run(loaded, encoding, texts)
    shown = len(one.rows)
    notes = ("cut",) if pieces > shown else ()
    return Trace(loaded.entry.name, texts, (one,), None, shown, pieces, notes, second)


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
    loaded: Loaded, encoding: BatchEncoding, texts: tuple[str, ...]
) -> tuple[AttentionMap, Tensor]:
    """Run encoded texts: the map "self", and what the model takes each token for.

    The latter are logits (tokens, vocabulary).
    """
    with torch.no_grad(), recording() as calls:
        answer = loaded.network(**encoding)
    tokens = _tokens(loaded, encoding, texts)
    calls_of = by_kind(calls, loaded.kinds)
    one = attention_map("self", tokens, tokens, calls_of["self"], loaded.entry.name)
    return one, answer.logits[0]


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
    tokens, typed = list(encoding.tokens(0)), list(encoding.tokens(0))
    for number, text in enumerate(texts):
        places = _places(encoding, number)
        for place, word in zip(places, typed_words([spans[i] for i in places], text), strict=True):
            typed[place] = word
            if unknown[place]:  # it is shown as it was typed, and marked
                tokens[place] = visible(text[slice(*spans[place])].strip(" ")) or tokens[place]
    # Japanese is written without spaces: the pieces are its words, but not those of one sign.
    within = range(len(ids)) if loaded.entry.language == "ja" else encoding.word_ids(0)
    words, number, last = [], -1, None
    for i, word in enumerate(zip(which, within, strict=True)):
        goes_on = word == last
        if i and which[i] is not None and which[i] == which[i - 1]:
            goes_on |= within_sign(spans[i - 1], spans[i], texts[which[i]])
        number += not special[i] and not (goes_on and words[-1] >= 0)
        words.append(-1 if special[i] else number)
        last = word
    return Tokens(tuple(tokens), special, tuple(words), unknown, tuple(typed))


def _spans(loaded, encoding: BatchEncoding, texts: tuple[str, ...]) -> list[Span | None]:
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
