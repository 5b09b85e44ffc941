"""Sessions in the database, stored so that nobody who reads the database can sign in with them.

The cookie has the session's key; the row's primary key is a digest of it, and the data is encrypted.
"""

import hashlib
import time
from datetime import datetime, timedelta

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from roadmap_app.identity.encryption import NotDecrypted, decrypt, encrypt
from roadmap_app.models.single_row import single_row
from roadmap_app.web.waiting import is_busy, left_out_if_busy

# The column holds 40 characters: 160 bits, as many as the key has.
ROW_KEY_LENGTH = 40
# The time of the sign-in (Unix time), the seconds unused after which the session ends, and its latest end (Unix time).
BEGAN, IDLE, ENDS = "cairn_began", "cairn_idle", "cairn_ends"


def row_key(session_key: str) -> str:
    """Return the primary key of the session with SESSION_KEY."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:ROW_KEY_LENGTH]


class SessionStore(db.SessionStore):
    """Django's database sessions, with digests as primary keys and encrypted data; only the synchronous methods.

    The class has Django's name, as Django derives from it the salt of signed sessions from before the encryption.
    """

    expires: datetime | None = None  # the row's value

    def get_expiry_age(self, **more: object) -> int:
        """Return the seconds until the session ends if it is not used."""
        if IDLE not in self:
            return super().get_expiry_age(**more)
        return max(0, int(min(self[IDLE], self[ENDS] - time.time())))

    def get_expiry_date(self, **more: object) -> datetime:
        """Return when the session ends if it is not used."""
        if IDLE not in self:
            return super().get_expiry_date(**more)
        return timezone.now() + timedelta(seconds=self.get_expiry_age())

    def get_expire_at_browser_close(self) -> bool:
        """Return whether the session ends with the browser; never if it has limits of its own."""
        return IDLE not in self and super().get_expire_at_browser_close()

    def exists(self, session_key: str | None = None) -> bool:
        """Return whether there is a session with SESSION_KEY."""
        return bool(session_key) and super().exists(row_key(str(session_key)))

    def save(self, must_create: bool = False) -> None:
        """Write the session; raise DatabaseError if another writer holds the lock for too long."""
        try:
            super().save(must_create)
        except UpdateError as error:  # Django reports every failure as a deleted session
            if isinstance(error.__context__, DatabaseError) and is_busy(error.__context__):
                raise error.__context__ from error.__context__.__cause__
            raise

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session with SESSION_KEY; by default this one."""
        key = session_key or self.session_key
        if key:
            # A page that only reads treats the user as a visitor; the next request deletes the row.
            with left_out_if_busy():
                super().delete(row_key(key))

    def encode(self, session_dict: dict[str, object]) -> str:
        """Return SESSION_DICT signed and encrypted, as it may have an app's secret."""
        return encrypt(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, object]:
        """Return the dict that encode() was given; {} if it was encrypted with another SECRET_KEY."""
        data = session_data if isinstance(session_data, str) else session_data.decode()
        if ":" in data:  # signed only, by an older version; base64 has no colon
            return super().decode(data)
        try:
            return super().decode(decrypt(data))
        except NotDecrypted:
            return {}

    def create_model_instance(self, data: dict[str, object]) -> AbstractBaseSession:
        """Return the row to save."""
        row = super().create_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    def _get_session_from_db(self) -> Session | None:
        row = single_row(Session, session_key=row_key(self.session_key)) if self.session_key else None
        if row is None or row.expire_date <= timezone.now():
            self._session_key = None  # as Django does, so that the response deletes the cookie
            return None
        self.expires = row.expire_date
        return row
