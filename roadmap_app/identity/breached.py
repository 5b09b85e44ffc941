"""Passwords that are known from breaches, looked up in a file on this machine: nothing leaves it."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError

DIGEST = 40  # hexadecimal digits of a SHA-1


class BreachedPasswordValidator:
    """Refuses what the list at PORTAL_BREACHED_PASSWORDS holds: SHA-1 digests in order, each with “:” and a count.

    It is as Pwned Passwords are downloaded, tens of gigabytes; a shorter one will do. Without a list nothing is refused
    here, beyond Django's 20,000 most common.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError if PASSWORD is in the list."""
        path: Path | None = settings.PORTAL_BREACHED_PASSWORDS
        if path is None:
            return
        # What Pwned Passwords are published as; it protects nothing here.
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        with path.open("rb") as file:
            if _holds(file, wanted):
                raise ValidationError("This password is known from a breach elsewhere: choose another.", "breached")

    def get_help_text(self) -> str:
        """Return what the form says beside the field."""
        return "Your password can’t be one that is known from a breach." if settings.PORTAL_BREACHED_PASSWORDS else ""


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    """Return whether a line of FILE, which is in order, begins with WANTED; some 35 reads in 40 GB."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        file.seek(middle)
        if middle:
            file.readline()  # the rest of a line that began before
        line = file.readline()
        found = line[:DIGEST].upper()
        if found == wanted:
            return True
        if line and found < wanted:
            low = middle + 1
        else:
            high = middle
    file.seek(0)
    return file.readline()[:DIGEST].upper() == wanted
