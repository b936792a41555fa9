"""The records: frozen, checked when made, and told as a table."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from attention.trace import KINDS, AttentionMap, Trace

LAYERS, HEADS, ROWS, COLUMNS, D = 2, 3, 4, 5, 6


@pytest.fixture
def parts() -> dict:
    dice = np.random.default_rng(0)
    return {
        "kind": "cross",
        "rows": ("<pad>", "▁le", "▁chat", "."),
        "columns": ("▁the", "▁cat", "▁sa", "t", "</s>"),
        "weights": dice.dirichlet(np.ones(COLUMNS), size=(LAYERS, HEADS, ROWS)),
        "query": dice.normal(size=(LAYERS, HEADS, ROWS, D)),
        "key": dice.normal(size=(LAYERS, HEADS, COLUMNS, D)),
        "value": dice.normal(size=(LAYERS, HEADS, COLUMNS, D)),
        "special_rows": (True, False, False, False),
        "special_columns": (False, False, False, False, True),
        "row_words": (-1, 0, 1, 2),
        "column_words": (0, 1, 2, 2, -1),
        "unknown_rows": (False,) * ROWS,
        "unknown_columns": (False,) * COLUMNS,
        "predicts": ("▁le", "▁chat", ".", "</s>"),
        "probabilities": (0.9, 0.8, 0.7, 0.6),
        "candidates": ((("▁la", 0.1),), (), (), ()),
    }


def test_a_map_knows_its_size_and_keeps_its_numbers(parts):
    one = AttentionMap(**parts)
    assert (one.layers, one.heads) == (LAYERS, HEADS)
    for name in ("weights", "query", "key", "value"):
        array = getattr(one, name)
        assert array.dtype == np.float32
        np.testing.assert_allclose(array, parts[name], rtol=1e-6)


@pytest.mark.parametrize("name", ["weights", "query", "key", "value"])
def test_a_map_cannot_be_changed(parts, name):
    given = parts[name] = parts[name].astype(np.float32)
    one = AttentionMap(**parts)
    with pytest.raises(ValueError, match="read-only"):
        getattr(one, name)[:] = 0
    with pytest.raises(FrozenInstanceError):
        setattr(one, name, given)
    before = getattr(one, name).copy()
    given[:] = 0  # who made it has no hand in it either
    assert np.array_equal(getattr(one, name), before)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sideways"},
        {"rows": ("a",)},
        {"columns": ("a",) * 6},
        {"weights": np.ones((ROWS, COLUMNS))},
        {"weights": np.full((LAYERS, HEADS, ROWS, COLUMNS), 0.3)},
        {"weights": np.full((LAYERS, HEADS, ROWS, COLUMNS), np.nan)},
        {"weights": np.full((LAYERS, HEADS, ROWS, COLUMNS), [1.5, -0.5, 0, 0, 0])},
        {"query": np.ones((LAYERS, HEADS, ROWS, D + 1))},
        {"query": np.ones(())},
        {"key": np.ones((LAYERS, HEADS, ROWS, D))},
        {"value": np.ones((LAYERS, HEADS + 1, COLUMNS, D))},
        {"special_rows": (True,)},
        {"special_columns": (True,)},
        {"row_words": (0,)},
        {"column_words": (0,)},
        {"unknown_rows": ()},
        {"unknown_columns": ()},
        {"predicts": ("a",)},
        {"probabilities": (0.5,)},
        {"candidates": ()},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_parts_that_do_not_fit_raise(parts, wrong):
    with pytest.raises(ValueError):
        AttentionMap(**parts | wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_predicted_may_be_left_out(parts, kind):
    unsaid = {"predicts": None, "probabilities": None, "candidates": None}
    assert AttentionMap(**parts | unsaid | {"kind": kind}).predicts is None


def test_the_table_has_one_row_a_weight(parts):
    one = AttentionMap(**parts)
    frame = one.to_frame()
    columns = ["layer", "head", "row", "column", "row token", "column token", "weight"]
    assert list(frame.columns) == columns
    assert len(frame) == LAYERS * HEADS * ROWS * COLUMNS
    for line in frame.sample(50, random_state=0).to_dict("records"):
        place = tuple(line[name] for name in columns[:4])
        assert line["weight"] == one.weights[place]
        assert line["row token"] == one.rows[line["row"]]
        assert line["column token"] == one.columns[line["column"]]
    totals = frame.groupby(["layer", "head", "row"])["weight"].sum()
    np.testing.assert_allclose(totals, 1, atol=1e-5)


def test_a_trace_finds_its_maps_and_weighs_them(parts):
    cross = AttentionMap(**parts)
    square = {"kind": "decoder", "columns": parts["rows"], "weights": np.full((2, 3, 4, 4), 0.25)}
    square |= {name: parts["query"] for name in ("key", "value")}
    square |= {"special_columns": parts["special_rows"], "column_words": parts["row_words"]}
    decoder = replace(cross, **square, unknown_columns=cross.unknown_rows)
    trace = Trace("marian-mini-en-fr", ("The cat sat.",), (decoder, cross), "le chat.")
    assert trace.map("cross") is cross and trace.map("decoder") is decoder
    with pytest.raises(KeyError):
        trace.map("self")
    looks_across = ROWS * COLUMNS + (ROWS + 2 * COLUMNS) * D
    looks_within = ROWS * ROWS + (ROWS + 2 * ROWS) * D
    assert trace.nbytes == 4 * LAYERS * HEADS * (looks_across + looks_within)
    assert all(one.weights.base is None for one in trace.maps)  # it holds on to nothing larger
    with pytest.raises(FrozenInstanceError):
        trace.model = "another"
