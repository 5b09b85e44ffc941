"""The encrypted secrets of second factors: checking them, and re-encrypting them after SECRET_KEY has changed."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator

from roadmap_app.identity.encryption import NotDecrypted, decrypt, encrypt, is_current
from roadmap_app.operations.findings import FAIL, OK, Finding

NAMES = ("secret", "seed")


def second_factors() -> Iterator[Finding]:
    """Check that this SECRET_KEY decrypts the secrets of authenticator apps and recovery codes."""
    people = {row.user_id for row in _with_secrets() if not all(map(_is_readable, _secrets(row)))}
    if people:
        who = "1 person" if len(people) == 1 else f"{len(people)} people"
        yield Finding(
            "second factors",
            FAIL,
            f"The apps and recovery codes of {who} were encrypted with another SECRET_KEY, and do not work.",
            "Set SECRET_KEY, or SECRET_KEY_OLD, to the one of before. If it is lost: reset them under Admin › Users, "
            "or with manage.py reset_mfa.",
        )
    else:
        yield Finding("second factors", OK, "The secrets of apps and recovery codes can be read.")


def renew_second_factors() -> int:
    """Re-encrypt with SECRET_KEY what was encrypted with SECRET_KEY_OLD; return the number of changed rows."""
    count = 0
    for row in _with_secrets():
        old = [name for name in NAMES if name in row.data and _is_old(row.data[name])]
        if old:
            row.data |= {name: encrypt(decrypt(row.data[name])) for name in old}
            row.save(update_fields=["data"])
        count += bool(old)
    return count


def _with_secrets() -> Iterator[Authenticator]:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    yield from Authenticator.objects.filter(type__in=kinds).order_by("pk").iterator()


def _secrets(row: Authenticator) -> list[str]:
    return [*(row.data[name] for name in NAMES if name in row.data), *row.data.get("migrated_codes", [])]


def _is_readable(text: str) -> bool:
    try:
        decrypt(text)
    except NotDecrypted:
        return False
    return True


def _is_old(text: str) -> bool:
    return not is_current(text) and _is_readable(text)
