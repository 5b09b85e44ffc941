"""Counting tries: bounded, forgotten, given back, and exact when many count at once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from roadmap_app.actions.limits import Limit, TooMany, forget_old_counts, give_back, take
from roadmap_app.identity.limits import ACCOUNT
from roadmap_app.models import LimitCount
from tests.concurrency import together

pytestmark = pytest.mark.django_db
NOON = "2026-03-02T12:00:00Z"
THREE = Limit("three", free=3, forget=60, first=4, longest=16)


def accepted(limit, times):
    count = 0
    for _ in range(times):
        try:
            take((limit, "ada"))
        except TooMany:
            continue
        count += 1
    return count


def test_a_day_of_guesses_from_everywhere_tries_340_passwords_and_no_more():
    with time_machine.travel(NOON, tick=False) as clock:
        total = accepted(ACCOUNT, 110)
        for _ in range(24 * 12):
            clock.shift(300)
            total += accepted(ACCOUNT, 1)
    assert 240 <= total <= 345


def test_a_try_that_was_right_leaves_no_trace():
    with time_machine.travel(NOON, tick=False) as clock:
        accepted(THREE, 3)
        clock.shift(4)
        before = LimitCount.objects.get()
        give_back(take((THREE, "ada")))
        after = LimitCount.objects.get()
        assert (after.count, after.counted_at) == (pytest.approx(before.count, abs=0.1), before.counted_at)
        take((THREE, "ada"))


def test_who_waits_is_counted_nowhere():
    with time_machine.travel(NOON, tick=False):
        accepted(THREE, 3)
        other = Limit("other", free=9, forget=60, first=4, longest=16)
        with pytest.raises(TooMany) as refused:
            take((THREE, "ada"), (other, "ada"))
        assert refused.value.wait == timedelta(seconds=4)
        assert LimitCount.objects.get(key=other.key_for("ada")).count == 0


def test_the_table_names_nobody_and_forgets():
    with time_machine.travel(NOON, tick=False) as clock:
        take((THREE, "zoe@example.org"))  # no letters of a hexadecimal digest
        assert "zoe" not in LimitCount.objects.get().key
        clock.shift(timedelta(days=4))
        assert forget_old_counts() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_one_by_one():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    assert sum(together(*[lambda: accepted(THREE, 1)] * 6)) == 3
