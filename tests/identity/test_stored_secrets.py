"""Secrets of second factors are encrypted; with another SECRET_KEY there is a clear error message."""

import json
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.db import connection

from roadmap_app.operations.findings import FAIL, OK
from roadmap_app.operations.secret_checks import renew_second_factors, second_factors
from tests.makers import make_app, make_user
from tests.mfa_client import PASSWORD, SECRET, browser, code, give, is_in, reauthenticated

pytestmark = pytest.mark.django_db


def stored():
    return json.dumps(list(Authenticator.objects.values_list("data", flat=True)))


def store_readable(user):
    """Store secrets unencrypted, as older versions did; return the seed of the recovery codes."""
    Authenticator.objects.filter(user=user, type="totp").update(data={"secret": SECRET})
    seed = RecoveryCodes.generate_seed()
    Authenticator.objects.filter(user=user, type="recovery_codes").update(data={"seed": seed, "used_mask": 1})
    return seed


def test_secrets_are_encrypted_and_work():
    ada = make_user()
    make_app(ada)
    assert SECRET not in stored()
    client = browser(ada)
    give(client, code())
    assert is_in(client)


def test_unencrypted_secrets_are_migrated_once_and_still_work():
    ada = make_user()
    make_app(ada)
    seed = store_readable(ada)
    migration = import_module("roadmap_app.migrations.0016_encrypt_second_factors")
    for _ in range(2):
        migration.encrypt_secrets(apps, connection.schema_editor())
        assert SECRET not in stored() and seed not in stored()
    client = browser(ada)
    give(client, code())
    assert is_in(client)
    recovery = Authenticator.objects.get(type="recovery_codes").wrap()
    assert len(recovery.get_unused_codes()) == 9 and recovery.validate_code(recovery.get_unused_codes()[0])
    migration.decrypt_secrets(apps, connection.schema_editor())
    assert SECRET in stored() and seed in stored()


def test_with_another_secret_key_a_page_explains_what_to_do(settings):
    ada = make_user()
    make_app(ada)
    settings.SECRET_KEY = "another key of the same portal, restored"
    client = browser(ada)
    response = give(client, code())
    assert response.status_code == 409 and "secret key" in response.content.decode() and not is_in(client)
    client.force_login(ada)
    page = reauthenticated(client, password=PASSWORD).get("/accounts/2fa/recovery-codes/")
    assert page.status_code == 409 and "secret key" in page.content.decode()


def test_doctor_counts_users_with_unreadable_secrets(settings):
    make_app(make_user())
    assert [finding.state for finding in second_factors()] == [OK]
    settings.SECRET_KEY = "another key of the same portal, restored"
    assert [(finding.state, "1 person" in finding.seen) for finding in second_factors()] == [(FAIL, True)]


def test_a_new_secret_key_with_the_old_as_fallback_loses_nothing(settings):
    ada = make_user()
    make_app(ada)
    client = browser(ada)
    give(client, code())
    old, settings.SECRET_KEY = settings.SECRET_KEY, "the new key of this portal, made today"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert is_in(client)
    assert (renew_second_factors(), renew_second_factors()) == (2, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert [finding.state for finding in second_factors()] == [OK]
