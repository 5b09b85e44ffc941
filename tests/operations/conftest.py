"""The databases that the tests of backups have made."""

from tests.backup.conftest import filled, server

__all__ = ["filled", "server"]
