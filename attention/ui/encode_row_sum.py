"""One row's sum as the page reads it: JSON values only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attention.next_layer import NextLayer
    from attention.row_sum import Joined, RowSum

DIGITS = 6
VECTORS = ("query", "keys", "values", "products", "scaled", "scores", "weights", "lengths", "moved")


def explained(model: str, one: RowSum, together: Joined, following: NextLayer) -> dict:
    """Lay out a row's sum, how the heads are joined, and the way to the next layer, for /explain.

    Every vector is a list of numbers; a score of -inf, of a column that may not be seen, is None.
    """
    attention_map = one.attention_map
    return {
        "model": model,
        "map": attention_map.kind,
        "layer": one.layer,
        "head": one.head,
        "token": one.token,
        "row": attention_map.rows[one.token],
        "columns": list(attention_map.columns),
        **{name: _numbers(getattr(one, name)) for name in (*VECTORS, "output")},
        "difference": one.difference,
        "joined": {
            "heads": _numbers(together.heads),
            "bias": round(together.bias, DIGITS),
            "output": _numbers(together.output),
            "length": round(together.length, DIGITS),
        },
        "next": {
            "own": _numbers(following.own),
            "gathered": _numbers(following.gathered),
            "normalised": _numbers(following.normalised),
            "fed": None if following.fed is None else _numbers(following.fed),
            "next": _numbers(following.next),
            "lengths": following.lengths(),
            "cosines": following.cosines(),
        },
    }


def _numbers(array: np.ndarray) -> list:
    rounded = np.round(array.astype(np.float64), DIGITS).astype(object)
    rounded[~np.isfinite(array)] = None
    return rounded.tolist()
