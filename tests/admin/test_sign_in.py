"""The admin uses allauth's sign-in, sign-out and password change, which are limited and recorded."""

import pytest
from django.core import mail
from django.urls import URLResolver, get_resolver

from roadmap_app.models import AuditEvent
from tests.makers import make_user
from tests.mfa_client import PASSWORD, browser, reauthenticated

pytestmark = pytest.mark.django_db
NEW = {"password1": "brand new 7 words", "password2": "brand new 7 words"}
# Django's remaining views: none signs anybody in or out or changes a password.
HARMLESS = {
    "AdminSite.index",
    "AdminSite.app_index",
    "AdminSite.autocomplete_view",
    "AdminSite.i18n_javascript",
    "AdminSite.catch_all_view",
    "UserAdmin.add_view",  # an owner makes an account
}


@pytest.fixture
def owner():
    return make_user("owner@example.org", is_staff=True, is_superuser=True)


def views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield getattr(pattern.callback, "view_class", pattern.callback)


def test_no_django_view_replaced_by_allauth_is_routed():
    found = {
        view.__qualname__
        for view in views(get_resolver().url_patterns)
        if view.__module__.startswith(("django.contrib.auth", "django.contrib.admin.sites"))
    }
    assert found == HARMLESS


def test_the_admins_password_link_leads_to_the_portals_page(owner):
    client = browser(owner)
    old = {"old_password": PASSWORD, "new_password1": "brand new 7 words", "new_password2": "brand new 7 words"}
    for page in ("/admin/password_change/", "/admin/password_change/done/"):
        assert client.get(page).status_code == client.post(page, old).status_code == 404
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert '"/accounts/password/change/"' in client.get("/admin/").content.decode()


def test_signing_out_in_the_admin_signs_out_of_the_portal(owner):
    client = browser(owner)
    client.post("/admin/logout/")
    assert client.get("/settings/").status_code == 302
    assert AuditEvent.objects.filter(verb="signed_out", actor=owner).exists()


def test_an_owner_sets_a_password_after_reauthentication_and_the_user_is_notified(owner):
    ada = make_user("ada@example.org")
    page = f"/admin/roadmap_app/user/{ada.pk}/password/"
    unlocked = browser()
    unlocked.force_login(owner)
    for response in (unlocked.get(page), unlocked.post(page, NEW)):
        assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert reauthenticated(unlocked).post(page, NEW).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password("brand new 7 words")
    assert [(each.to, "password" in each.subject.lower()) for each in mail.outbox] == [(["ada@example.org"], True)]


def test_owners_change_their_own_password_in_the_settings(owner):
    page = f"/admin/roadmap_app/user/{owner.pk}/password/"
    client = reauthenticated(browser(owner))
    for response in (client.get(page), client.post(page, NEW)):
        assert response.headers["Location"] == "/accounts/password/change/"
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
