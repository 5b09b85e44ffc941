"""A password hasher that counts its calls, whose time a stranger could measure."""

from typing import ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """Records every password that is hashed."""

    algorithm = "counting"
    asked: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        """Return the hash and record the call."""
        self.asked.append(password)
        return super().encode(password, salt)
