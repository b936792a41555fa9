"""The records everything passes on: one AttentionMap per kind of attention, a Trace per text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("self", "encoder", "decoder", "cross")
Candidates = tuple[tuple[str, float], ...]


def check_place(name: str, place: object, count: int) -> None:
    """Raise ValueError for a layer, head or token (`name`) that is none of `count`, from 0."""
    if not isinstance(place, Integral) or place not in range(count):
        raise ValueError(f"There is no {name} {place!r} here: they go from 0 to {count - 1}.")


@dataclass(frozen=True, eq=False)
class AttentionMap:
    """One kind of attention in one pass of a model, for every layer and head.

    rows (n_q) look at columns (n_k); both are tokens as shown. weights (layers, heads, n_q, n_k)
    are shares: each row totals 1. query (layers, heads, n_q, d), key and value
    (layers, heads, n_k, d) are what the weights come from and mix. Words are numbered from 0,
    and a special token belongs to word -1. typed_rows and typed_columns are what was typed for
    each token: end to end, those of a word are the word as it was typed. In the decoder each row
    reads one token and predicts the next: predicts, with its probability and the likeliest other
    tokens. model is the name of the one whose map it is, "" for a map of none. allowed (n_q, n_k)
    tells which row may look at which column where looks were blocked, None where none were.
    Raises ValueError when the parts do not fit together.
    """

    kind: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    weights: np.ndarray
    query: np.ndarray
    key: np.ndarray
    value: np.ndarray
    special_rows: tuple[bool, ...]
    special_columns: tuple[bool, ...]
    row_words: tuple[int, ...]
    column_words: tuple[int, ...]
    unknown_rows: tuple[bool, ...]
    unknown_columns: tuple[bool, ...]
    predicts: tuple[str, ...] | None = None
    probabilities: tuple[float, ...] | None = None
    candidates: tuple[Candidates, ...] | None = None
    typed_rows: tuple[str, ...] | None = None
    typed_columns: tuple[str, ...] | None = None
    model: str = ""
    allowed: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}, not {self.kind!r}")
        for name in ("weights", "query", "key", "value"):
            array = np.array(getattr(self, name), dtype=np.float32)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if self.weights.ndim != 4:
            raise ValueError(f"weights are (layers, heads, n_q, n_k), not {self.weights.shape}")
        d = self.query.shape[-1:]
        n_q, n_k = len(self.rows), len(self.columns)
        expected = {"weights": (n_q, n_k), "query": (n_q, *d), "key": (n_k, *d), "value": (n_k, *d)}
        for name, shape in expected.items():
            found = getattr(self, name).shape
            if found != (self.layers, self.heads, *shape):
                raise ValueError(f"{name} are {found}, but the map has {n_q} rows, {n_k} columns")
        for name in ("special_rows", "row_words", "unknown_rows", *self._predicted()):
            self._check_length(name, n_q)
        for name in ("special_columns", "column_words", "unknown_columns"):
            self._check_length(name, n_k)
        for name, length in (("typed_rows", n_q), ("typed_columns", n_k)):
            if getattr(self, name) is not None:
                self._check_length(name, length)
        if self.allowed is not None and self.allowed.shape != (n_q, n_k):
            raise ValueError(f"allowed is {self.allowed.shape}, not {(n_q, n_k)}")
        if self.weights.min(initial=0) < 0 or not np.allclose(self.weights.sum(-1), 1, atol=1e-4):
            raise ValueError("weights are shares: none below 0, each row totals 1")

    @property
    def layers(self) -> int:
        return int(self.weights.shape[0])

    @property
    def heads(self) -> int:
        return int(self.weights.shape[1])

    @property
    def nbytes(self) -> int:
        """The memory its arrays take, in bytes."""
        return sum(array.nbytes for array in (self.weights, self.query, self.key, self.value))

    def to_frame(self) -> pd.DataFrame:
        """Lay the weights out as one row a weight.

        Columns: layer, head, row, column (numbered from 0), row token, column token, weight.
        """
        import pandas as pd

        index = np.indices(self.weights.shape).reshape(4, -1)
        frame = pd.DataFrame(dict(zip(("layer", "head", "row", "column"), index, strict=True)))
        frame["row token"] = np.array(self.rows, dtype=object)[index[2]]
        frame["column token"] = np.array(self.columns, dtype=object)[index[3]]
        frame["weight"] = self.weights.ravel()
        return frame

    def _predicted(self) -> list[str]:
        names = ("predicts", "probabilities", "candidates")
        return [name for name in names if getattr(self, name) is not None]

    def _check_length(self, name: str, length: int) -> None:
        if len(getattr(self, name)) != length:
            raise ValueError(f"{name} has {len(getattr(self, name))} entries, not {length}")


@dataclass(frozen=True, eq=False)
class Trace:
    """What one model did with one text: its maps, and what of the text they show.

    texts are what was typed, cleaned (a sentence, or a pair); translation is the target of an
    encoder-decoder. The maps show `shown` of the text's `pieces` tokens, [CLS] and its like
    counted. notes are codes of what a visitor should be told, such as "cut" or "no_hub". Of a
    pair, `second` is the row at which the second text begins, which a typed [SEP] does not move.
    hidden are the hidden states by kind of map ("self", or "encoder" and "decoder"), each
    (layers + 1, n, d_model): the embeddings first, then what every layer hands on.
    """

    model: str
    texts: tuple[str, ...]
    maps: tuple[AttentionMap, ...]
    translation: str | None = None
    shown: int = 0
    pieces: int = 0
    notes: tuple[str, ...] = ()
    second: int | None = None
    hidden: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for states in self.hidden.values():
            states.setflags(write=False)

    def map(self, kind: str) -> AttentionMap:
        """Return the map of this kind; raises KeyError when the model has none."""
        for attention_map in self.maps:
            if attention_map.kind == kind:
                return attention_map
        raise KeyError(kind)

    @property
    def nbytes(self) -> int:
        """The memory its arrays take, in bytes."""
        states = sum(states.nbytes for states in self.hidden.values())
        return states + sum(attention_map.nbytes for attention_map in self.maps)
