"""The cache in the database; it raises if it cannot write."""

from collections.abc import Callable, Iterable

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, IntegrityError, connections, router, transaction


class HonestDatabaseCache(DatabaseCache):
    """Raises DatabaseError if the disk is full or the database cannot be reached.

    Django's class ignores these errors as if another process had written at the same time. Code that counts tries
    would then report too many of them.
    """

    _reading = False  # not shared: each thread has its own cache object

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, object]:
        """Return the values of KEYS, and delete expired ones if the database can be written to."""
        self._reading = True
        try:
            return super().get_many(keys, version)
        finally:
            self._reading = False

    def _base_delete_many(self, keys: Iterable[str]) -> bool:
        try:
            with transaction.atomic(using=router.db_for_write(self.cache_model_class)):
                return bool(super()._base_delete_many(keys))  # type: ignore[misc]
        except DatabaseError:
            if self._reading:
                return False
            raise

    def _base_set(self, mode: str, key: str, value: object, timeout: object = DEFAULT_TIMEOUT) -> bool:
        alias = router.db_for_write(self.cache_model_class)
        failures: list[DatabaseError] = []

        def watch(execute: Callable[..., object], *arguments: object) -> object:
            try:
                return execute(*arguments)
            except DatabaseError as error:
                if not isinstance(error, IntegrityError):  # that one means that another process has written
                    failures.append(error)
                raise

        # Commits here, so that errors of the commit are raised too.
        with transaction.atomic(using=alias), connections[alias].execute_wrapper(watch):
            done = bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        if failures:
            raise failures[0]
        return done
