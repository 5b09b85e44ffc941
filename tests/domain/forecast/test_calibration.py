"""A small run of the benchmark: forecasts of synthetic learners hold about as often as they say."""

import pytest

from roadmap_app.domain.forecast.finish import Finish, Unknown, forecast
from tests.bench import adaptive
from tests.bench.forecast import ALL, Case, cases, failures, scores, table
from tests.bench.learners import KINDS, KNOWN, MARKS, OTHER, learners
from tests.domain.forecast.makers import TODAY, make_inputs


@pytest.mark.parametrize("parameters", [KNOWN, OTHER], ids=["known", "other"])
def test_most_forecasts_hold_and_about_as_many_as_they_should(parameters):
    found = scores(cases(parameters, "small", 80))
    assert set(found) == {(kind, mark) for kind in (*KINDS, ALL) for mark in (*MARKS, ALL)}
    # 240 forecasts of 80 learners; the benchmark's own bounds need ten times as many.
    assert 0.7 <= found[ALL, ALL].held <= 0.9
    assert found[ALL, ALL].error <= 1.1 * found[ALL, ALL].naive_error


def test_learners_are_the_same_for_the_same_seed_and_finish():
    first, again = learners(KNOWN, "same", 8), learners(KNOWN, "same", 8)
    assert first == again
    for learner in first:
        assert sum(learner.weekly[:-1]) < learner.items <= sum(learner.weekly)
        assert [mark for mark, _ in learner.at_marks()] == list(MARKS)


def test_a_forecast_reads_nothing_that_lies_ahead():
    for learner in learners(KNOWN, "past", 4):
        for _, weeks in learner.at_marks():
            known = learner.inputs_after(weeks)
            assert len(known.weekly) <= weeks + 1
            assert all(booked_in <= weeks for booked_in, pause in learner.pauses if pause in known.pauses)


def test_a_case_without_a_forecast_is_a_miss_and_the_table_and_failures_say_so():
    early = make_inputs(2, 2)
    assert forecast(early) is Unknown.TOO_EARLY
    found = scores([Case(kind, mark, early, TODAY) for kind in KINDS for mark in MARKS])
    assert found[ALL, ALL].held == 0
    assert len(failures("set", found)) == len(found) + 2
    assert "| steady | 0.0 % | 0.0 % | 0.0 % | 0.0 % | inf |" in table({"set": found})


@pytest.mark.soak  # many simulated learners take seconds
def test_a_level_that_follows_the_record_brings_learners_nearer_to_what_is_meant():
    few = learners(OTHER, "own", 16)
    fixed, own = (adaptive.shares(few, follows=follows) for follows in (False, True))
    assert own.spread < fixed.spread and own.near > fixed.near
    assert 0.7 <= own.mean <= 0.9
    assert "| few | follows the record |" in adaptive.table({"few": few[:4]})


def test_every_forecast_of_a_learner_who_finishes_is_scored():
    learner = learners(KNOWN, "own", 1)[0]
    days = [learner.reached_on(count) for count in range(1, learner.items + 1)]
    assert days == sorted(days) and days[-1] == learner.finished_on
    made = sum(isinstance(forecast(learner.inputs_after(weeks)), Finish) for weeks in range(1, len(learner.weekly)))
    assert len(adaptive.outcomes(learner, follows=True)) >= made > 0
