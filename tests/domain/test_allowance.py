"""What one person may use within a while."""

from roadmap_app.domain import allowance
from roadmap_app.domain.allowance import Allowance


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


def test_what_is_used_comes_back_with_time_and_each_person_has_their_own():
    clock = Clock()
    seconds = Allowance(6, 60, clock)
    assert [seconds.take("a", 2) for _ in range(4)] == [True, True, True, False]
    assert seconds.take("b", 2)
    clock.now += 19
    assert not seconds.take("a", 2)
    clock.now += 1
    assert seconds.take("a", 2) and not seconds.take("a", 0.1)
    clock.now += 3_600
    assert [seconds.take("a", 3) for _ in range(3)] == [True, True, False]


def test_an_estimate_is_corrected_and_the_first_may_be_larger_than_all_there_is():
    seconds = Allowance(6, 60, Clock())
    assert seconds.take("a", 9) and not seconds.take("a", 0.1)
    seconds.correct("a", -8)
    assert seconds.take("a", 5)
    seconds.correct("a", -99)
    assert seconds.take("a", 6) and not seconds.take("a", 6)


def test_those_who_have_nothing_used_up_are_forgotten(monkeypatch):
    monkeypatch.setattr(allowance, "MANY", 3)
    clock = Clock()
    seconds = Allowance(6, 60, clock)
    for person in "abc":
        seconds.take(person, 1)
    clock.now += 60
    seconds.take("b", 6)
    seconds.take("d", 6)
    assert sorted(seconds._used) == ["b", "d"] and not seconds.take("b", 1)
