"""What may go wrong with a backup and can be mended by a person."""


class BackupError(Exception):
    """Says in a sentence what is wrong, and what to do."""
