"""Where heads look, against weights whose answer is known."""

import numpy as np
import pytest

import attention
from attention.measures import measure
from attention.trace import AttentionMap

TOKENS = ("[CLS]", "the", "cat", "sat", ".", "[SEP]")
SPECIAL = (True, False, False, False, False, True)
N = len(TOKENS)
EYE = np.eye(N)


def shifted(step: int) -> np.ndarray:
    """Every row looks at the token `step` places on; where there is none, at itself."""
    weights = np.zeros((N, N))
    for i in range(N):
        weights[i, i + step if 0 <= i + step < N else i] = 1
    return weights


def column(j: int) -> np.ndarray:
    return np.tile(EYE[j], (N, 1))


def a_map(*heads: np.ndarray, kind: str = "self") -> AttentionMap:
    weights = np.stack(heads)[None]
    return AttentionMap(
        kind=kind,
        rows=TOKENS,
        columns=TOKENS,
        weights=weights,
        query=np.zeros((1, len(heads), N, 2)),
        key=np.zeros((1, len(heads), N, 2)),
        value=np.zeros((1, len(heads), N, 2)),
        special_rows=SPECIAL,
        special_columns=SPECIAL,
        row_words=(-1, 0, 1, 2, 3, -1),
        column_words=(-1, 0, 1, 2, 3, -1),
        unknown_rows=(False,) * N,
        unknown_columns=(False,) * N,
    )


@pytest.mark.parametrize(
    ("weights", "role", "score"),
    [
        (shifted(-1), "previous", 1),
        (shifted(1), "next", 1),
        (EYE, "same", 1),
        (column(0), "first", 1),
        (column(5), "separator", 1),
        (column(4), "punctuation", 1),
        (np.full((N, N), 1 / N), "broad", 1),
        # Always on the next token, but with less than half of the weight: Voita's criterion.
        (0.4 * shifted(1) + 0.6 * np.full((N, N), 1 / N), "next", 0.5),
        # Sharply at a word that is nobody's neighbour throughout.
        (0.9 * column(2) + 0.1 / N, "confident", 0.9 + 0.1 / N),
    ],
)
def test_roles_of_heads_with_one_habit(weights, role, score):
    frame = attention.roles(a_map(weights))
    assert frame.role.tolist() == [role]
    assert frame.score[0] == pytest.approx(score, abs=1e-6)


def test_a_head_without_a_habit_is_mixed():
    weights = 0.45 * column(0) + 0.45 * column(3) + 0.1 / N
    frame = attention.roles(a_map(weights))
    assert frame.role.tolist() == ["mixed"]
    assert frame.score[0] == frame.confidence[0] == pytest.approx(0.45 + 0.1 / N, abs=1e-6)


def test_one_row_a_head_in_order():
    frame = attention.roles(a_map(EYE, column(0), shifted(1)))
    assert frame[["layer", "head"]].values.tolist() == [[0, 0], [0, 1], [0, 2]]
    assert frame.role.tolist() == ["same", "first", "next"]


def test_measures_against_plain_loops():
    weights = np.random.default_rng(1).dirichlet(np.ones(N), (N,))
    found = {name: array[0, 0] for name, array in measure(a_map(weights)).items()}
    rows = [i for i in range(N) if not SPECIAL[i]]
    mean = lambda values: sum(values) / len(values)  # noqa: E731
    apart = lambda i: [j for j in rows if abs(i - j) > 1]  # noqa: E731
    expected = {
        "previous": mean([weights[i, i - 1] for i in rows]),
        "next": mean([weights[i, i + 1] for i in rows]),
        "same": mean([weights[i, i] for i in rows]),
        "first": mean([weights[i, 0] for i in rows]),
        "separator": mean([weights[i, 5] for i in rows]),
        "punctuation": mean([weights[i, 4] for i in rows]),
        "before": mean([weights[i].argmax() == i - 1 for i in rows]),
        "after": mean([weights[i].argmax() == i + 1 for i in rows]),
        "entropy": mean([-(weights[i] * np.log(weights[i])).sum() for i in rows]),
        "broad": mean([-(weights[i] * np.log(weights[i])).sum() for i in rows]) / np.log(N),
        "confidence": mean([weights[i].max() for i in rows]),
        "reach": mean([max(weights[i, j] for j in apart(i)) for i in rows]),
    }
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_decoder_is_broad_over_what_it_may_see():
    causal = np.tri(N) / np.arange(1, N + 1)[:, None]
    assert measure(a_map(causal, kind="decoder"))["broad"][0, 0] == pytest.approx(1, abs=1e-6)


def test_cross_attention_has_no_neighbours():
    frame = attention.roles(a_map(shifted(-1), 0.9 * EYE + 0.1 / N, kind="cross"))
    assert frame[["previous", "next", "same"]].isna().all(axis=None)
    assert set(frame.role) == {"confident"}


def test_only_special_tokens_is_no_error():
    one = a_map(EYE)
    object.__setattr__(one, "special_rows", (True,) * N)
    object.__setattr__(one, "special_columns", (True,) * N)
    assert attention.roles(one).role.tolist() == ["same"]
