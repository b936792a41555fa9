"""A picture opens with something that can be named, on a word."""

from dataclasses import replace

import numpy as np
import pytest

from attention import default_view as module
from attention.default_view import default_view
from attention.head_roles import Job
from tests.bare import trace

TOKENS = ["[CLS]", "the", "black", "cat", ".", "[SEP]"]


def looking(*looks: tuple[int, int, int, float]):
    """A map of 1 layer and 3 heads; (head, row, column, weight), the rest of a row on [SEP]."""
    weights = np.zeros((1, 3, 6, 6))
    for head, row, column, weight in looks:
        weights[0, head, row, column] = weight
    weights[..., -1] += 1 - weights.sum(-1)
    words = (-1, 0, 1, 2, 3, -1)
    attention_map = trace(TOKENS, layers=1, heads=3).maps[0]
    return replace(attention_map, weights=weights, row_words=words, column_words=words)


@pytest.fixture
def jobs(monkeypatch):
    """Head 2 gains more over position than head 1; head 0 has no job."""
    measured = (Job(0, 2, "b", 0.9, 0.4, 100), Job(0, 1, "a", 0.9, 0.6, 100))
    monkeypatch.setattr(module, "jobs", lambda model, kind: measured)
    monkeypatch.setattr(module, "opening", lambda model, kind: {"layer": 0, "head": 0})


def test_it_opens_with_the_job_of_the_largest_gain(jobs):
    view = default_view("m", looking((1, 2, 3, 0.9), (2, 2, 3, 0.6)))
    assert view == {"layer": 0, "head": 2, "row": 2}


def test_a_head_whose_job_does_not_show_here_is_passed_over(jobs):
    view = default_view("m", looking((1, 2, 3, 0.9), (2, 2, 3, 0.4)))
    assert view == {"layer": 0, "head": 1, "row": 2}


def test_words_of_open_classes_come_first(jobs):
    assert default_view("m", looking((2, 1, 3, 0.99), (2, 2, 3, 0.6)))["row"] == 2
    assert default_view("m", looking((2, 1, 3, 0.99)))["row"] == 1


def test_a_head_that_only_words_of_closed_classes_use_here_comes_later(jobs):
    view = default_view("m", looking((1, 2, 3, 0.7), (2, 1, 3, 0.99)))
    assert view == {"layer": 0, "head": 1, "row": 2}


def test_looks_at_itself_at_marks_and_at_special_tokens_do_not_count(jobs):
    looks = (2, 2, 2, 0.9), (2, 3, 4, 0.9), (2, 1, 0, 0.9), (2, 4, 3, 0.9), (0, 3, 1, 0.2)
    assert default_view("m", looking(*looks)) == {"layer": 0, "head": 0, "row": 3}


def test_it_never_opens_on_a_special_token_or_on_punctuation(jobs):
    assert default_view("m", looking((0, 0, 3, 1), (0, 4, 3, 1)))["row"] in (1, 2, 3)
