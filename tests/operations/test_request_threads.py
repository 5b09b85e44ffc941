"""The threads of a process take turns; a request that takes long keeps no other waiting."""

import resource
import threading

import pytest
from django.db import connection

from roadmap_app.operations import request_threads
from roadmap_app.operations.request_threads import RequestThreads, call_with_room, turns_of

SECONDS = 20  # for a thread to do what it can do at once


class Task:
    """A request that ends when the test says so."""

    def __init__(self, *, may_end=True):
        self.has_begun, self.may_end, self.has_ended = threading.Event(), threading.Event(), threading.Event()
        if may_end:
            self.may_end.set()

    def service(self):
        """Wait until the task may end."""
        self.has_begun.set()
        self.may_end.wait(SECONDS)
        self.has_ended.set()

    def cancel(self):
        """Do nothing: waitress calls it for tasks that are left when it stops."""


class Broken(Task):
    def service(self):
        """Fail, as no request should."""
        super().service()
        raise SystemExit(1)


@pytest.fixture
def begin():
    """Return a function that starts four threads with so many turns; they end with the test."""
    started = []

    def begin(turns=1):
        threads = RequestThreads(turns)
        threads.set_thread_count(4)
        started.append(threads)
        return threads

    yield begin
    for threads in started:
        threads.shutdown(timeout=SECONDS)


def test_a_request_waits_for_the_one_before_it(begin, monkeypatch):
    monkeypatch.setattr(request_threads, "LONG_SECONDS", SECONDS)
    threads, first, second, third = begin(), Task(may_end=False), Task(), Task()
    threads.add_task(first)
    assert first.has_begun.wait(SECONDS)
    threads.add_task(second)
    threads.add_task(third)
    assert not second.has_begun.wait(0.1)
    first.may_end.set()
    assert second.has_ended.wait(SECONDS) and third.has_ended.wait(SECONDS)


def test_a_long_request_keeps_no_other_waiting(begin):
    threads, long, others = begin(), Task(may_end=False), [Task() for _ in range(20)]
    threads.add_task(long)
    assert long.has_begun.wait(SECONDS)
    for task in others:
        threads.add_task(task)
    assert all(task.has_ended.wait(SECONDS) for task in others)
    assert not long.has_ended.is_set()
    long.may_end.set()


def test_all_threads_but_one_can_be_busy_with_long_requests(begin):
    threads, long, short = begin(), [Task(may_end=False) for _ in range(3)], Task()
    for task in (*long, short):
        threads.add_task(task)
    assert short.has_ended.wait(SECONDS)
    for task in long:
        task.may_end.set()


def test_with_two_turns_two_requests_run_at_once(begin, monkeypatch):
    monkeypatch.setattr(request_threads, "LONG_SECONDS", SECONDS)
    threads, tasks = begin(turns=2), [Task(may_end=False) for _ in range(3)]
    for task in tasks:
        threads.add_task(task)
    assert tasks[0].has_begun.wait(SECONDS) and tasks[1].has_begun.wait(SECONDS)
    assert not tasks[2].has_begun.wait(0.1)
    for task in tasks:
        task.may_end.set()
    assert tasks[2].has_ended.wait(SECONDS)


def test_a_failing_request_is_logged_and_gives_its_turn_back(begin, monkeypatch, caplog):
    monkeypatch.setattr(request_threads, "LONG_SECONDS", SECONDS)
    threads, task = begin(), Task()
    threads.add_task(Broken())
    threads.add_task(task)
    assert task.has_ended.wait(SECONDS)
    assert "A request failed in the server" in caplog.text


def test_the_threads_end_when_the_server_stops(begin):
    threads, task = begin(), Task(may_end=False)
    threads.add_task(task)
    assert task.has_begun.wait(SECONDS)
    left = Task()
    threads.add_task(left)
    task.may_end.set()
    threads.shutdown(timeout=SECONDS)
    assert not threads.threads


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "turns"), [(60, 1), (0, 2)])
def test_how_many_requests_run_at_once_depends_on_how_far_the_database_is(monkeypatch, seconds, turns):
    monkeypatch.setattr(request_threads, "FAR_SECONDS", seconds)
    assert turns_of(4) == (turns if connection.vendor == "postgresql" else 1)
    assert turns_of(1) == 1


def faults_of_calls():
    """Return how many pages of memory this thread is given while it makes calls at each depth of its stack."""

    def call(depth):
        return depth and call(depth - 1)

    call(900)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for depth in range(900):
        call(depth)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def test_calls_of_a_thread_take_no_memory_from_the_system():
    counted = []
    thread = threading.Thread(target=call_with_room, args=(lambda: counted.append(faults_of_calls()),))
    thread.start()
    thread.join(SECONDS)
    assert counted[0] < 100  # more than 1,000 without room
