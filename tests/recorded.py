"""Traces of random attention, with the queries and keys it comes from."""

import numpy as np

from attention.trace import AttentionMap, Trace

SPECIAL = ("[CLS]", "[SEP]", "<pad>", "</s>")
CAT = ("[CLS]", "the", "cat", "sat", "on", "the", "mat", "[SEP]")
PAIR = ("[CLS]", "the", "cat", "[SEP]", "it", "was", "tired", "[SEP]")
SOURCE = ("▁I", "▁like", "▁cats", "</s>")
READ = ("<pad>", "▁J", "'", "aime", "▁les", "▁chats")


def sentence(tokens=CAT, **sizes) -> Trace:
    return Trace("bert-mini", (" ".join(tokens[1:-1]),), (recorded("self", tokens, **sizes),))


def pair(tokens=PAIR, second=4, **sizes) -> Trace:
    one = recorded("self", tokens, **sizes)
    return Trace("bert-mini", ("the cat", "it was tired"), (one,), second=second)


def translation(source=SOURCE, read=READ, **sizes) -> Trace:
    maps = (
        recorded("encoder", source, seed=1, **sizes),
        recorded("decoder", read, seed=2, **sizes),
        recorded("cross", read, source, seed=3, **sizes),
    )
    return Trace("marian-mini-en-fr", ("I like cats",), maps, "J'aime les chats")


def recorded(kind, rows, columns=None, layers=3, heads=4, d=8, seed=0) -> AttentionMap:
    """Weights are the softmax of q·k/√d, in the decoder of what is not ahead."""
    columns = rows if columns is None else columns
    random = np.random.default_rng(seed)
    query = random.normal(0, 2, (layers, heads, len(rows), d))
    key, value = random.normal(0, 2, (2, layers, heads, len(columns), d))
    scores = query @ key.swapaxes(-1, -2) / d**0.5
    if kind == "decoder":
        scores = np.where(np.tri(len(rows)) > 0, scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return AttentionMap(
        kind=kind,
        rows=tuple(rows),
        columns=tuple(columns),
        weights=weights / weights.sum(-1, keepdims=True),
        query=query,
        key=key,
        value=value,
        special_rows=tuple(token in SPECIAL for token in rows),
        special_columns=tuple(token in SPECIAL for token in columns),
        row_words=tuple(range(len(rows))),
        column_words=tuple(range(len(columns))),
        unknown_rows=(False,) * len(rows),
        unknown_columns=(False,) * len(columns),
    )
