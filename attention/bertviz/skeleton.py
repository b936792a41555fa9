"""What a BERTviz document is made of before there are numbers, for whoever has those elsewhere.

BERTviz itself draws maps of hardly any tokens; what it made is kept without their numbers.
"""

import json
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np

from attention.bertviz.drawing import drawing
from attention.trace import AttentionMap, Trace

VIEWS = ("head", "model", "neuron")


@cache
def skeleton(template: str) -> str:
    """Return, as JSON, the template of a document, BERTviz's version and its empty drawings.

    drawings are by view, then by what is drawn ("self", "pair" or "translation"): the markup, and
    params, in which "attention" names its parts in order.
    """
    drawings = {
        view: {name: _empty(trace, view) for name, trace in _traces().items()} for view in VIEWS
    }
    parts = {"template": template, "version": version("bertviz"), "drawings": drawings}
    return json.dumps(parts, ensure_ascii=False)


def _empty(trace: Trace, view: str) -> dict[str, Any]:
    markup, params = drawing(trace, view, [0])
    attention = params["attention"]
    names = list(attention) if view == "neuron" else [part["name"] for part in attention]
    return {"markup": markup, "params": {**params, "attention": names}}


def _traces() -> dict[str, Trace]:
    pair = _map("self", 5, 5)
    translation = (_map("encoder", 2, 2), _map("decoder", 2, 2), _map("cross", 2, 2))
    return {
        "self": Trace("", ("a",), (_map("self", 3, 3),)),
        "pair": Trace("", ("a", "b"), (pair,), second=3),
        "translation": Trace("", ("a",), translation, translation="b"),
    }


def _map(kind: str, rows: int, columns: int) -> AttentionMap:
    """A map of one layer and head that looks everywhere alike."""
    query, key = np.zeros((1, 1, rows, 1)), np.zeros((1, 1, columns, 1))
    return AttentionMap(
        kind=kind,
        rows=("a",) * rows,
        columns=("a",) * columns,
        weights=np.full((1, 1, rows, columns), 1 / columns),
        query=query,
        key=key,
        value=key,
        special_rows=(False,) * rows,
        special_columns=(False,) * columns,
        row_words=tuple(range(rows)),
        column_words=tuple(range(columns)),
        unknown_rows=(False,) * rows,
        unknown_columns=(False,) * columns,
    )
