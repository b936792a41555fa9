"""Tokens with their labels, and what a pass recorded between them: the parts of an AttentionMap."""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict, Unpack

import numpy as np
import torch
from torch import Tensor, nn

from attention.backend import Call
from attention.looks import Look, may_look
from attention.trace import AttentionMap, Candidates


def stack(layers: Sequence[Tensor]) -> np.ndarray:
    """Lay what each layer gave, a batch of one, on one another."""
    return torch.stack([layer[0] for layer in layers]).float().numpy()


class Tokens(NamedTuple):
    """Tokens as shown; which are special or unknown; the number of the word each belongs to."""

    shown: tuple[str, ...]
    special: tuple[bool, ...]
    words: tuple[int, ...]  # -1: a special token, of no word
    unknown: tuple[bool, ...]
    typed: tuple[str, ...]  # what was typed for each, so that a word's, end to end, are the word


class Predicted(TypedDict, total=False):
    """What each row of a decoder predicts, how likely that is, and the likeliest others."""

    predicts: tuple[str, ...]
    probabilities: tuple[float, ...]
    candidates: tuple[Candidates, ...]


def by_kind(calls: Sequence[Call], kinds: dict[nn.Module, str]) -> dict[str, list[Call]]:
    """Sort the calls of one pass by kind of attention, each in the order of its layers."""
    found: dict[str, list[Call]] = {}
    for call in calls:
        found.setdefault(kinds[call.module], []).append(call)
    return found


def attention_map(
    kind: str,
    rows: Tokens,
    columns: Tokens,
    calls: Sequence[Call],
    model: str,
    looks: Sequence[Look] = (),
    **predicted: Unpack[Predicted],
) -> AttentionMap:
    """Make the map of one kind from its calls, a batch of one each, in the order of the layers."""
    return AttentionMap(
        kind=kind,
        model=model,
        rows=rows.shown,
        columns=columns.shown,
        weights=stack([call.weights for call in calls]),
        query=stack([call.query for call in calls]),
        key=stack([call.key for call in calls]),
        value=stack([call.value for call in calls]),
        special_rows=rows.special,
        special_columns=columns.special,
        row_words=rows.words,
        column_words=columns.words,
        unknown_rows=rows.unknown,
        unknown_columns=columns.unknown,
        typed_rows=rows.typed,
        typed_columns=columns.typed,
        allowed=may_look(looks, kind, len(rows.shown), len(columns.shown)),
        **predicted,
    )
