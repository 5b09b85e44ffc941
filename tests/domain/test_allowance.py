"""The allowance of each person drains back over time."""

import pytest

from roadmap_app.domain import allowance
from roadmap_app.domain.allowance import Allowance


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


def test_use_drains_away_over_time_for_each_person():
    clock = Clock()
    seconds = Allowance(6, 60, clock)
    assert [seconds.take("a", 2) for _ in range(4)] == [0, 0, 0, 20]
    assert seconds.take("b", 2) == 0
    clock.now += 19
    assert seconds.take("a", 2) == pytest.approx(1)
    clock.now += 1
    assert seconds.take("a", 2) == 0 and seconds.take("a", 0.1) == pytest.approx(1)
    clock.now += 3_600
    assert [seconds.take("a", 3) for _ in range(3)] == [0, 0, 30]


def test_an_estimate_is_corrected_and_the_first_may_exceed_the_amount():
    seconds = Allowance(6, 60, Clock())
    assert seconds.take("a", 9) == 0 and seconds.take("a", 0.1) == pytest.approx(31)
    seconds.correct("a", -8)
    assert seconds.take("a", 5) == 0
    seconds.correct("a", -99)
    assert seconds.take("a", 6) == 0 and seconds.take("a", 6) == 60


def test_people_whose_use_has_drained_away_are_dropped(monkeypatch):
    monkeypatch.setattr(allowance, "MAX_TRACKED", 3)
    clock = Clock()
    seconds = Allowance(6, 60, clock)
    for person in "abc":
        seconds.take(person, 1)
    clock.now += 60
    seconds.take("b", 6)
    seconds.take("d", 6)
    assert sorted(seconds._used) == ["b", "d"] and seconds.take("b", 1) == 10
