"""`/toy_attention`: the reference on nested lists, and a clear no to everything else."""

import math

import gradio as gr
import pytest
import torch

import attention
from attention import toy
from attention.ui.basics.tab import toy_attention

Q, K, V = [[1.0, 0.0], [0.0, 2.0]], [[1.0, 1.0], [0.5, -1.0]], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]


@pytest.mark.parametrize("similarity", ["scaled dot", "dot", "cosine"])
@pytest.mark.parametrize("causal", [False, True])
def test_it_is_the_reference(similarity, causal):
    world = toy.world()
    vectors = [world[role] for role in ("query", "key", "value")]
    answer = toy_attention(*vectors, similarity, causal)
    mask = torch.ones(8, 8, dtype=torch.bool).tril() if causal else None
    tensors = (torch.tensor(rows, dtype=torch.float64) for rows in vectors)
    expected = attention.attend(*tensors, mask, similarity)
    assert answer["weights"] == expected.weights.tolist()
    assert answer["output"] == expected.output.tolist()
    shown = [[-math.inf if x is None else x for x in row] for row in answer["scores"]]
    assert shown == expected.scores.tolist()


def test_a_masked_score_is_none():
    assert toy_attention(Q, K, V, "dot", True)["scores"][0] == [1.0, None]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (([], K, V), "query is a list of 1 to 8"),
        ((Q, K, "no"), "value is a list of 1 to 8"),
        ((None, K, V), "query is a list"),
        ((Q, [[1.0, 0.0]] * 9, [[1.0]] * 9), "key is a list of 1 to 8"),
        (([[1.0] * 9], [[1.0] * 9], [[1.0]]), "1 to 8 numbers"),
        (([[1.0, 2.0], [1.0]], K, V), "different lengths"),
        (([1.0, 2.0], K, V), "each vector of query"),
        (([[]], K, V), "1 to 8 numbers"),
        (([[1.0, 2.0, 3.0]], K, V), "make them equal"),
        ((Q, K, V[:1]), "every word needs both"),
        (([[math.nan, 0.0]], K, V), "finite"),
        (([[math.inf, 0.0]], K, V), "finite"),
        (([[1e7, 0.0]], K, V), "finite"),
        (([["1", 0.0]], K, V), "not a number"),
        (([[True, 0.0]], K, V), "not a number"),
        (([[None, 0.0]], K, V), "not a number"),
        ((Q, K, V, "euclid"), "similarity is one of"),
        ((Q, K, V, ["dot"]), "similarity is one of"),
        ((Q, K, V, "dot", "yes"), "causal is true or false"),
    ],
)
def test_anything_else_is_refused_with_a_reason(arguments, reason):
    with pytest.raises(gr.Error, match=reason):
        toy_attention(*arguments)
