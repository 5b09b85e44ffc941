"""Encryption of secrets in the database, with a key derived from SECRET_KEY."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"cairn: secrets in the database"


class NotDecrypted(Exception):
    """The text was changed, or encrypted with a key that is in neither SECRET_KEY nor SECRET_KEY_FALLBACKS."""


def encrypt(text: str) -> str:
    """Return TEXT encrypted and authenticated, as ASCII."""
    return _fernet(_secret_keys()).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return the text that encrypt() was given.

    Raise NotDecrypted if the key is neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS.
    """
    try:
        return _fernet(_secret_keys()).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise NotDecrypted from error


def is_current(token: str) -> bool:
    """Return whether TOKEN is encrypted with SECRET_KEY, not with a fallback or an unknown key."""
    try:
        _fernet(_secret_keys()[:1]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def _secret_keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=16)
def _fernet(secret_keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in secret_keys])


def _derived(secret_key: str) -> bytes:
    # RFC 5869: a key for this purpose only, independent of the keys that Django derives for signatures.
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(secret_key.encode()))
