"""The threads of a process that answer requests: they take turns, as Python runs one of them at a time in any case.

Threads that run at once take the interpreter from each other whenever one of them waits for the database, and each
change takes longer than a short query. So a request begins when the one before it has ended, or has taken long.
"""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from waitress.task import ThreadedTaskDispatcher

from roadmap_app.web.giving_way import give_way_of_thread

# A request that takes longer keeps no other waiting any more.
LONG_SECONDS = 0.02
# A PostgreSQL that takes longer to answer, as on another machine: on the same one it takes 0.1 ms, and threads that
# change places while it works take longer than that.
FAR_SECONDS = 0.0003
SAMPLES = 5  # as something else may be running
# CPython keeps the frames of a thread's calls in pieces of 16 kB, and maps and unmaps one for each call that crosses
# the end of a piece, which takes 7 µs. A first frame that asks for this much (words of 8 bytes) gets a piece of 1 MB,
# which has room for all other frames, too. Only what is used of it takes memory.
FRAME_WORDS = 70_000


class RequestThreads(ThreadedTaskDispatcher):  # type: ignore[misc]
    """waitress's threads, of which at most TURNS begin to process a request while none of them has taken long."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.turns = turns
        self.began: dict[int, float] = {}  # of the threads that are processing a request: since when, in seconds
        # By thread, in the order in which they go on: locks that are released then, as an Event takes longer.
        self.giving_way: dict[int, threading.Lock] = {}
        self.is_watched = False  # whether a thread waits for a request to take long, so that it can begin the next one

    def start_new_thread(self, target: Callable[[int], None], thread_no: int) -> None:
        """Start a thread that calls TARGET with THREAD_NO."""
        name = f"request-{thread_no}"
        threading.Thread(target=call_with_room, args=(target, thread_no), name=name, daemon=True).start()

    def add_task(self, task: Any) -> None:
        """Let a thread process TASK when it is its turn."""
        with self.lock:
            self.queue.append(task)
            self._wake_next()

    def handler_thread(self, thread_no: int) -> None:
        """Process tasks until the server stops."""
        give_way_of_thread.set(partial(self.give_way, thread_no))
        while (task := self._next_task(thread_no)) is not None:
            try:
                task.service()
            except BaseException:
                self.logger.exception("A request failed in the server: %r", task)

    def give_way(self, thread_no: int) -> None:
        """Let waiting requests begin while a thread is free; return when it is this one's turn, within LONG_SECONDS."""
        with self.lock:
            free = len(self.threads) - len(self.began) - len(self.giving_way)
            if not (self.queue and free):
                return
            del self.began[thread_no]
            may_go_on = self.giving_way[thread_no] = threading.Lock()
            may_go_on.acquire()
            self._wake_next()
        if not may_go_on.acquire(timeout=LONG_SECONDS):
            with self.lock:
                self.giving_way.pop(thread_no, None)
                self.began[thread_no] = time.monotonic()

    def _let_go_on(self) -> None:
        """Let the thread go on that gave way first, if it is its turn; the caller holds the lock."""
        if self.giving_way and self._has_turn():
            first = next(iter(self.giving_way))
            self.began[first] = time.monotonic()
            self.giving_way.pop(first).release()

    def _next_task(self, thread_no: int) -> Any:
        """Return the next task when it is its turn, or None if this thread must end."""
        with self.lock:
            self.began.pop(thread_no, None)
            self._let_go_on()
            while not self.stop_count and not (self.queue and self._has_turn()):
                self._wait()
            if self.stop_count:
                self.stop_count -= 1
                self.threads.discard(thread_no)
                self.thread_exit_cv.notify()
                return None
            task = self.queue.popleft()
            self.began[thread_no] = time.monotonic()
            if self.queue:
                self._wake_next()
            return task

    def _wait(self) -> None:
        watches = bool(self.queue) and not self.is_watched
        self.is_watched |= watches
        self.queue_cv.wait(LONG_SECONDS if watches else None)
        self.is_watched &= not watches

    def _wake_next(self) -> None:
        """Wake a thread if a task can begin, or if none sees when it can; the caller holds the lock."""
        if self._has_turn() or not self.is_watched:
            self.queue_cv.notify()

    def _has_turn(self) -> bool:
        recent = time.monotonic() - LONG_SECONDS
        return sum(began > recent for began in self.began.values()) < self.turns


def turns_of(threads: int) -> int:
    """Return how many of so many THREADS answer requests at once: while a far PostgreSQL works, another one can run."""
    return max(1, threads // 2) if connection.vendor == "postgresql" and _shortest_answer() > FAR_SECONDS else 1


def _shortest_answer() -> float:
    """Return the shortest time, in seconds, in which the database answers one of a few statements."""
    seconds = []
    with connection.cursor() as cursor:
        for _ in range(SAMPLES):
            began = time.perf_counter()
            cursor.execute("SELECT 1")
            seconds.append(time.perf_counter() - began)
    return min(seconds)


def call_with_room(function: Callable[..., None], *arguments: object) -> None:
    """Call FUNCTION with room for the frames of the calls that it makes."""
    function(*arguments)


call_with_room.__code__ = call_with_room.__code__.replace(co_stacksize=FRAME_WORDS)
