"""What may be written as a blocked look, and which looks a row is left with."""

import numpy as np
import pytest

from attention.looks import MOST, Look, check_places, may_look, parse_looks


@pytest.mark.parametrize(
    ("blocked", "looks"),
    [
        (None, ()),
        ([], ()),
        ([2], (Look("self", -1, 2),)),
        ((2, [1, 3]), (Look("self", -1, 2), Look("self", 1, 3))),
        ([[1, 3], (1, 3), np.int64(2), 2], (Look("self", -1, 2), Look("self", 1, 3))),
        ({2}, (Look("self", -1, 2),)),
    ],
)
def test_looks_of_a_bert(blocked, looks):
    assert parse_looks(blocked, translates=False) == looks


@pytest.mark.parametrize(
    ("blocked", "looks"),
    [
        ([2], (Look("cross", -1, 2), Look("encoder", -1, 2))),
        ([["decoder", 1]], (Look("decoder", -1, 1),)),
        ([["cross", 4, 0], ["encoder", 0, 5]], (Look("cross", 4, 0), Look("encoder", 0, 5))),
        ([2, ["cross", 2]], (Look("cross", -1, 2), Look("encoder", -1, 2))),
    ],
)
def test_looks_of_a_translator(blocked, looks):
    assert parse_looks(blocked, translates=True) == looks


NO_LOOKS = [
    *(-1, True, 2.0, float("nan"), None, "2", "cat", {}, [], [[]], [1.5, 2], [1, -2], [None, 2]),
    *([1, 2, 3], [True, 1], ["self", 1], [[1, 2], [3, 4]], {"row": 1}, b"2"),
    pytest.param(object(), id="object"),
]


@pytest.mark.parametrize("look", NO_LOOKS, ids=repr)
def test_what_is_no_look_is_told_with_what_is_one(look):
    with pytest.raises(ValueError, match=r"no look that can be blocked\. Name a column") as told:
        parse_looks([look], translates=False)
    assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    "look",
    [
        *NO_LOOKS[:-5],
        ["self", 1],
        [1, 2],
        ["cross"],
        ["decoder", 1, 2, 3],
        [["cross"], 1],
        ["x", 1],
    ],
    ids=repr,
)
def test_what_is_no_look_of_a_translator(look):
    with pytest.raises(ValueError, match=r'\[kind, row, column\].* "encoder", "decoder", "cross"'):
        parse_looks([look], translates=True)


@pytest.mark.parametrize("blocked", ["2", 2, 2.5, True, {"2": 1}, b"22"], ids=repr)
@pytest.mark.parametrize("translates", [False, True])
def test_what_is_no_list(blocked, translates):
    with pytest.raises(ValueError, match="blocked is a list of looks, not"):
        parse_looks(blocked, translates)


def test_a_huge_list_is_refused_and_a_huge_number_is_nowhere():
    with pytest.raises(ValueError, match=f"At most {MOST} looks"):
        parse_looks([1] * (MOST + 1), translates=False)
    assert len(parse_looks([1] * MOST, translates=False)) == 1
    (look,) = parse_looks([10**30], translates=False)
    with pytest.raises(ValueError, match=r"no column 10+ to block here: they go from 0 to 8"):
        check_places([look], {"self": 9})


@pytest.mark.parametrize(
    ("look", "message"),
    [
        (Look("encoder", -1, 5), "no column 5 to block here: they go from 0 to 4"),
        (Look("cross", -1, 5), "no column 5"),
        (Look("encoder", 5, 0), "no row 5 to block here: they go from 0 to 4"),
        (Look("cross", 64, 0), "no row 64 to block here: they go from 0 to 63"),
        (Look("decoder", 0, 64), "no column 64 to block here: they go from 0 to 63"),
    ],
)
def test_a_look_at_what_is_not_there(look, message):
    with pytest.raises(ValueError, match=message):
        check_places([look], {"encoder": 5})


def test_a_translation_may_come_to_have_any_row():
    check_places([Look("cross", 63, 4), Look("decoder", 63, 62)], {"encoder": 5})


def test_where_a_row_may_look():
    looks = parse_looks([1, [0, 0]], translates=False)
    assert may_look(looks, "self", 3, 3).tolist() == [[0, 0, 1], [1, 0, 1], [1, 0, 1]]
    assert may_look(looks, "encoder", 3, 3) is None
    decoder = [Look("decoder", -1, 0)]
    assert may_look(decoder, "decoder", 3, 3).tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert may_look([Look("decoder", 0, 2)], "decoder", 3, 3).tolist() == np.tri(3).tolist()


def test_a_row_left_with_nothing():
    whole = [Look("self", 1, column) for column in range(3)]
    assert may_look(whole, "self", 3, 3).tolist() == [[1, 1, 1], [0, 1, 0], [1, 1, 1]]
    whole = [Look("cross", -1, column) for column in range(3)]
    assert may_look(whole, "cross", 2, 3).tolist() == [[0, 0, 1], [0, 0, 1]]
    # While a translation is written, a row that is not there yet takes nothing away.
    assert may_look([Look("decoder", 5, 5)], "decoder", 2, 2).tolist() == [[1, 0], [1, 1]]
