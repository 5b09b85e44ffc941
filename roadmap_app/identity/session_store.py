"""Sessions in the database, kept so that reading it signs nobody in.

A cookie holds the session's key; the row is found by a digest of it, and what the session holds is encrypted.
"""

import hashlib
import time
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from roadmap_app.identity.encryption import NotDecrypted, decrypt, encrypt
from roadmap_app.web.waiting import is_busy, left_out_if_busy

# The column has room for 40 characters: 160 bits, as many as the key itself has.
ROW_KEY_LENGTH = 40
# When somebody signed in, after how many seconds unused the session ends, and when it ends in any case (Unix time).
BEGAN, IDLE, ENDS = "cairn_began", "cairn_idle", "cairn_ends"


def row_key(session_key: str) -> str:
    """Return the primary key of the row whose cookie holds SESSION_KEY."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:ROW_KEY_LENGTH]


class SessionStore(db.SessionStore):
    """Django's sessions in the database, found by a digest and encrypted; the portal is WSGI, and asks synchronously.

    Its class bears Django's name: the salt of what was signed before there was encryption is made from it.
    """

    expires: datetime | None = None  # as the row has it

    def get_expiry_age(self, **more: Any) -> int:
        """Return for how many seconds the session lives if it is not used."""
        if IDLE not in self:
            return super().get_expiry_age(**more)
        return max(0, int(min(self[IDLE], self[ENDS] - time.time())))

    def get_expiry_date(self, **more: Any) -> datetime:
        """Return when the session ends if it is not used."""
        if IDLE not in self:
            return super().get_expiry_date(**more)
        return timezone.now() + timedelta(seconds=self.get_expiry_age())

    def get_expire_at_browser_close(self) -> bool:
        """Return whether it lives as long as the browser only: never one with limits of its own."""
        return IDLE not in self and super().get_expire_at_browser_close()

    def exists(self, session_key: str | None = None) -> bool:
        """Return whether there is a session with SESSION_KEY."""
        return bool(session_key) and super().exists(row_key(str(session_key)))

    def save(self, must_create: bool = False) -> None:
        """Write it; raise Django's DatabaseError where somebody else has been writing for too long."""
        try:
            super().save(must_create)
        except UpdateError as error:  # Django takes every failure for a session that was deleted meanwhile
            if isinstance(error.__context__, DatabaseError) and is_busy(error.__context__):
                raise error.__context__ from error.__context__.__cause__
            raise

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session with SESSION_KEY; without one, this."""
        key = session_key or self.session_key
        if key:
            # A page that finds a session ended, and is only read, is read as a visitor; the row goes next time.
            with left_out_if_busy():
                super().delete(row_key(key))

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return SESSION_DICT signed and encrypted: it may hold a state of single sign-on or an app's secret."""
        return encrypt(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what encode() was given; {} for what was made with another SECRET_KEY."""
        data = session_data if isinstance(session_data, str) else session_data.decode()
        if ":" in data:  # signed only, as sessions were before; base64 holds no colon
            return super().decode(data)
        try:
            return super().decode(decrypt(data))
        except NotDecrypted:
            return {}

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row as it is to be saved."""
        row = super().create_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    def _get_session_from_db(self) -> Session | None:
        living = Session.objects.filter(session_key=row_key(self.session_key or ""), expire_date__gt=timezone.now())
        row = living.first() if self.session_key else None
        if row is None:
            self._session_key = None  # as Django does: the answer takes the cookie away
        else:
            self.expires = row.expire_date
        return row
