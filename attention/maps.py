"""Tokens with their labels, and what a pass recorded between them: the parts of an AttentionMap."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from attention.backend import Call
from attention.looks import Look, may_look
from attention.trace import AttentionMap


def stack_hidden(states: Sequence[Tensor]) -> np.ndarray:
    """Lay hidden states (1, n, d_model), of the embeddings and every layer, on one another."""
    return torch.stack([state[0] for state in states]).float().numpy()


class Tokens(NamedTuple):
    """Tokens as shown; which are special or unknown; the number of the word each belongs to."""

    shown: tuple[str, ...]
    special: tuple[bool, ...]
    words: tuple[int, ...]  # -1: a special token, of no word
    unknown: tuple[bool, ...]
    typed: tuple[str, ...]  # what was typed for each, so that a word's, end to end, are the word


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
    **predicted,
) -> AttentionMap:
    """Make the map of one kind from its calls, a batch of one each, in the order of the layers."""
    arrays = {
        name: torch.stack([getattr(call, name)[0] for call in calls]).float().numpy()
        for name in ("weights", "query", "key", "value")
    }
    return AttentionMap(
        kind=kind,
        model=model,
        rows=rows.shown,
        columns=columns.shown,
        special_rows=rows.special,
        special_columns=columns.special,
        row_words=rows.words,
        column_words=columns.words,
        unknown_rows=rows.unknown,
        unknown_columns=columns.unknown,
        typed_rows=rows.typed,
        typed_columns=columns.typed,
        allowed=may_look(looks, kind, len(rows.shown), len(columns.shown)),
        **arrays,
        **predicted,
    )
