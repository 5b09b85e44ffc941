"""Fixtures that several modules of view tests share."""

import pytest
from django.test import Client

from tests.makers import make_editor


@pytest.fixture
def editor_client(db):
    """Return a test client in which an editor is signed in."""
    client = Client()
    client.force_login(make_editor())
    return client
