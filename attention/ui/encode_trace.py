"""A Trace as the pictures of the page read it: the one place where attention becomes JSON."""

import base64

import numpy as np

from attention.default_view import default_view
from attention.head_roles import Job, jobs, mean_roles
from attention.trace import AttentionMap, Trace
from attention.ui.contract import WEIGHT_TOTAL


def picture(trace: Trace) -> dict:
    """Lay out a trace for `attention_view`: JSON values only, weights as base64.

    Each map's weights are little-endian uint16 in (layer, head, row, column) order, a weight
    being n / 65535, and every row totals exactly 65535. mean_roles are the
    role and score of each head over many sentences, by layer and head (None if not known); jobs
    are those of head_roles.Job. opening is the layer, head (None: the mean of all) and row that
    open first, as default_view says.
    """
    return {
        "model": trace.model,
        "texts": list(trace.texts),
        "translation": trace.translation,
        "shown": trace.shown,
        "pieces": trace.pieces,
        "notes": list(trace.notes),
        "maps": [_map(trace.model, attention_map) for attention_map in trace.maps],
    }


def quantise(weights: np.ndarray) -> np.ndarray:
    """Round rows (..., n) of shares to uint16 that total exactly 65535, each within 1 of its own.

    By largest remainder, so that a weight of 0 stays 0.
    """
    exact = weights.astype(np.float64)
    exact = exact / exact.sum(-1, keepdims=True) * WEIGHT_TOTAL
    counts = np.floor(exact)
    missing = WEIGHT_TOTAL - counts.sum(-1, keepdims=True)
    order = np.argsort(counts - exact, axis=-1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(exact.shape[-1]), axis=-1)
    return (counts + (rank < missing)).astype("<u2")


def _map(model: str, attention_map: AttentionMap) -> dict:
    return {
        "kind": attention_map.kind,
        "rows": list(attention_map.rows),
        "columns": list(attention_map.columns),
        "predicts": _list(attention_map.predicts),
        "probabilities": _rounded(attention_map.probabilities),
        "candidates": _candidates(attention_map),
        "special_rows": _flags(attention_map.special_rows),
        "special_columns": _flags(attention_map.special_columns),
        "row_words": [int(word) for word in attention_map.row_words],
        "column_words": [int(word) for word in attention_map.column_words],
        "unknown": {
            "rows": _flags(attention_map.unknown_rows),
            "columns": _flags(attention_map.unknown_columns),
        },
        "typed": {
            "rows": _list(attention_map.typed_rows),
            "columns": _list(attention_map.typed_columns),
        },
        "layers": attention_map.layers,
        "heads": attention_map.heads,
        "mean_roles": mean_roles(model, attention_map.kind),
        "jobs": [_job(job) for job in jobs(model, attention_map.kind)],
        "opening": default_view(model, attention_map),
        "weights": base64.b64encode(quantise(attention_map.weights).tobytes()).decode("ascii"),
    }


def _job(job: Job) -> dict:
    return {
        "layer": job.layer,
        "head": job.head,
        "job": job.name,
        "share": round(job.share, 4),
        "offset": round(job.offset, 4),
        "words": job.words,
    }


def _flags(flags: tuple[bool, ...]) -> list[int]:
    return [int(flag) for flag in flags]


def _list(values: tuple | None) -> list | None:
    return None if values is None else list(values)


def _rounded(values: tuple[float, ...] | None) -> list[float] | None:
    return None if values is None else [round(float(value), 4) for value in values]


def _candidates(attention_map: AttentionMap) -> list | None:
    if attention_map.candidates is None:
        return None
    return [[[token, round(float(p), 4)] for token, p in row] for row in attention_map.candidates]
