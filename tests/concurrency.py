"""Calls at the same moment, as from two tabs or two people."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

several_writers = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")


def together(*calls, catch=()):
    """Run CALLS at the same moment, each on a connection of its own; return their results, or exceptions to CATCH."""
    start = Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            return call()
        except catch as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
