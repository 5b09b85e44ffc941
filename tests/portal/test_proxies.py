"""PORTAL_PROXIES: the address of a request behind proxies, and what a wrong number does."""

import pytest

from roadmap_app.models import AuditEvent
from tests.makers import make_user

pytestmark = pytest.mark.django_db
FIELDS = {"login": "learner@example.org", "password": "wrong"}


@pytest.fixture
def two_proxies(settings):
    """Set PORTAL_PROXIES to 2."""
    settings.PORTAL_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [("/accounts/login/", FIELDS, 200), ("/accounts/password/reset/", {"email": "learner@example.org"}, 302)],
)
def test_fewer_proxies_than_configured_stop_nobody(client, two_proxies, caplog, path, fields, status):
    make_user("learner@example.org")
    response = client.post(path, fields, headers={"X-Forwarded-For": "203.0.113.9"}, REMOTE_ADDR="192.0.2.1")
    assert response.status_code == status
    assert "PORTAL_PROXIES is 2, but X-Forwarded-For holds fewer addresses" in caplog.text
    assert set(AuditEvent.objects.values_list("address", flat=True)) <= {"192.0.2.1"}


def test_the_configured_number_of_proxies_is_trusted(client, two_proxies):
    make_user("learner@example.org")
    client.post("/accounts/login/", FIELDS, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9, 192.0.2.7"})
    assert list(AuditEvent.objects.values_list("address", flat=True)) == ["203.0.113.9"]
