"""Passwords from known breaches are refused if the operator has a list."""

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from roadmap_app.identity.breached import BreachedPasswordValidator

VALIDATOR = [{"NAME": "roadmap_app.identity.breached.BreachedPasswordValidator"}]


def is_refused(password):
    try:
        BreachedPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 500])
def test_exactly_the_lines_of_the_list_are_found(settings, tmp_path, count, ending):
    path = settings.PORTAL_BREACHED_PASSWORDS = tmp_path / "list.txt"
    digests = sorted(hashlib.sha1(f"leaked {n}".encode()).hexdigest().upper() for n in range(count))
    path.write_text("".join(f"{digest}:{n * 7}{ending}" for n, digest in enumerate(digests)), newline="")
    assert all(is_refused(f"leaked {n}") for n in range(count))
    assert not any(is_refused(f"mine {n}") for n in range(500))


def test_the_error_message_names_the_reason(settings, tmp_path):
    path = settings.PORTAL_BREACHED_PASSWORDS = tmp_path / "list.txt"
    settings.AUTH_PASSWORD_VALIDATORS = VALIDATOR
    path.write_text(hashlib.sha1(b"tr0ub4dor&3 leaked").hexdigest().upper())
    with pytest.raises(ValidationError, match="known from a breach"):
        validate_password("tr0ub4dor&3 leaked")
    settings.PORTAL_BREACHED_PASSWORDS = None
    validate_password("tr0ub4dor&3 leaked")
