import pytest

from training.schedule import rate


def test_warms_up_stays_and_falls_to_nothing():
    rates = [rate(step, 100, warmup=10, decay=0.3) for step in range(101)]
    assert rates[0] == pytest.approx(0.1)
    assert set(rates[9:71]) == {1.0}
    assert rates[85] == pytest.approx(0.5)
    assert rates[100] == 0
    assert rates[70:] == sorted(rates[70:], reverse=True)


def test_the_plateau_does_not_depend_on_the_length():
    assert all(rate(step, 100) == rate(step, 1000) for step in range(70))
