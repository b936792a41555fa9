"""The first tab: six words whose attention can be felt."""

import math

import gradio as gr

import attention
from attention import toy
from attention.ui.shared.view import view

MOST_NUMBERS = 8  # in one vector
LARGEST_NUMBER = 1e6


def build(demo: gr.Blocks) -> None:
    """Lay out the tab, and offer its sum as `/toy_attention`."""
    # Unqueued: one request a release. The view asks this endpoint as anybody else does.
    gr.api(toy_attention, api_name="toy_attention", queue=False)
    view("basics", toy.world(), elem_id="toy", apply_default_css=False)


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
    Raises gr.Error that says which argument is wrong, and how.
    """
    import torch  # takes seconds, and the page answers before it is there

    arguments = {"query": query, "key": key, "value": value}
    for name, rows in arguments.items():
        _check(name, rows)
    if len(query[0]) != len(key[0]):
        raise _error(f"a query has {len(query[0])} numbers, a key {len(key[0])}: make them equal")
    if len(key) != len(value):
        raise _error(f"there are {len(key)} keys and {len(value)} values: every word needs both")
    if not isinstance(causal, bool):
        raise _error("causal is true or false")
    q, k, v = (torch.tensor(rows, dtype=torch.float64) for rows in arguments.values())
    mask = torch.ones(len(q), len(k), dtype=torch.bool).tril() if causal else None
    try:
        scores, weights, output = attention.attend(q, k, v, mask, similarity)
    except ValueError as unknown:
        raise _error(str(unknown)[:200]) from unknown
    shown = [[x if math.isfinite(x) else None for x in row] for row in scores.tolist()]
    return {"scores": shown, "weights": weights.tolist(), "output": output.tolist()}


def _check(name: str, rows: list[list[float]]) -> None:
    if not isinstance(rows, list) or not 1 <= len(rows) <= toy.MOST_WORDS:
        raise _error(f"{name} is a list of 1 to {toy.MOST_WORDS} vectors, one for each word")
    for vector in rows:
        if not isinstance(vector, list) or not 1 <= len(vector) <= MOST_NUMBERS:
            raise _error(f"each vector of {name} is a list of 1 to {MOST_NUMBERS} numbers")
        if len(vector) != len(rows[0]):
            raise _error(f"the vectors of {name} have different lengths")
        for number in vector:
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise _error(f"{name} holds {number!r:.40}, which is not a number")
            if not abs(number) <= LARGEST_NUMBER:
                raise _error(f"the numbers of {name} are finite and at most 1,000,000 in size")


def _error(message: str) -> gr.Error:
    return gr.Error(message, print_exception=False)
