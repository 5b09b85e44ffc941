"""Adaptive conformal inference: intervals widen after misses and come to hold as often as they are meant to."""

from datetime import date
from random import Random
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.forecast.learning import HIGHEST, LOWEST, STEP, TARGET, adapted, learned, outcome

LOW, HIGH = date(2027, 1, 1), date(2027, 6, 30)


def test_a_miss_widens_four_times_as_much_as_a_hit_narrows():
    assert adapted(0.2, True) == pytest.approx(0.204)
    assert adapted(0.2, False) == pytest.approx(0.184)


@given(st.lists(st.booleans(), max_size=200))
def test_the_level_keeps_its_bounds_and_follows_the_formula(outcomes):
    level = learned(outcomes)
    assert LOWEST <= level <= HIGHEST
    assert learned([*outcomes, True]) >= level >= learned([*outcomes, False])


@given(st.lists(st.booleans(), min_size=1, max_size=300))
def test_the_share_of_misses_is_bounded_while_no_bound_is_reached(outcomes):
    # Proposition 4.1 of the paper, with the bounds of the level in place of 0 and 1.
    levels = [learned(outcomes[:count]) for count in range(len(outcomes) + 1)]
    if all(LOWEST < level < HIGHEST for level in levels):
        missed = outcomes.count(False) / len(outcomes)
        assert abs(missed - TARGET) <= (HIGHEST - LOWEST) / (STEP * len(outcomes))


@pytest.mark.parametrize("spread", [0.75, 1.0, 1.4])
def test_people_who_vary_more_or_less_than_expected_get_their_eighty_per_cent(spread):
    # This person's errors spread by so many times what the intervals assume; as normal ones, fixed intervals would hold
    # in 91, 80 and 64 per cent of cases.
    random, level, hits = Random(3), TARGET, []
    for _ in range(3000):
        hits.append(abs(random.gauss(0, spread)) <= NormalDist().inv_cdf(1 - level / 2))
        level = adapted(level, hits[-1])
    assert sum(hits[500:]) / 2500 == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    ("reached_on", "today", "held"),
    [
        (LOW, LOW, True),
        (HIGH, HIGH, True),
        (date(2026, 12, 31), LOW, False),
        (date(2027, 7, 1), date(2027, 7, 1), False),
        (None, HIGH, None),
        (None, date(2027, 7, 1), False),
    ],
)
def test_a_forecast_holds_if_its_milestone_comes_in_the_interval(reached_on, today, held):
    assert outcome(LOW, HIGH, reached_on=reached_on, today=today) is held
