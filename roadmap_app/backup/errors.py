"""Errors of backups that a person can fix."""


class BackupError(Exception):
    """The error message says what is wrong and what to do."""
