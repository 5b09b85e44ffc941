"""While another connection holds the write lock, pages that only read answer, and forms give up with a message."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from roadmap_app.actions.teams import set_shares
from roadmap_app.identity.session_store import BEGAN, ENDS, IDLE, SessionStore
from roadmap_app.models import CalendarFeed, Completion, Membership, Note, Visit
from roadmap_app.web import waiting
from tests.makers import make_team_with, make_user
from tests.permissions.addresses import addresses
from tests.permissions.table import rows
from tests.permissions.world import World, word

EXPECTED = rows()
PASSWORD = "correct horse 9"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def patience(monkeypatch):
    """Shorten the timeouts, so that the tests do not wait."""
    monkeypatch.setattr(waiting, "READING_MS", 1)
    monkeypatch.setattr(waiting, "WRITING_MS", 2)
    waiting._with_timeout.clear()
    yield
    waiting._with_timeout.clear()
    connection.close()  # the next test would get one with the short timeout


@pytest.fixture
def database(transactional_db, patience, tmp_path):
    """Use SQLite in a file, as one in memory allows no second connection; PostgreSQL as it is."""
    if connection.vendor == "postgresql":
        yield
        return
    usual = connections["default"]
    path = tmp_path / "test.sqlite3"
    usual.ensure_connection()  # another test may have closed it
    path.write_bytes(usual.connection.serialize())
    options = usual.settings_dict["OPTIONS"] | {"timeout": 0.01}
    connections["default"] = type(usual)({**usual.settings_dict, "NAME": str(path), "OPTIONS": options}, "default")
    try:
        yield
    finally:
        connection.close()
        connections["default"] = usual


@contextmanager
def write_lock_held():
    """Hold, in another connection, the lock that all writers need."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            else:
                other.set_autocommit(False)
                tables = ", ".join(connection.ops.quote_name(name) for name in connection.introspection.table_names())
                cursor.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
            yield
    finally:
        other.close()


@pytest.fixture
def world(database):
    return World()


def browser(world, person):
    client = Client(raise_request_exception=False)
    client.cookies.update(world.cookies[person])
    return client


@pytest.mark.parametrize("person", ["visitor", "learner", "owner"])
def test_every_page_that_only_reads_answers_as_usual(world, person):
    wrong = []
    with write_lock_held():
        for address in addresses():
            expected = EXPECTED[address.name]["GET"][person]
            if expected != "page":
                continue
            response = browser(world, person).get(world.path(address))
            if word(response) != expected and address.name.split(":")[-1] not in waiting.WRITING_PAGES:
                wrong.append(f"{address.name}: {word(response)}, not {expected}")
    assert wrong == []


def test_a_first_visit_is_recorded_later(world):
    page = f"/roadmaps/{world.samples['roadmap']}/"
    Visit.objects.all().delete()
    with write_lock_held():
        assert browser(world, "learner").get(page).status_code == 200
    assert not Visit.objects.exists()
    assert browser(world, "learner").get(page).status_code == 200
    assert Visit.objects.get().user == world.learner


def test_a_calendar_is_read_while_the_database_is_busy(world):
    address = f"/calendar/secret-of-{world.learner.pk}.ics"
    with write_lock_held():
        assert Client().get(address).status_code == 200
    assert CalendarFeed.objects.get().fetched_on is None
    assert Client().get(address).status_code == 200
    assert CalendarFeed.objects.get().fetched_on and CalendarFeed.objects.get().revision == 1


def test_a_session_of_an_older_version_can_be_read(world):
    client = browser(world, "learner")
    session = client.session
    for name in (BEGAN, ENDS, IDLE):
        session.pop(name, None)
    session.save()
    with write_lock_held():
        assert client.get("/settings/").status_code == 200
    assert client.get("/settings/").status_code == 200
    assert BEGAN in client.session


def test_a_user_signed_out_by_a_new_password_reads_as_a_visitor(world):
    world.learner.set_password("another one 7")
    world.learner.save()
    with write_lock_held():
        response = browser(world, "learner").get(f"/roadmaps/{world.samples['roadmap']}/")
    assert response.status_code == 200 and "Sign in" in response.content.decode()


def test_forms_give_up_with_a_message_and_keep_what_was_typed(world):
    client, item = browser(world, "learner"), world.samples["item_id"]
    note, tick = reverse("topic_note", args=[world.samples["topic_id"]]), reverse("item_completion", args=[item])
    Completion.objects.all().delete()
    before = Note.objects.get().body
    with write_lock_held():
        ticked = client.post(tick, {"state": "done"}, headers=HTMX)
        typed = client.post(note, {"body": "My precious <note>", "version": Note.objects.get().version})
        signed_in = Client(raise_request_exception=False).post(
            "/accounts/login/", {"login": "learner@example.org", "password": PASSWORD}
        )
    for response in (ticked, typed, signed_in):
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert ticked.content.decode() == waiting.MESSAGE and ticked.headers["Content-Type"].startswith("text/plain")
    assert "My precious &lt;note&gt;</textarea>" in typed.content.decode()
    assert "learner@example.org" in signed_in.content.decode() and PASSWORD not in signed_in.content.decode()
    assert not Completion.objects.exists() and Note.objects.get().body == before
    assert client.post(tick, {"state": "done"}, headers=HTMX).status_code == 200


@pytest.mark.django_db
def test_the_timeout_depends_on_the_method_and_ends_with_the_request():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has one timeout for all methods")
    seen = []

    def look(request):
        seen.append((connection.connection.execute("PRAGMA busy_timeout").fetchone()[0], connection.transaction_mode))

    usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    for method in ("GET", "HEAD", "POST", "DELETE"):
        waiting.Waiting(look)(RequestFactory().generic(method, "/"))
    assert seen == [(100, "DEFERRED")] * 2 + [(5000, "IMMEDIATE")] * 2
    assert connection.transaction_mode == "IMMEDIATE"
    assert connection.connection.execute("PRAGMA busy_timeout").fetchone()[0] == 20_000 >= usual


@pytest.mark.parametrize("part", ["", "csv/", "sign-offs/", "members/{ref}/", "members/{ref}/words/"])
@pytest.mark.django_db
def test_a_page_that_records_what_a_lead_has_seen_waits_as_a_form_does(part):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has one timeout for all methods")
    lead, member = make_user(), make_user()
    team = make_team_with(leads=[lead], members=[member])
    own = Membership.objects.get(user=member)
    set_shares(membership=own, shares="items")
    client, timeouts = Client(), set()
    client.force_login(lead)

    def look(execute, *arguments):
        timeouts.add(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0])
        return execute(*arguments)

    with connection.execute_wrapper(look):
        response = client.get(f"/teams/{team.slug}/{part.format(ref=own.ref)}")
    assert response.status_code == 200 and waiting.WRITING_MS in timeouts


def test_a_session_is_renewed_once_nobody_writes(world):
    client = browser(world, "learner")
    client.get("/settings/")
    soon = timezone.now() + timedelta(days=2)
    store = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    store[IDLE] = 1  # as if the limits had changed since
    store.save()
    Session.objects.update(expire_date=soon)
    with write_lock_held():
        assert client.get("/settings/").status_code == 200
    assert not Session.objects.filter(expire_date__gt=soon).exists()
    client.get("/settings/")
    assert Session.objects.filter(expire_date__gt=soon + timedelta(days=20)).count() == 1
