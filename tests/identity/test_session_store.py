"""Stored sessions: reading the database does not let anybody sign in."""

import json
from importlib import import_module

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as SignedStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from roadmap_app.identity.session_store import ROW_KEY_LENGTH, SessionStore, row_key
from tests.identity.browsers import is_in, signed_in
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def with_key(key):
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser


def key_of(browser):
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def everything_stored():
    """Yield every text in every table, as the thief of a database file would see it."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (value for value in row if isinstance(value, str))


def test_no_stored_key_signs_anybody_in():
    browser = signed_in(make_user())
    keys = {*Session.objects.values_list("pk", flat=True), *UserSession.objects.values_list("session_key", flat=True)}
    assert is_in(with_key(key_of(browser))) and keys == {row_key(key_of(browser))}
    assert not any(key_of(browser) in value for value in everything_stored())
    assert not any(is_in(with_key(key)) for key in keys)


def test_session_data_cannot_be_read():
    store = SessionStore()
    store["mfa.totp.secret"] = "JBSWY3DPEHPK3PXP"
    store.save()
    row = Session.objects.get()
    assert SessionStore(store.session_key)["mfa.totp.secret"] == "JBSWY3DPEHPK3PXP"
    assert SignedStore().decode(row.session_data) == {}
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(row.session_data)


def test_with_another_secret_key_a_session_is_empty(settings):
    store = SessionStore()
    store["a"] = 1
    store.save()
    settings.SECRET_KEY = "another " * 8
    assert dict(SessionStore(store.session_key).items()) == {}


def test_signing_out_deletes_the_row_and_a_new_sign_in_has_a_new_key():
    user = make_user()
    browser = signed_in(user)
    first = key_of(browser)
    browser.post("/accounts/logout/")
    assert not Session.objects.exists()
    assert key_of(signed_in(user)) != first
    assert not is_in(with_key(first))


def test_sessions_from_before_the_encryption_continue():
    user = make_user()
    browser = signed_in(user)
    old = SignedStore()
    old.update(browser.session.items())
    old.save()
    UserSession.objects.update(session_key=old.session_key)
    Session.objects.exclude(pk=old.session_key).delete()
    browser.cookies[settings.SESSION_COOKIE_NAME] = old.session_key
    assert not is_in(browser)
    migration = import_module("roadmap_app.migrations.0014_hash_session_keys")
    for _ in range(2):
        migration.hash_session_keys(apps, connection.schema_editor())
        browser.cookies[settings.SESSION_COOKIE_NAME] = old.session_key
        assert is_in(browser) and "this one" in browser.get("/accounts/sessions/").content.decode()
    assert migration.digest("k" * 32) == row_key("k" * 32) and len(row_key("k")) == ROW_KEY_LENGTH
