"""What several requests write at once is one transaction, and each gets its own result."""

import sqlite3
import threading
from contextlib import suppress
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from roadmap_app.actions import group_commit
from roadmap_app.actions.group_commit import commit_together
from roadmap_app.models import Completion, Skip
from roadmap_app.web.giving_way import give_way_of_thread
from roadmap_app.web.storage import is_unwritable
from roadmap_app.web.waiting import is_busy
from tests.concurrency import together
from tests.makers import make_topic, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def commit_as_group(*writes, catch=()):
    """Run each of WRITES in a thread, once all have come to it; return their results, or exceptions to CATCH."""
    all_have_come = Barrier(len(writes), timeout=20)

    def commit(write):
        give_way_of_thread.set(all_have_come.wait)
        return commit_together(write)

    return together(*(partial(commit, write) for write in writes), catch=catch)


@pytest.fixture
def topics():
    first = make_topic(items=2)
    return [first, make_topic(first.stage), make_topic(first.stage)]


def skip(user, topic):
    Skip.objects.create(user=user, topic=topic)
    return topic.slug, connection.in_atomic_block, threading.get_ident()


def skipped():
    return set(Skip.objects.values_list("topic__slug", flat=True))


def test_what_several_threads_write_is_one_transaction_with_a_result_for_each(learner, topics):
    results = commit_as_group(*(partial(skip, learner, topic) for topic in topics))
    assert [slug for slug, _, _ in results] == [topic.slug for topic in topics]
    assert all(is_atomic for _, is_atomic, _ in results) and len({thread for _, _, thread in results}) == 1
    assert skipped() == {topic.slug for topic in topics}


def skip_twice(user, topic):
    skip(user, topic)
    skip(user, topic)


def complete_what_is_gone(user, topic):
    skip(user, topic)
    Completion.objects.create(user=user, item_id=topic.items.first().pk + 1000)  # which the commit refuses


def stop(user, topic):
    skip(user, topic)
    raise SystemExit(1)


@pytest.mark.parametrize("failing", [skip_twice, complete_what_is_gone, stop])
def test_one_that_fails_undoes_its_own_rows_alone(learner, topics, failing):
    writes = [partial(failing, learner, topics[0]), *(partial(skip, learner, topic) for topic in topics[1:])]
    failed, *stored = commit_as_group(*writes, catch=(IntegrityError, SystemExit))
    assert isinstance(failed, (IntegrityError, SystemExit))
    assert [slug for slug, _, _ in stored] == [topic.slug for topic in topics[1:]]
    assert skipped() == {topic.slug for topic in topics[1:]}


def fail_with(code):
    cause = sqlite3.OperationalError()
    cause.sqlite_errorcode = code
    raise OperationalError from cause


@pytest.mark.parametrize(
    ("code", "is_meant"), [(sqlite3.SQLITE_BUSY, is_busy), (sqlite3.SQLITE_FULL, is_unwritable)], ids=["busy", "full"]
)
def test_all_learn_that_nobody_can_write_and_nobody_tries_again(learner, topics, code, is_meant):
    tries = []

    def try_once():
        tries.append(1)
        fail_with(code)

    results = commit_as_group(partial(skip, learner, topics[0]), try_once, catch=OperationalError)
    assert all(is_meant(each) for each in results) and len(tries) == 1
    assert results[0] is not results[1]  # each thread adds its own frames
    assert not skipped()


def test_a_lock_that_comes_between_is_waited_for_once(learner, topics):
    tries = []

    def fail_then_lock():
        tries.append(1)
        skip_twice(learner, topics[0]) if len(tries) == 1 else fail_with(sqlite3.SQLITE_BUSY)

    results = commit_as_group(*[fail_then_lock] * 3, catch=OperationalError)
    assert all(is_busy(each) for each in results) and len(tries) == 2


def test_whoever_is_done_takes_no_further_writes(learner, topics):
    """A thread that goes on after its write has been committed answers at once."""
    others = [group_commit.Pending(skipped)]

    def go_on_when_done():
        group_commit._commit([group_commit._pending.pop()])  # as another thread does
        group_commit._pending.extend(others)

    token = give_way_of_thread.set(go_on_when_done)
    try:
        assert commit_together(partial(skip, learner, topics[0]))[0] == topics[0].slug
        assert group_commit._pending == others
    finally:
        give_way_of_thread.reset(token)
        group_commit._pending.clear()


def test_within_a_transaction_it_is_part_of_that(learner, topics):
    def fail():
        pytest.fail("Other requests must not begin within a transaction.")

    token = give_way_of_thread.set(fail)
    try:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert commit_together(partial(skip, learner, topics[0]))[0] == topics[0].slug
            raise ZeroDivisionError
    finally:
        give_way_of_thread.reset(token)
    assert not skipped()


def test_a_transaction_in_which_it_has_failed_is_rolled_back(learner, topics):
    with transaction.atomic():
        skip(learner, topics[1])
        with suppress(IntegrityError):
            commit_together(partial(skip_twice, learner, topics[0]))
    assert not skipped()


def test_an_error_is_raised_by_the_thread_that_wrote_alone(topics):
    learner, tries = make_user(), []

    def fail():
        tries.append(1)
        skip_twice(learner, topics[0])

    with pytest.raises(IntegrityError):
        commit_together(fail)
    assert not skipped() and len(tries) == 1
    assert commit_together(partial(skip, learner, topics[0]))[0] == topics[0].slug
