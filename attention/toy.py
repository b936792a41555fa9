"""The six-word toy world: its vectors, presets and challenges, and attention over it.

But: nothing here is trained. The vectors were chosen so that "cat" looks where a reader would.
"""

import json
import math
from typing import Any

WORDS = ["The", "cat", "sat", "on", "the", "mat"]
MOST_WORDS = 8
DIMENSIONS = [2, 4, 8, 16, 32, 64, 128, 256, 512]
DRAWS = 4000

# Where query, key and value come from: (word vector + position vector) @ matrix.
WORD_VECTORS = {
    "the": [-1.2, 0.5, 0.3, -1.0],
    "cat": [0.9, -0.6, 0.9, -0.7],
    "sat": [-0.2, 0.9, 0.8, -1.1],
    "on": [-0.8, 0.0, 0.6, -0.5],
    "mat": [0.1, -0.5, 1.2, -0.2],
}
POSITION_VECTORS = [
    [0.3, 0.3, -0.3, -0.2],
    [0.1, -0.3, -0.3, 0.2],
    [0.3, -0.3, 0.0, 0.1],
    [0.0, 0.0, -0.2, 0.0],
    [-0.2, -0.2, 0.0, 0.3],
    [0.3, 0.1, -0.1, 0.0],
]
MATRICES = {  # four numbers in; two, two and three numbers out
    "query": [[0.0, 1.5], [-1.0, 0.5], [-0.5, -1.5], [-2.0, -2.0]],
    "key": [[1.0, 0.5], [0.5, -0.5], [1.0, -1.0], [1.0, -2.0]],
    "value": [[-0.3, -0.4, -0.2], [-0.9, -0.4, 0.1], [-0.1, 0.5, 0.4], [-0.9, -0.4, -0.5]],
}
# Vectors for the seventh and eighth word, when a visitor writes that many.
SPARE = {
    "query": [[0.5, 1.5], [-1.0, 1.0]],
    "key": [[-0.5, 1.5], [0.2, -1.8]],
    "value": [[0.85, 0.65, 0.2], [0.6, 0.35, 0.75]],
}


def _times(vector: list[float], matrix: list[list[float]]) -> list[float]:
    columns = zip(*matrix, strict=True)
    sums = (sum(x * y for x, y in zip(vector, column, strict=True)) for column in columns)
    return [round(total, 2) + 0.0 for total in sums]


def vectors(role: str) -> list[list[float]]:
    """Multiply each word's vector by the matrix of `role`: query, key (6, 2) or value (6, 3)."""
    embedded = (
        [w + p for w, p in zip(WORD_VECTORS[word.lower()], position, strict=True)]
        for word, position in zip(WORDS, POSITION_VECTORS, strict=True)
    )
    return [_times(vector, MATRICES[role]) for vector in embedded]


def _around(degrees: float) -> list[float]:
    angle = math.radians(degrees)
    return [round(60 * math.cos(angle)) / 20, round(60 * math.sin(angle)) / 20]


def presets() -> dict[str, dict[str, list[list[float]]]]:
    """Name the ready-made queries and keys, for up to eight words each."""
    query, key = vectors("query") + SPARE["query"], vectors("key") + SPARE["key"]
    # Six keys as far apart as six can be; a seventh and eighth have to squeeze in between.
    circle = [_around(degrees) for degrees in (150, 90, 30, -30, -90, -150, 120, -120)]
    aside = [[-3.0, round(1.5 - 0.4 * i, 2)] for i in range(MOST_WORDS)]
    return {
        "figure": {"query": query, "key": key},
        "uniform": {"query": [[0.0, 0.0]] * MOST_WORDS, "key": key},
        "one_hot": {
            "query": [[3.0, 0.0]] * MOST_WORDS,
            "key": [aside[0], [3.0, 0.0], *aside[2:]],
        },
        "left": {"query": [circle[0], *circle[:-1]], "key": circle},
    }


# What each challenge asks: conditions that must all hold. Rows and columns count words from 0.
CHALLENGES = [
    {"name": "centre", "all": [{"measure": "token", "is": 5}]},
    {"name": "even", "all": [{"measure": "spread", "row": 1, "below": 0.01}]},
    {"name": "mat", "all": [{"measure": "weight", "row": 1, "column": 5, "above": 0.6}]},
    {"name": "green", "all": [{"measure": "lead", "row": 1, "channel": 1, "above": 0.2}]},
    {
        "name": "mask",
        "all": [
            {"measure": "causal", "is": True},
            {"measure": "weight", "row": 2, "column": 0, "above": 0.9},
        ],
    },
    {
        "name": "long_keys",
        "all": [
            {"measure": "both", "row": 1, "columns": [3, 4], "similarity": "dot", "above": 0},
            {"measure": "either", "row": 1, "columns": [3, 4], "similarity": "cosine", "below": 0},
        ],
    },
    {
        "name": "cosine",
        "all": [
            {"measure": "similarity", "is": "cosine"},
            {"measure": "weight", "row": 1, "column": 2, "above": 0.55},
        ],
    },
    {"name": "selves", "all": [{"measure": "own", "above": 0.6}]},
]


def world() -> dict[str, Any]:
    """Describe everything the basics tab starts from, as plain lists and numbers."""
    return {
        "words": WORDS,
        **{role: vectors(role) + SPARE[role] for role in MATRICES},
        "presets": presets(),
        "challenges": CHALLENGES,
        "word_vectors": [WORD_VECTORS[word.lower()] for word in WORDS],
        "position_vectors": POSITION_VECTORS,
        "matrices": MATRICES,
    }


def growth() -> dict[str, list[Any]]:
    """Measure how concentrated attention is as vectors get longer, with and without the ÷ √d.

    For each d: the mean, over DRAWS random queries with one key for each of six words, all numbers
    from a standard normal distribution, of the largest weight. Vaswani et al. 2017, 3.2.1, say why.
    Returns {"dimensions", "scaled", "unscaled"}, equally long; weights are shares from 0 to 1.
    """
    import torch  # takes seconds, and the page answers before it is there

    from attention.reference import attend

    random = torch.Generator().manual_seed(0)
    measured: dict[str, list[float]] = {"scaled dot": [], "dot": []}
    for d in DIMENSIONS:
        query = torch.randn(DRAWS, 1, d, generator=random)
        key = torch.randn(DRAWS, len(WORDS), d, generator=random)
        for similarity, means in measured.items():
            weights = attend(query, key, key, similarity=similarity).weights
            means.append(round(weights.amax(-1).mean().item(), 4))
    scaled, unscaled = measured.values()
    return {"dimensions": DIMENSIONS, "scaled": scaled, "unscaled": unscaled}


if __name__ == "__main__":  # python -m attention.toy > attention/ui/basics/scaling_chart.json
    print(json.dumps(growth()))
