"""Where staff need a second factor: every address that is theirs leads to it, and every other answers as ever.

Which addresses are theirs is read from the table, so that a new page for editors is guarded or fails here.
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
# Signing out stays open to everybody, and so does leaving, though the only owner gets another answer.
OPEN = {"admin:logout", "deletion"}


def is_for_staff(name):
    """Whether editors or owners are answered otherwise than a learner who has no more rights than anybody."""
    columns = EXPECTED[name].values()
    return name not in OPEN and any(
        column[who] != column["another"] for column in columns for who in ("editor", "owner")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_staff_without_one_are_led_to_it_from_what_is_theirs_and_from_nothing_else(chunk, settings):
    settings.PORTAL_STAFF_MFA = True
    world, wrong = World(), []
    for address in chunk:
        path = world.path(address)
        for person in ("visitor", "another", "editor", "owner"):
            for method in METHODS:
                for each in (method, *ALIKE.get(method, ())):
                    got, wrote, answer = world.ask(path, person, each)
                    where = answer.headers.get("Location", "")
                    if person in ("editor", "owner") and is_for_staff(address.name):
                        if where != SET_UP or wrote:
                            wrong.append(f"{each} {address.name} as {person}: {got} {where}")
                    elif where == SET_UP and address.name not in ("mfa_remove_webauthn", "mfa_deactivate_totp"):
                        wrong.append(f"{each} {address.name} as {person} leads to the second factor")
    assert wrong == []


def test_there_are_such_addresses():
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
def test_htmx_is_told_to_go_there_as_a_whole(staff, path, method):
    answer = getattr(signed_in(staff), method)(path, headers=HTMX)
    assert (answer.headers["HX-Redirect"], answer.content) == (SET_UP, b"")


@pytest.mark.parametrize("path", ASKED)
def test_a_session_that_never_passed_it_must_once_it_is_there(staff, path):
    make_app(staff)
    answer = signed_in(staff).get(path)
    assert answer.headers["Location"].startswith(PASS) and answer.status_code == 302


def test_whoever_may_edit_without_being_staff_needs_one_too(db, settings):
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
