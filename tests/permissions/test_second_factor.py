"""With PORTAL_STAFF_MFA every address for staff redirects to the second factor, and no other address does.

The addresses for staff come from the table, so that a new page for editors without the guard fails here.
"""

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_app, make_editor, make_user
from tests.permissions.addresses import addresses
from tests.permissions.table import rows
from tests.permissions.test_permissions import chunks
from tests.permissions.world import ALIKE, METHODS, World
from tests.views.rituals import HTMX

EXPECTED = rows()
SET_UP, PASS = "/accounts/2fa/", "/accounts/reauthenticate/?next="
# Signing out and deletion stay open to everybody, though the only owner gets another response.
OPEN = {"admin:logout", "deletion"}


def is_for_staff(name):
    """Return whether editors or owners get another response than a learner without special rights."""
    columns = EXPECTED[name].values()
    return name not in OPEN and any(
        column[who] != column["another"] for column in columns for who in ("editor", "owner")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_staff_without_one_are_redirected_from_their_addresses_only(chunk, settings):
    settings.PORTAL_STAFF_MFA = True
    assert wrong_redirects(chunk) == []


@pytest.mark.soak
@pytest.mark.django_db
@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_staff_without_one_are_redirected_with_every_method(chunk, settings):
    settings.PORTAL_STAFF_MFA = True
    assert wrong_redirects(chunk, thorough=True) == []


def wrong_redirects(chunk, thorough=False):
    """Return what is wrong at the addresses in CHUNK.

    Staff try each method at the addresses for staff. Where no redirect is expected, THOROUGH tries each, too, not
    only GET and POST.
    """
    world, wrong = World(), []
    every_method = (*METHODS, *(method for methods in ALIKE.values() for method in methods))
    for address in chunk:
        path = world.path(address)
        for person in ("visitor", "another", "editor", "owner"):
            is_redirected = person in ("editor", "owner") and is_for_staff(address.name)
            for method in every_method if is_redirected or thorough else ("GET", "POST"):
                outcome = world.send(person, method, path)
                where = outcome.response.headers.get("Location", "")
                if is_redirected:
                    if where != SET_UP or outcome.wrote:
                        wrong.append(f"{method} {address.name} as {person}: {outcome.word} {where}")
                elif where == SET_UP and address.name not in ("mfa_remove_webauthn", "mfa_deactivate_totp"):
                    wrong.append(f"{method} {address.name} as {person} redirects to the second factor")
    return wrong


def test_the_table_has_addresses_for_staff():
    found = {address.name for address in addresses() if is_for_staff(address.name)}
    assert {"admin:index", "admin:login", "outline_new", "roadmap_outline", "admin/<url>"} <= found
    assert not {"settings", "roadmap", "mfa_index", "topic_note", "account_logout"} & found


STAFF = {"editor": make_editor, "owner": lambda: make_user(is_staff=True, is_superuser=True)}
ASKED = ("/admin/", "/admin/roadmap_app/topic/add/", "/outlines/new/")


@pytest.fixture(params=STAFF)
def staff(request, db, settings):
    settings.PORTAL_STAFF_MFA = True
    return STAFF[request.param]()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_htmx_gets_a_redirect_of_the_whole_page(staff, path, method):
    response = getattr(signed_in(staff), method)(path, headers=HTMX)
    assert (response.headers["HX-Redirect"], response.content) == (SET_UP, b"")


@pytest.mark.parametrize("path", ASKED)
def test_a_session_from_before_the_second_factor_must_use_it(staff, path):
    make_app(staff)
    response = signed_in(staff).get(path)
    assert response.headers["Location"].startswith(PASS) and response.status_code == 302


def test_editors_who_are_not_staff_need_one_too(db, settings):
    settings.PORTAL_STAFF_MFA = True
    editor = make_editor()
    editor.is_staff = False
    editor.save()
    assert signed_in(editor).get("/outlines/new/").headers["Location"] == SET_UP


def test_learners_need_none(learner_client, settings):
    settings.PORTAL_STAFF_MFA = True
    assert learner_client.get("/settings/").status_code == 200
    assert learner_client.get("/outlines/new/").status_code == 404
    assert learner_client.get("/admin/").headers["Location"].startswith(reverse("admin:login"))


def test_the_setting_can_be_off(staff, settings):
    settings.PORTAL_STAFF_MFA = False
    assert signed_in(staff).get("/admin/").status_code == 200
