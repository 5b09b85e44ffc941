"""Giving way: before a step that several requests can take together, the others may begin and come to it, too."""

from collections.abc import Callable
from contextvars import ContextVar

# Set by the server's threads (operations/request_threads.py). Elsewhere, as in a command, no request waits.
give_way_of_thread: ContextVar[Callable[[], None]] = ContextVar("give_way_of_thread", default=lambda: None)


def give_way() -> None:
    """Let a request begin that waits for its turn, if there is one; return when it is this thread's turn again."""
    give_way_of_thread.get()()
