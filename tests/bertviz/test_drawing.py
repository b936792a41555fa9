"""What BERTviz draws of a trace: where a pair is parted, and how much it writes."""

import json

import numpy as np
import pytest
from recorded import pair, sentence, translation

import attention
from attention.bertviz.drawing import count_numbers, drawing, own_page
from attention.bertviz.page import VIEWS, bertviz_document

LAYERS = [0, 1, 2]


def blocks(trace, view: str) -> list[dict]:
    """The parts of the attention: the whole first, then, of a pair, the four parts by name."""
    found = drawing(trace, view, list(range(trace.maps[0].layers)))[1]["attention"]
    if view == "neuron" and trace.second:
        return [found[name] for name in ("all", "aa", "bb", "ab", "ba")]
    return list(found.values()) if view == "neuron" else found


def count(part) -> int:
    return sum(map(count, part)) if isinstance(part, list) else 1


@pytest.mark.parametrize("view", VIEWS)
def test_a_separator_typed_in_a_sentence_does_not_part_a_pair(view):
    first = ["[CLS]", "the", "[SEP]", "cat", "[SEP]"]
    second = ["it", "[SEP]", "was", "[SEP]"]
    trace = pair((*first, *second), second=len(first))
    _, aa, bb, ab, ba = blocks(trace, view)
    weights, n = trace.maps[0].weights, len(first)
    for block, left, right in ((aa, first, first), (bb, second, second), (ab, first, second)):
        assert block["left_text"] == left and block["right_text"] == right
    assert np.allclose(ab["attn"], weights[:, :, :n, n:], atol=1e-4)
    assert np.allclose(ba["attn"], weights[:, :, n:, :n], atol=1e-4)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("text", "other"),
    [("The cat.", "It was tired."), ("The [SEP] cat [SEP].", "It [SEP] was."), ("[SEP]", "It.")],
)
def test_a_real_pair_is_parted_where_its_second_sentence_begins(view, text, other):
    trace = attention.self_attention(text, other)
    whole, aa, bb, *_ = blocks(trace, view)
    alone = attention.self_attention(other).maps[0].rows
    assert bb["left_text"] == list(alone[1:])
    assert aa["left_text"] + bb["left_text"] == whole["left_text"] == list(trace.maps[0].rows)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("trace", [sentence(), pair(), translation()], ids=["one", "pair", "cross"])
def test_as_many_numbers_as_are_counted(trace, view):
    names = ("attn", "queries", "keys")
    found = sum(
        count(block[name]) for block in blocks(trace, view) for name in names if name in block
    )
    assert found == trace.maps[0].layers * count_numbers(trace, view)


def test_its_own_page_has_float32_to_the_last_digit():
    trace = sentence()
    page = own_page(trace, "head", LAYERS, decimals=None)
    assert json.dumps(float(trace.maps[0].weights[0, 0, 0, 0])) in page


@pytest.mark.parametrize("sizes", [(6, 6, 32), (12, 12, 64)], ids=["bert-mini", "BERT-base"])
@pytest.mark.parametrize("view", VIEWS)
def test_ours_is_at_most_two_fifths_of_bertvizs_own(view, sizes):
    """Both without library files: BERTviz's numbers are in its script, which ours names."""
    words = ("[CLS]", *(f"word{i}" for i in range(24)), "[SEP]")
    trace = sentence(words, **dict(zip(("layers", "heads", "d"), sizes, strict=True)))
    ours = bertviz_document(trace, view)  # BERT-base's neuron view is too large with all layers
    assert len(ours.layers) >= ours.of - 2
    theirs = own_page(trace, view, list(ours.layers), decimals=None)
    data = theirs[theirs.index("bertviz_params =" if view == "neuron" else "params =") :]
    _, end = json.JSONDecoder().raw_decode(data, data.index("{"))
    assert len(ours.html.encode()) <= 0.4 * len(data[:end].encode())
