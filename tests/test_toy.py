"""The toy world says what the page shows, and is computed, not written down."""

import json
from pathlib import Path

import pytest
import torch

import attention
from attention import toy

GROWTH = Path(toy.__file__).parent / "ui" / "basics" / "scaling_chart.json"
ROLES = ("query", "key", "value")


def weights(query, key, value):
    q, k, v = (torch.tensor(rows, dtype=torch.float64) for rows in (query, key, value))
    return attention.attend(q, k, v).weights


@pytest.fixture
def world():
    return toy.world()


def six(world, preset):
    """The weights of a preset for the six words."""
    chosen = world["presets"][preset]
    return weights(chosen["query"][:6], chosen["key"][:6], world["value"][:6])


def test_cat_looks_at_itself_most_at_sat_and_mat_fairly_and_at_the_rest_weakly(world):
    the, cat, sat, on, the_again, mat = six(world, "figure")[1].tolist()
    assert 0.4 < cat < 0.6
    assert 0.15 < sat < cat / 2 and 0.15 < mat < cat / 2
    assert max(the, on, the_again) < 0.05


def test_the_preset_of_the_figure_is_the_default(world):
    assert world["presets"]["figure"] == {"query": world["query"], "key": world["key"]}


def test_in_the_uniform_preset_every_word_looks_at_all_alike(world):
    assert torch.allclose(six(world, "uniform"), torch.full((6, 6), 1 / 6, dtype=torch.float64))


def test_in_the_one_hot_preset_every_word_looks_at_one_word_only(world):
    assert (six(world, "one_hot").amax(1) > 0.999).all()


def test_in_the_left_preset_every_word_looks_at_the_one_to_its_left(world):
    looked_at = six(world, "left")
    assert looked_at.argmax(1).tolist() == [0, 0, 1, 2, 3, 4]
    assert (looked_at.amax(1) > 0.8).all()


def test_vectors_are_word_plus_position_times_a_matrix(world):
    words, positions = (
        torch.tensor(world[name], dtype=torch.float64)
        for name in ("word_vectors", "position_vectors")
    )
    for role in ROLES:
        matrix = torch.tensor(world["matrices"][role], dtype=torch.float64)
        made = torch.tensor(world[role][:6], dtype=torch.float64)
        assert torch.allclose((words + positions) @ matrix, made, atol=1e-9)


def test_the_and_the_differ_by_their_position_alone(world):
    assert world["word_vectors"][0] == world["word_vectors"][4]
    assert all(world[role][0] != world[role][4] for role in ROLES)


def test_every_number_lies_where_a_slider_can_put_it(world):
    def on_grid(rows, low, high, step):
        numbers = [number for row in rows for number in row]
        return all(low <= x <= high and abs(x / step - round(x / step)) < 1e-9 for x in numbers)

    assert on_grid(world["value"], 0, 1, 0.01)
    for preset in world["presets"].values():
        assert on_grid(preset["query"], -3, 3, 0.05) and on_grid(preset["key"], -3, 3, 0.05)


def test_there_are_vectors_for_as_many_words_as_a_visitor_may_write(world):
    for vectors in (world, *world["presets"].values()):
        assert len(vectors["query"]) == len(vectors["key"]) == toy.MOST_WORDS


def test_there_are_eight_challenges_with_names_of_their_own(world):
    assert len({challenge["name"] for challenge in world["challenges"]}) == 8


def test_the_chart_holds_what_the_reference_computes():
    stored, fresh = json.loads(GROWTH.read_text("utf-8")), toy.growth()
    assert stored["dimensions"] == fresh["dimensions"]
    for line in ("scaled", "unscaled"):
        assert stored[line] == pytest.approx(fresh[line], abs=2e-4)


def test_undivided_scores_end_at_one_word_and_divided_ones_do_not():
    growth = toy.growth()
    assert growth["unscaled"][-1] > 0.95
    assert max(growth["scaled"]) - min(growth["scaled"]) < 0.1
