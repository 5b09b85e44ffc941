"""Learners who tick without pause, and remember which ticks were acknowledged."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPException

from tests.deploy.stack import Stack, Visitor


class Learner(threading.Thread):
    """A thread that sets items to done and open, one after the other, until it is stopped."""

    def __init__(self, port: int, user: int, session: str, items: list[int]) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port, session)
        self.user, self.items = user, list(items)
        self.random = random.Random(user)
        self.states: dict[int, bool] = {}  # item -> the state that was acknowledged last
        self.unsure: set[int] = set()  # items of which a request failed: the state is unknown
        self.acknowledged: list[float] = []
        self.failed: list[tuple[float, str]] = []
        self.touched: dict[int, float] = {}
        self.turn = threading.Lock()
        self.ending = threading.Event()

    def run(self) -> None:
        """Tick in a loop; skip an item once a request for it has failed."""
        while not self.ending.is_set() and self.items:
            with self.turn:
                failed = self._tick(self.random.choice(self.items))
            if failed:
                self.ending.wait(0.5)  # as a person would, and so that an outage does not use up the items

    def _tick(self, item: int) -> bool:
        wanted = not self.states.get(item, False)
        self.touched[item] = time.monotonic()
        failure = self._set(item, wanted)
        if failure:
            self.failed.append((time.monotonic(), failure))
            self.items.remove(item)
            self.unsure.add(item)
        else:
            self.acknowledged.append(time.monotonic())
            self.states[item] = wanted
        return bool(failure)

    def touched_since(self, moment: float) -> set[int]:
        """Return the items of the requests sent after MOMENT."""
        return {item for item, last in self.touched.items() if last > moment}

    def _set(self, item: int, wanted: bool) -> str:
        try:
            answer = self.visitor.post(f"/items/{item}/completion/", state="done" if wanted else "open")
        except (OSError, HTTPException) as error:
            return repr(error)
        if answer.status == 302 and answer.headers["location"].endswith(f"#item-{item}"):
            return ""
        return f"{answer.status} {answer.headers.get('location', '')}"


class Load:
    """A context manager that runs sixteen learners at once; afterwards it checks what was acknowledged."""

    def __init__(self, stack: Stack, sessions: dict[int, str], items: list[int]) -> None:
        self.stack = stack
        self.learners = [Learner(stack.port, user, session, items) for user, session in sessions.items()]

    def __enter__(self) -> "Load":
        for learner in self.learners:
            learner.start()
        self.wait_for(len(self.learners) * 5)
        return self

    def __exit__(self, *error: object) -> None:
        for learner in self.learners:
            learner.ending.set()
        for learner in self.learners:
            learner.join(timeout=60)

    @property
    def acknowledged(self) -> list[float]:
        """The moments of all acknowledgements, in order."""
        return sorted(moment for learner in self.learners for moment in learner.acknowledged)

    @property
    def failed(self) -> list[tuple[float, str]]:
        """The moments and kinds of all failures, in order."""
        return sorted(failure for learner in self.learners for failure in learner.failed)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Wait for all responses, and send no requests inside the with block."""
        with ExitStack() as stack:
            for learner in self.learners:
                stack.enter_context(learner.turn)
            yield

    def wait_for(self, more: int, seconds: float = 60) -> None:
        """Wait for MORE acknowledgements. Raise AssertionError after SECONDS."""
        start, wanted = time.monotonic(), len(self.acknowledged) + more
        while len(self.acknowledged) < wanted:
            assert time.monotonic() - start < seconds, f"no {more} ticks in {seconds} s: {self.failed[-5:]}"
            time.sleep(0.05)  # between two looks at a counter

    def back_after(self, moment: float) -> float:
        """Return the seconds from MOMENT to the last failure, or to the first response, whichever is later."""
        first = next(each for each in self.acknowledged if each > moment)
        last = max((each for each, _ in self.failed if each > moment), default=moment)
        return max(first, last) - moment

    def lost(self) -> list[str]:
        """Return a message for each item whose row contradicts the last acknowledgement, or is stored twice."""
        rows = self.stack.completions()
        wrong = [f"{key} is there {count} times" for key, count in rows.items() if count > 1]
        for learner in self.learners:
            for item, done in learner.states.items():
                if item not in learner.unsure and (rows.get((learner.user, item), 0) == 1) != done:
                    wrong.append(
                        f"learner {learner.user} got the response that item {item} is {'done' if done else 'open'}"
                    )
        return wrong
