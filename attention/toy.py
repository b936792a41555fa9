"""The six-word toy world: its vectors, presets and challenges, and attention over it.

But: nothing here is trained. The vectors were chosen so that "cat" looks where a reader would.
"""

import math

import attention

WORDS = ["The", "cat", "sat", "on", "the", "mat"]
MOST_WORDS = 8
MOST_NUMBERS = 8  # in one vector
LARGEST_NUMBER = 1e6
SIMILARITIES = ("scaled dot", "dot", "cosine")

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


def world() -> dict:
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


def toy_attention(
    query: list[list[float]],
    key: list[list[float]],
    value: list[list[float]],
    similarity: str = "scaled dot",
    causal: bool = False,
) -> dict[str, list]:
    """Run attend() in float64 on nested lists of at most eight vectors each.

    query (n_q, d), key (n_k, d), value (n_k, d_v); causal: word i sees words 0 to i. Returns
    {"scores", "weights", "output"} as nested lists; a masked score is None (JSON has no -inf).
    Raises ValueError that says which argument is wrong, and how.
    """
    import torch  # takes seconds, and the page answers before it is there

    sizes = {"query": query, "key": key, "value": value}
    q, k, v = (_matrix(torch, name, rows) for name, rows in sizes.items())
    if q.shape[1] != k.shape[1]:
        raise ValueError(
            f"query has {q.shape[1]} numbers a word, key {k.shape[1]}: make them equal"
        )
    if len(k) != len(v):
        raise ValueError(f"there are {len(k)} keys and {len(v)} values: every word needs both")
    if similarity not in SIMILARITIES:
        raise ValueError(f"similarity is one of {', '.join(SIMILARITIES)}, not {similarity!r:.40}")
    if not isinstance(causal, bool):
        raise ValueError("causal is true or false")
    mask = torch.ones(len(q), len(k), dtype=torch.bool).tril() if causal else None
    scores, weights, output = attention.attend(q, k, v, mask, similarity)
    shown = [[x if math.isfinite(x) else None for x in row] for row in scores.tolist()]
    return {"scores": shown, "weights": weights.tolist(), "output": output.tolist()}


def _matrix(torch, name: str, rows: list[list[float]]):
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_WORDS:
        raise ValueError(f"{name} is a list of 1 to {MOST_WORDS} vectors, one for each word")
    for vector in rows:
        if not isinstance(vector, list) or not 1 <= len(vector) <= MOST_NUMBERS:
            raise ValueError(f"every vector of {name} is a list of 1 to {MOST_NUMBERS} numbers")
        if len(vector) != len(rows[0]):
            raise ValueError(f"the vectors of {name} have different lengths")
        for number in vector:
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise ValueError(f"{name} holds {number!r:.40}, which is not a number")
            if not abs(number) <= LARGEST_NUMBER:
                raise ValueError(f"the numbers of {name} are finite and at most 1,000,000 in size")
    return torch.tensor(rows, dtype=torch.float64)
