"""File locks between processes of one machine; the operating system releases them when a process ends."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Windows only has exclusive locks on ranges of bytes: a shared lock takes one byte, an exclusive lock all of them.
LOCK_BYTES = 1 << 20
RETRY_SECONDS = 0.1


class Locked(Exception):
    """Another process holds the lock."""


@contextmanager
def exclusive(path: Path, when_held: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of PATH exclusively. If another process holds it, call WHEN_HELD, which may raise, then wait."""
    with _opened(path) as file:
        try:
            _lock(file, shared=False, wait=False)
        except Locked:
            when_held()
            _lock(file, shared=False, wait=True)
        yield


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold a shared lock of PATH. Raise Locked if another process holds it exclusively."""
    with _opened(path) as file:
        _lock(file, shared=True, wait=False)
        yield


def _opened(path: Path) -> IO[bytes]:
    """Open the lock file. It is never deleted: two processes could then lock the old and a new file at once."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)


if sys.platform == "win32":

    def _lock(file: IO[bytes], *, shared: bool, wait: bool) -> None:
        file.seek(os.getpid() % LOCK_BYTES if shared else 0)
        while True:
            try:
                return msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1 if shared else LOCK_BYTES)
            except OSError as error:
                if not wait:
                    raise Locked from error
            time.sleep(RETRY_SECONDS)  # Windows itself would give up after ten seconds

else:

    def _lock(file: IO[bytes], *, shared: bool, wait: bool) -> None:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Locked from error
