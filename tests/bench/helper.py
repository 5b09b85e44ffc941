"""A process with the portal's Django on one database: it fills the database and looks things up."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from tests.bench.servers import Database


class Helper:
    """Calls functions of this package in a process of their own."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self.pool = pool

    def call(self, function: str, *arguments: object) -> Any:
        """Return what FUNCTION ("module.name") returns."""
        return self.pool.submit(_call, function, arguments).result()


@contextmanager
def helping(database: Database) -> Iterator[Helper]:
    """Yield a helper on DATABASE; its process ends with the with block."""
    with ProcessPoolExecutor(1, get_context("spawn"), _set_up, (database.environment,)) as pool:
        yield Helper(pool)


def _set_up(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    os.umask(0o077)
    import_module("django").setup()


def _call(function: str, arguments: tuple[object, ...]) -> object:
    module, name = function.split(".")
    try:
        return getattr(import_module(f"tests.bench.{module}"), name)(*arguments)
    finally:
        import_module("django.db").connections.close_all()
