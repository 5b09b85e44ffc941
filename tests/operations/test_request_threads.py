"""The threads of a process take turns; a request that takes long keeps no other waiting."""

import resource
import threading

import pytest
from django.db import connection

from roadmap_app.actions.group_commit import commit_together
from roadmap_app.operations import request_threads
from roadmap_app.operations.request_threads import RequestThreads, call_with_room, turns_of
from roadmap_app.web.giving_way import give_way

SECONDS = 20  # for a thread to do what it can do at once
NEVER, SHORT = 10 * SECONDS, 0.02


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


class Courteous(Task):
    """A request that gives way when the test says so, and then ends."""

    def __init__(self, threads, order, **more):
        super().__init__(**more)
        self.threads, self.order = threads, order

    def service(self):
        """Note in which order such requests go on, and whether the thread counts as running then."""
        self.has_begun.set()
        self.may_end.wait(SECONDS)
        give_way()
        self.order.append(self)
        number = int(threading.current_thread().name.removeprefix("request-"))
        self.is_running = number in self.threads.began and number not in self.threads.giving_way
        self.has_ended.set()


class Meeting(Task):
    """A request that ends when all threads have one."""

    all_threads = threading.Barrier(4)

    def service(self):
        """Wait for the others."""
        self.all_threads.wait(SECONDS)
        self.has_ended.set()


@pytest.fixture
def begin(monkeypatch):
    """Return a function that starts four threads with so many turns; they end with the test."""
    started = []

    def begin(turns=1, long_seconds=NEVER):
        threads, meetings = RequestThreads(turns), [Meeting() for _ in range(4)]
        threads.set_thread_count(4)
        started.append(threads)
        for meeting in meetings:  # so that no thread has yet to begin when the test does
            threads.add_task(meeting)
        assert all(meeting.has_ended.wait(SECONDS) for meeting in meetings)
        monkeypatch.setattr(request_threads, "LONG_SECONDS", long_seconds)
        return threads

    yield begin
    for threads in started:
        threads.shutdown(timeout=SECONDS)


def test_a_request_waits_for_the_one_before_it(begin):
    threads, first, second, third = begin(), Task(may_end=False), Task(), Task()
    threads.add_task(first)
    assert first.has_begun.wait(SECONDS)
    threads.add_task(second)
    threads.add_task(third)
    assert not second.has_begun.wait(0.1)
    first.may_end.set()
    assert second.has_ended.wait(SECONDS) and third.has_ended.wait(SECONDS)


def test_a_long_request_keeps_no_other_waiting(begin):
    threads, long, others = begin(long_seconds=SHORT), Task(may_end=False), [Task() for _ in range(20)]
    threads.add_task(long)
    assert long.has_begun.wait(SECONDS)
    for task in others:
        threads.add_task(task)
    assert all(task.has_ended.wait(SECONDS) for task in others)
    assert not long.has_ended.is_set()
    long.may_end.set()


def test_all_threads_but_one_can_be_busy_with_long_requests(begin):
    threads, long, short = begin(long_seconds=SHORT), [Task(may_end=False) for _ in range(3)], Task()
    for task in (*long, short):
        threads.add_task(task)
    assert short.has_ended.wait(SECONDS)
    for task in long:
        task.may_end.set()


def test_with_two_turns_two_requests_run_at_once(begin):
    threads, tasks = begin(turns=2), [Task(may_end=False) for _ in range(3)]
    for task in tasks:
        threads.add_task(task)
    assert tasks[0].has_begun.wait(SECONDS) and tasks[1].has_begun.wait(SECONDS)
    assert not tasks[2].has_begun.wait(0.1)
    for task in tasks:
        task.may_end.set()
    assert tasks[2].has_ended.wait(SECONDS)


def test_a_failing_request_is_logged_and_gives_its_turn_back(begin, caplog):
    threads, task = begin(), Task()
    threads.add_task(Broken())
    threads.add_task(task)
    assert task.has_ended.wait(SECONDS)
    assert "A request failed in the server" in caplog.text


def test_a_request_that_gives_way_goes_on_when_the_next_one_has_ended(begin):
    threads, second, third = begin(), Task(may_end=False), Task(may_end=False)
    courteous = Courteous(threads, [], may_end=False)
    for task in (courteous, second, third):
        threads.add_task(task)
    assert not second.has_begun.wait(0.1)
    courteous.may_end.set()
    assert second.has_begun.wait(SECONDS) and not courteous.has_ended.wait(0.1)
    second.may_end.set()
    assert courteous.has_ended.wait(SECONDS) and third.has_begun.wait(SECONDS)
    assert not third.has_ended.is_set()
    third.may_end.set()


def test_requests_that_give_way_go_on_one_by_one_when_no_thread_is_free(begin):
    threads, order, last = begin(), [], Task()
    tasks = [Courteous(threads, order, may_end=number > 0) for number in range(4)]
    for task in (*tasks, last):
        threads.add_task(task)
    tasks[0].may_end.set()
    assert last.has_ended.wait(SECONDS)
    assert order == [tasks[3], *tasks[:3]]  # the fourth finds no thread that could begin the last request


def test_a_request_that_gives_way_to_nobody_goes_on_at_once(begin):
    threads = begin()
    for _ in range(8):  # more than the threads, which begin by letting others go on
        task = Courteous(threads, [])
        threads.add_task(task)
        assert task.has_ended.wait(SECONDS)


def test_a_request_that_gave_way_waits_for_no_long_one(begin, monkeypatch):
    threads, long, third = begin(), Task(may_end=False), Task(may_end=False)
    courteous = Courteous(threads, [], may_end=False)
    for task in (courteous, long, third):
        threads.add_task(task)
    assert courteous.has_begun.wait(SECONDS)
    monkeypatch.setattr(request_threads, "LONG_SECONDS", SHORT)
    courteous.may_end.set()
    assert long.has_begun.wait(SECONDS) and courteous.has_ended.wait(SECONDS)
    assert courteous.is_running
    long.may_end.set()
    third.may_end.set()


@pytest.mark.django_db(transaction=True)
def test_what_requests_write_at_the_same_time_is_one_transaction(begin):
    threads, all_wait, found = begin(), threading.Event(), []

    class Writing(Task):
        def service(self):
            all_wait.wait(SECONDS)
            found.append(commit_together(threading.get_ident))
            connection.close()
            self.has_ended.set()

    tasks = [Writing() for _ in range(4)]
    for task in tasks:
        threads.add_task(task)
    all_wait.set()
    assert all(task.has_ended.wait(SECONDS) for task in tasks)
    assert len(found) == 4 and len(set(found)) == 1


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
