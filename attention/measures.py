"""Where a head looks, and the role it plays."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from .trace import AttentionMap

if TYPE_CHECKING:
    import pandas as pd

SHARES = ("previous", "next", "same", "first", "separator", "punctuation")
MOSTLY = 0.5  # Clark et al. 2019, 4.2: a head that spends more than half of its attention there
POSITIONAL = 0.9  # Voita et al. 2019, 5.2: its largest weight is on one neighbour this often
CONFIDENT = 0.8  # Voita et al. 2019, 5: the mean of its largest weights
BROAD = 0.9  # of the entropy it would have if it looked everywhere alike

Measures = dict[str, np.ndarray]


def roles(attention_map: AttentionMap) -> pd.DataFrame:
    """Measure every head of a map: one row a head, with layer, head, role, score and the measures.

    Each measure is a mean over the rows that are not special tokens.
    previous, next, same, first, separator, punctuation: the share (0 to 1) given to the token
    before, after, itself, the first token ([CLS], or where a decoder starts), later special tokens
    ([SEP], </s>) and punctuation; the first three are NaN for cross-attention.
    entropy: how broad a head is, in nats; broad: the same as a part of the largest possible.
    confidence: the largest weight of a row. reach: the largest weight on an ordinary token that is
    neither the row's own nor next to it (for cross-attention: on any ordinary token).
    before, after: how often the largest weight is on the token before or after.

    role is the largest of the six shares if it is over a half (Clark et al. 2019, 4.2), else
    previous or next if the largest weight is there at least 90 % of the time (Voita et al. 2019,
    5.2), else confident if confidence is over 0.8 (Voita et al. 2019, 5), else broad if broad is
    over 0.9 (Clark et al. 2019, 4.2, call heads broad by their entropy, and give no threshold),
    else mixed. score is the measure of that name; for mixed it is confidence.
    """
    import pandas as pd

    measures = measure(attention_map)
    role, score = role_of(measures)
    layer, head = np.indices(role.shape)[:2]
    columns = {"layer": layer, "head": head, "role": role, "score": score, **measures}
    return pd.DataFrame({name: array.ravel() for name, array in columns.items()})


def measure(attention_map: AttentionMap) -> Measures:
    """Measure every head as `roles` says: arrays (layers, heads)."""
    rows = ~np.array(attention_map.special_rows, bool)
    if not rows.any():
        rows[:] = True
    weights = attention_map.weights.astype(np.float64)[:, :, rows]
    place = np.arange(len(rows))[rows]
    special = np.array(attention_map.special_columns, bool)
    first = np.arange(len(special)) == 0
    punctuation = np.array([is_punctuation(token) for token in attention_map.columns]) & ~special
    visible = place + 1 if attention_map.kind == "decoder" else np.full(len(place), len(special))
    entropy = -(weights * np.log(np.where(weights > 0, weights, 1))).sum(-1)
    many = visible > 1
    return {
        **_neighbours(weights, place, attention_map.kind == "cross"),
        "first": weights[..., first].sum(-1).mean(-1),
        "separator": weights[..., special & ~first].sum(-1).mean(-1),
        "punctuation": weights[..., punctuation].sum(-1).mean(-1),
        "entropy": entropy.mean(-1),
        "broad": _mean(entropy[..., many] / np.log(visible[many])),
        "confidence": weights.max(-1).mean(-1),
        "reach": _reach(weights, place, special, attention_map.kind == "cross"),
    }


def role_of(measures: Measures) -> tuple[np.ndarray, np.ndarray]:
    """Name the role of each head and its score, from measures (layers, heads), as `roles` says."""
    shares = np.nan_to_num(np.stack([measures[name] for name in SHARES]))
    role = np.array(SHARES, dtype=object)[shares.argmax(0)]
    mostly = shares.max(0) > MOSTLY
    # Nothing is compared with NaN, so that cross-attention has no neighbours.
    for test, name in (
        (measures["before"] >= POSITIONAL, "previous"),
        (measures["after"] >= POSITIONAL, "next"),
        (measures["confidence"] > CONFIDENT, "confident"),
        (measures["broad"] > BROAD, "broad"),
        (np.ones_like(mostly), "mixed"),
    ):
        role[~mostly & test] = name
        mostly = mostly | test
    measures = measures | {"confident": measures["confidence"], "mixed": measures["confidence"]}
    score = np.select(
        [role == name for name in np.unique(role)], [measures[name] for name in np.unique(role)]
    )
    return role, score


def _neighbours(weights: np.ndarray, place: np.ndarray, cross: bool) -> Measures:
    heads = weights.shape[:2]
    if cross:
        return {name: np.full(heads, np.nan) for name in (*SHARES[:3], "before", "after")}
    measures = {}
    largest = weights.argmax(-1)
    for step, share, often in ((-1, "previous", "before"), (1, "next", "after"), (0, "same", "")):
        there = place + step
        inside = (there >= 0) & (there < weights.shape[-1])
        taken = weights[:, :, inside, there[inside]]
        measures[share] = _mean(taken)
        if often:
            measures[often] = _mean(largest[..., inside] == there[inside])
    return measures


def _reach(weights: np.ndarray, place: np.ndarray, special: np.ndarray, cross: bool) -> np.ndarray:
    near = np.abs(place[:, None] - np.arange(len(special))) <= 1
    left_out = special | (near & (not cross))
    reach: np.ndarray = np.where(left_out, 0, weights).max(-1).mean(-1)
    return reach


def _mean(array: np.ndarray) -> np.ndarray:
    return array.mean(-1) if array.shape[-1] else np.zeros(array.shape[:-1])


def is_punctuation(token: str) -> bool:
    """Tell whether a token is punctuation alone, the marks of its tokenizer left out."""
    text = token.removeprefix("##").replace("▁", "")
    return bool(text) and all(unicodedata.category(letter).startswith("P") for letter in text)
