"""A password hasher that counts how often it is asked: what a stranger could measure."""

from typing import ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """Fast, and counting."""

    algorithm = "counting"
    asked: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        """Return the hash, and remember that it was made."""
        self.asked.append(password)
        return super().encode(password, salt)
