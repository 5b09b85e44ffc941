"""Counting progress."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.progress import Progress, tally, tally_ids, total


@dataclass(frozen=True)
class Thing:
    """A minimal Countable."""

    id: int
    retired: bool = False


things = st.lists(st.builds(Thing, st.integers(1, 40), st.booleans()), unique_by=lambda thing: thing.id)
ids = st.frozensets(st.integers(1, 40))


def test_tally_counts_what_is_done():
    assert tally([Thing(1), Thing(2), Thing(3)], {2, 99}) == Progress(1, 3)


def test_tally_counts_a_retired_item_only_if_it_is_done():
    items = [Thing(1), Thing(2, retired=True)]
    assert tally(items, set()) == Progress(0, 1)
    assert tally(items, {2}) == Progress(1, 2)


def test_tally_of_a_skipped_topic_is_empty():
    assert tally([Thing(1), Thing(2)], {1}, skipped=True) == Progress(0, 0)


def test_no_items_is_empty_and_not_finished():
    nothing = Progress()
    assert (nothing.is_empty, nothing.is_finished, nothing.percent, nothing.fraction) == (True, False, 0, 0.0)


@pytest.mark.parametrize(
    ("done", "of", "percent"),
    [(0, 3, 0), (1, 3, 33), (2, 3, 67), (3, 3, 100), (1, 1000, 1), (999, 1000, 99), (1, 2, 50)],
)
def test_percent_is_rounded_but_0_and_100_are_exact(done, of, percent):
    assert Progress(done, of).percent == percent


def test_total_weighs_every_item_the_same():
    assert total([Progress(1, 1), Progress(0, 9)]).percent == 10


@given(things, ids)
def test_percent_stays_in_range_and_is_0_or_100_only_if_exact(items, done):
    progress = tally(items, done)
    assert 0 <= progress.done <= progress.total
    assert 0 <= progress.percent <= 100
    assert (progress.percent == 100) == progress.is_finished
    assert (progress.percent == 0) == (progress.done == 0)


@given(things, ids)
def test_ticking_all_that_is_not_retired_reaches_100(items, done):
    progress = tally(items, done | {item.id for item in items if not item.retired})
    assert progress.is_empty or progress.percent == 100


@given(things, ids)
def test_retiring_never_adds_to_what_remains(items, done):
    retired = [Thing(item.id, True) for item in items]
    assert tally(retired, done).remaining == 0
    assert tally(retired, done).done == tally(items, done).done


@given(st.lists(things, max_size=5), ids)
def test_the_total_is_the_tally_of_everything(topics, done):
    parts = [tally(topic, done) for topic in topics]
    assert total(parts).total == sum(part.total for part in parts)
    assert total(parts) == tally([item for topic in topics for item in topic], done)


@given(things, ids)
def test_ids_are_tallied_as_their_items_are(things, done):
    living, retired = ({thing.id for thing in things if thing.retired is is_retired} for is_retired in (False, True))
    assert tally_ids(living, retired, done) == tally(things, done)
