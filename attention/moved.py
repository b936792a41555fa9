"""How far every word's last vector moved, when looks were blocked."""

import numpy as np

from attention.trace import Trace


def moved(before: Trace, after: Trace) -> dict[str, np.ndarray]:
    """Return 1 - cosine of each row's last hidden state before and after, by kind of map.

    A translation may come to have more rows, or fewer: those that both have are compared, place
    by place. Each array is (rows,), from 0 (the same direction) to 2 (the opposite one).
    """
    return {
        kind: _distances(before.hidden[kind][-1], states[-1])
        for kind, states in after.hidden.items()
    }


def _distances(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    rows = min(len(before), len(after))
    one, other = before[:rows].astype(np.float64), after[:rows].astype(np.float64)
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    cosines: np.ndarray = (one * other).sum(-1) / lengths
    return (1 - cosines).clip(0, 2)
