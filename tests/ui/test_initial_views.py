"""The first pictures are what the models give, kept."""

import base64

import numpy as np
import pytest

from attention.ui import initial_views

STEP = 1.5 / 65535  # a weight may round to either side on another processor


@pytest.fixture(scope="module")
def fresh():
    return initial_views.compute_initial_views()


def decoded(attention_map: dict) -> np.ndarray:
    counts = np.frombuffer(base64.b64decode(attention_map["weights"]), "<u2")
    rows, columns = len(attention_map["rows"]), len(attention_map["columns"])
    return counts.reshape(-1, rows, columns) / 65535


@pytest.mark.parametrize("name", ["self", "cross"])
def test_the_kept_picture_is_the_fresh_one(fresh, name):
    kept, made = initial_views.initial_view(name), fresh[name]
    assert kept.keys() == made.keys()
    for key in ("model", "texts", "translation", "shown", "pieces", "notes"):
        assert kept[key] == made[key]
    for old, new in zip(kept["maps"], made["maps"], strict=True):
        assert np.abs(decoded(old) - decoded(new)).max() <= STEP
        exact = ("kind", "rows", "columns", "predicts", "row_words", "column_words", "opening")
        for key in exact:
            assert old[key] == new[key]
        assert old["probabilities"] == pytest.approx(new["probabilities"], abs=2e-4)


def test_the_sentence_is_the_one_that_both_pictures_show():
    assert (
        initial_views.initial_view("self")["texts"]
        == initial_views.initial_view("cross")["texts"]
        == [initial_views.SENTENCE]
    )
