"""Fixtures that several modules of view tests share."""

import pytest
from django.test import Client

from tests.makers import make_editor, make_user


@pytest.fixture
def editor_client(db):
    """Return a test client in which an editor is signed in."""
    client = Client()
    client.force_login(make_editor())
    return client


@pytest.fixture
def owner(db):
    """Return an owner, whose days are those of Tokyo."""
    return make_user("owner@example.org", is_staff=True, is_superuser=True, time_zone="Asia/Tokyo")


@pytest.fixture
def owner_client(owner):
    """Return a test client in which the owner is signed in."""
    client = Client()
    client.force_login(owner)
    return client
