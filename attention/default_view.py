"""Which layer, head and row a picture opens with: one that shows something a learner can name."""

from __future__ import annotations

import numpy as np

from attention.closed_classes import CLOSED_CLASSES
from attention.head_roles import jobs, opening
from attention.measures import is_punctuation, measure
from attention.trace import AttentionMap

Words = list[list[int]]  # the places of each word's pieces
CLEAR_LOOK = 0.5  # of a row's weight: what is worth opening on
DIGITS = 3  # of equal looks the first wins, in the browser too, whose last digits are others


def default_view(model: str, attention_map: AttentionMap) -> dict[str, int | None]:
    """Return {"layer", "head", "row"}, from 0 (head None: the mean), that a map opens with.

    For self-attention of a built-in model: of the heads that have a job, the one with the largest
    gain over position that has a look of at least CLEAR_LOOK from a word of an open class at
    another ordinary word, else from any ordinary word; it opens on the word with the largest such
    look. Else the head of training/opening.py, or the one that reaches furthest, and its row with
    the largest look.
    Ordinary: neither a special token nor punctuation. Looks are those of whole words (Clark et al.
    2019, 4.1): added up over the pieces looked at, averaged over the pieces that look.
    """
    rows = _words(attention_map.rows, attention_map.row_words)
    columns = _words(attention_map.columns, attention_map.column_words)
    same = attention_map.kind != "cross"
    telling = [row for row in rows if _text(attention_map, row) not in CLOSED_CLASSES]
    for from_words in (telling, rows) if same else ():
        for job in jobs(model, attention_map.kind):
            looks = _looks(attention_map.weights[job.layer, job.head], rows, columns, same)
            row = _clearest(rows, looks, from_words)
            if row is not None:
                return {"layer": job.layer, "head": job.head, "row": row}
    place = opening(model, attention_map.kind) or _furthest(measure(attention_map)["reach"])
    layer, head = place["layer"], place["head"]
    weights = attention_map.weights[layer]
    weights = weights.mean(0) if head is None else weights[head]
    looks = _looks(weights, rows, columns, same)
    row = rows[int(looks.max(1).argmax())][0] if looks.size else _first_word(attention_map)
    return {"layer": layer, "head": head, "row": row}


def _words(tokens: tuple[str, ...], numbers: tuple[int, ...]) -> Words:
    """The places of the pieces of every ordinary word, word after word."""
    words: dict[int, list[int]] = {}
    for place, number in enumerate(numbers):
        if number >= 0:
            words.setdefault(number, []).append(place)
    return [
        places for places in words.values() if not all(is_punctuation(tokens[i]) for i in places)
    ]


def _looks(weights: np.ndarray, rows: Words, columns: Words, same: bool) -> np.ndarray:
    """Weights (words, words) of one head; a word's look at itself counts nothing."""
    if not rows or not columns:
        return np.zeros((0, 0))
    looks = np.array(
        [[weights[np.ix_(row, column)].sum(1).mean() for column in columns] for row in rows]
    )
    if same:
        np.fill_diagonal(looks, 0)
    return looks.round(DIGITS)


def _clearest(rows: Words, looks: np.ndarray, from_words: Words) -> int | None:
    """The first piece of the word, of `from_words`, with the largest clear look; None if none."""
    largest = looks.max(1, initial=0)
    clear = [i for i, row in enumerate(rows) if largest[i] >= CLEAR_LOOK and row in from_words]
    best = max(clear, key=lambda i: largest[i], default=None)
    return None if best is None else rows[best][0]


def _text(attention_map: AttentionMap, places: list[int]) -> str:
    pieces = (attention_map.rows[i].removeprefix("##").replace("▁", "") for i in places)
    return "".join(pieces).lower()


def _furthest(reach: np.ndarray) -> dict[str, int | None]:
    layer, head = np.unravel_index(reach.argmax(), reach.shape)
    return {"layer": int(layer), "head": int(head)}


def _first_word(attention_map: AttentionMap) -> int:
    """The first row that is no special token, for a text without an ordinary word."""
    return next((i for i, word in enumerate(attention_map.row_words) if word >= 0), 0)
