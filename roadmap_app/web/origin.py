"""Where what is being done comes from: the request's id and the address behind it, for the audit record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """A request as the audit record names it; the address is worked out only when something is recorded."""

    request_id: str = ""
    address: Callable[[], str | None] = lambda: None


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current_origin() -> Origin:
    """Return where the work at hand comes from; an empty one for commands."""
    return _origin.get() or Origin()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Let what is done inside be recorded as coming from ORIGIN."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
