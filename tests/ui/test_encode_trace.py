"""The wire format: what a Trace becomes on its way to the page."""

import base64
import json

import numpy as np
import pytest
from bare import trace
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attention.ui.contract import WEIGHT_TOTAL
from attention.ui.encode_trace import picture, quantise

TOKENS = ("[CLS]", "un", "##believ", "##able", "cats", "[SEP]")
shares = arrays(
    np.float32, st.tuples(st.integers(1, 4), st.integers(1, 70)), elements=st.floats(0, 1, width=32)
)


@given(shares)
def test_every_row_totals_the_whole_and_no_weight_moves_by_more_than_one(weights):
    weights = weights + (weights.sum(-1, keepdims=True) == 0)  # a row looks somewhere
    weights /= weights.sum(-1, keepdims=True)
    counts = quantise(weights).astype(int)
    exact = weights.astype(float) / weights.astype(float).sum(-1, keepdims=True) * WEIGHT_TOTAL
    assert (counts.sum(-1) == WEIGHT_TOTAL).all()
    assert np.abs(counts - exact).max() < 1
    assert (counts[weights == 0] == 0).all()


def test_the_value_is_json_and_the_weights_are_in_order():
    one = trace(TOKENS, layers=2, heads=3)
    value = json.loads(json.dumps(picture(one), allow_nan=False))
    sent = value["maps"][0]
    counts = np.frombuffer(base64.b64decode(sent["weights"]), "<u2").reshape(2, 3, 6, 6)
    assert np.abs(counts / WEIGHT_TOTAL - one.maps[0].weights).max() <= 1 / WEIGHT_TOTAL
    assert sent["rows"] == sent["columns"] == list(TOKENS)
    assert sent["special_rows"] == [1, 0, 0, 0, 0, 1]
    assert sent["row_words"] == [-1, 0, 0, 0, 1, -1]
    assert (sent["layers"], sent["heads"], sent["kind"]) == (2, 3, "self")


def test_a_decoder_row_says_what_it_reads_and_predicts():
    more = {
        "predicts": ("▁Le", "</s>"),
        "probabilities": (0.91234, 0.5),
        "candidates": ((("▁La", 0.0512345),), (("▁Un", 0.25),)),
    }
    sent = picture(trace(("<pad>", "▁Le"), ("▁The", "</s>"), kind="cross", **more))["maps"][0]
    assert sent["predicts"] == ["▁Le", "</s>"]
    assert sent["probabilities"] == [0.9123, 0.5]
    assert sent["candidates"] == [[["▁La", 0.0512]], [["▁Un", 0.25]]]
    assert json.dumps(sent, allow_nan=False)


def test_without_a_file_it_opens_where_a_head_reaches_furthest():
    one = trace(TOKENS, layers=3, heads=4)
    reach = np.where(
        np.abs(np.subtract.outer(np.arange(6), np.arange(6))) > 1, one.maps[0].weights, 0
    )
    reach = reach[:, :, 1:5, 1:5].max(-1).mean(-1)
    layer, head = np.unravel_index(reach.argmax(), reach.shape)
    assert picture(one)["maps"][0]["opening"] == {"layer": layer, "head": head, "row": 4}


@pytest.mark.parametrize("n", [1, 20, 64])
def test_the_bytes_of_a_weight(n):
    sent = picture(trace(("cat",) * n, layers=4, heads=4))["maps"][0]
    assert len(sent["weights"]) <= 2.7 * 4 * 4 * n * n + 4
