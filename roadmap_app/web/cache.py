"""The cache in the database, which says when it could not write."""

from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, IntegrityError, connections, router, transaction


class HonestDatabaseCache(DatabaseCache):
    """Django's, but a full disk or a database that is out of reach is an error.

    Django's answers as if somebody else had written in the same moment, which who counts tries takes for too many.
    """

    _reading = False  # each thread has a cache of its own

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        """Return what is kept for KEYS; what has expired is deleted where that is possible."""
        self._reading = True
        try:
            return super().get_many(keys, version)
        finally:
            self._reading = False

    def _base_delete_many(self, keys: Any) -> bool:
        try:
            with transaction.atomic(using=router.db_for_write(self.cache_model_class)):
                return bool(super()._base_delete_many(keys))  # type: ignore[misc]
        except DatabaseError:
            if self._reading:
                return False
            raise

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        alias = router.db_for_write(self.cache_model_class)
        failures: list[DatabaseError] = []

        def watch(execute: Any, *arguments: Any) -> Any:
            try:
                return execute(*arguments)
            except DatabaseError as error:
                if not isinstance(error, IntegrityError):  # that one is somebody else's writing
                    failures.append(error)
                raise

        # Committed here: what goes wrong then is not swallowed either.
        with transaction.atomic(using=alias), connections[alias].execute_wrapper(watch):
            done = bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        if failures:
            raise failures[0]
        return done
