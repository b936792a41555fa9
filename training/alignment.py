"""A statistical word alignment (IBM model 1, both directions) to compare cross-attention with."""

from collections.abc import Sequence

import numpy as np


class Translations:
    """p(target piece | source piece), estimated by expectation maximisation on pairs of id lists.

    IBM model 1 (Brown et al. 1993): every target piece comes from one source piece, or from none.
    """

    def __init__(
        self, pairs: Sequence[tuple[Sequence[int], Sequence[int]]], size: int, rounds: int = 6
    ):
        self.size = size
        source = np.concatenate([np.tile(_with_none(s, size), len(t)) for s, t in pairs])
        target = np.concatenate([np.repeat(t, len(s) + 1) for s, t in pairs]).astype(np.int64)
        lengths = np.concatenate([np.full(len(t), len(s) + 1) for s, t in pairs])
        starts = np.concatenate([[0], lengths.cumsum()[:-1]])
        self.keys, cell = np.unique(source * size + target, return_inverse=True)
        self.share = np.ones(len(self.keys))
        for _ in range(rounds):
            weight = self.share[cell]
            weight /= np.repeat(np.add.reduceat(weight, starts), lengths)
            count = np.bincount(cell, weight, len(self.keys))
            self.share = count / np.bincount(self.keys // size, count, size + 1)[self.keys // size]

    def best(self, source: Sequence[int], target: Sequence[int]) -> np.ndarray:
        """Return each target piece's likeliest source position, -1 for none."""
        keys = _with_none(source, self.size)[None] * self.size + np.asarray(target)[:, None]
        found = np.searchsorted(self.keys, keys).clip(max=len(self.keys) - 1)
        share = np.where(self.keys[found] == keys, self.share[found], 0.0)
        best = share.argmax(1)
        return np.where((best == len(source)) | (share.max(1) == 0), -1, best)


def _with_none(source: Sequence[int], size: int) -> np.ndarray:
    return np.append(np.asarray(source, dtype=np.int64), size)


def links(
    forward: Translations, backward: Translations, source: Sequence[int], target: Sequence[int]
) -> list:
    """Return the (target position, source position) links that both directions agree on."""
    there, back = forward.best(source, target), backward.best(target, source)
    return [(t, int(s)) for t, s in enumerate(there) if s >= 0 and back[s] == t]
