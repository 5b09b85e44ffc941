"""The calendar feed: what its address answers, to whom, and what is never written down."""

import logging
from datetime import date, time

import pytest
from django.test import Client
from icalendar import Calendar

from roadmap_app.actions.calendar_feed import make_address, revoke_address
from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_topic
from roadmap_app.actions.study_slots import set_slot
from roadmap_app.models import CalendarFeed, User
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import queries
from tests.web.test_request_log import console  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
SECRET = "a-secret-that-nobody-guesses"
FEED = f"/calendar/{SECRET}.ics"


@pytest.fixture(autouse=True)
def _in_january(time_machine):
    time_machine.move_to("2026-01-10T12:00:00Z", tick=False)


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r", title="The Röad 🧭"), slug="s"), slug="t", title="Knots, ropes")


@pytest.fixture
def subscribed(learner, topic):
    """Return a learner in Berlin with a plan, a study slot, a pause and a feed."""
    User.objects.filter(pk=learner.pk).update(time_zone="Europe/Berlin")
    enrol(user=learner, roadmap=topic.roadmap, started_on=date(2026, 1, 1), hours_per_week=10)
    set_slot(user=learner, weekday=1, starts_at=time(18, 30), minutes=60)
    book_pause(user=learner, first_day=date(2026, 2, 1), last_day=date(2026, 2, 7), reason="Surgery")
    make_address(user=learner, secret=SECRET, made_before=0)
    return learner


def events(client, address=FEED):
    response = client.get(address)
    assert response.status_code == 200
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(response.content).events}


def test_the_feed_has_ends_pauses_and_study_times_with_links_back(client, subscribed):
    found = events(client)
    assert set(found) == {"Topic ends: Knots, ropes", "Stage 1 ends: Stage 1", "Pause from study", "Study"}
    ends = found["Topic ends: Knots, ropes"]
    assert (ends.start, ends.end) == (date(2026, 4, 8), date(2026, 4, 9))
    assert ends["URL"] == "http://testserver/roadmaps/r/s/t/"
    assert "The Röad 🧭" in ends["DESCRIPTION"]
    assert found["Study"]["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert [each.dt.date() for each in found["Study"]["EXDATE"].dts] == [date(2026, 2, 2)]
    assert b"Surgery" not in client.get(FEED).content


def test_links_lead_to_the_address_that_the_owner_has_set(client, subscribed, settings):
    settings.PORTAL_URL = "https://learn.example.org"
    assert events(client)["Stage 1 ends: Stage 1"]["URL"] == "https://learn.example.org/roadmaps/r/s/"


def test_the_headers_of_the_feed(client, subscribed):
    response = client.get(FEED, headers={"Origin": "https://elsewhere.example"})
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert not [name for name in response.headers if name.lower().startswith("access-control")]
    assert not response.cookies and "Cookie" not in response.get("Vary", "")


def test_nothing_comes_back_that_the_client_has_already(client, subscribed):
    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "private, no-cache"
    head = client.head(FEED)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert head["Content-Length"] == str(len(first.content))


def test_a_change_is_sent_with_a_later_stamp_and_the_same_uids(client, subscribed, topic, time_machine):
    first = client.get(FEED)
    before = {event["UID"]: event for event in Calendar.from_ical(first.content).events}
    time_machine.move_to("2026-01-20T12:00:00Z", tick=False)
    assert client.get(FEED).content == first.content
    set_topic(user=subscribed, topic=topic, done=True)
    second = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    after = {event["UID"]: event for event in Calendar.from_ical(second.content).events}
    assert set(after) == {uid for uid in before if not uid.startswith("slot")}  # all is finished
    for uid, event in after.items():
        assert event["SEQUENCE"] > before[uid]["SEQUENCE"]
        assert event.DTSTAMP > before[uid].DTSTAMP


def test_a_new_address_has_the_same_uids_and_the_old_one_is_gone(client, subscribed):
    uids = {event["UID"] for event in events(client).values()}
    make_address(user=subscribed, secret="another", made_before=1)
    assert {event["UID"] for event in events(client, "/calendar/another.ics").values()} == uids
    assert client.get(FEED).status_code == 404


def test_two_learners_have_different_uids_for_the_same_topic(client, subscribed, topic):
    other = make_user()
    enrol(user=other, roadmap=topic.roadmap, started_on=date(2026, 1, 1), hours_per_week=10)
    make_address(user=other, secret="another", made_before=0)
    mine, theirs = (
        {event["UID"] for event in events(client, address).values()} for address in (FEED, "/calendar/another.ics")
    )
    assert mine.isdisjoint(theirs)


@pytest.mark.parametrize("change", ["revoked", "disabled", "closing", "deleted"])
def test_the_feed_of_a_closed_account_and_a_revoked_one_are_missing(client, subscribed, change):
    own = User.objects.filter(pk=subscribed.pk)
    if change == "revoked":
        revoke_address(user=subscribed)
    elif change == "disabled":
        own.update(is_active=False)
    elif change == "closing":
        own.update(deletion_asked_at="2026-01-09T12:00:00Z")
    else:
        own.delete()
    wrong = client.get("/calendar/never-made.ics")
    assert client.get(FEED).status_code == wrong.status_code == 404
    for method in ("post", "put", "delete", "options"):
        assert getattr(client, method)(FEED).status_code == 405


def test_the_feed_needs_no_session_and_is_the_same_in_anybodys(client, subscribed, settings):
    settings.PORTAL_PUBLIC = False
    content = client.get(FEED).content
    signed_in = Client()
    signed_in.force_login(make_user(time_zone="Asia/Tokyo"))
    assert signed_in.get(FEED).content == content


def test_what_the_learner_may_not_see_is_not_in_the_feed(client, subscribed, topic):
    type(topic.roadmap).objects.update(is_published=False)
    assert set(events(client)) == {"Pause from study"}


def test_days_begin_in_the_learners_zone(client, learner, time_machine):
    User.objects.filter(pk=learner.pk).update(time_zone="Pacific/Auckland")
    book_pause(user=learner, first_day=date(2026, 1, 1), last_day=None)
    make_address(user=learner, secret=SECRET, made_before=0)
    time_machine.move_to("2026-01-10T12:00:00Z", tick=False)  # the 11th in Auckland
    assert events(client)["Pause from study"].end == date(2026, 1, 12)
    assert CalendarFeed.objects.get().fetched_on == date(2026, 1, 11)


def test_reading_the_feed_takes_as_many_queries_however_much_is_in_it(client, subscribed, topic):
    client.get(FEED)
    for number in range(29):
        make_topic(topic.stage, slug=f"more-{number}", items=30)
        if number < 20:
            set_slot(user=subscribed, weekday=1 + number % 7, starts_at=time(6 + number // 7), minutes=30)
        book_pause(user=subscribed, first_day=date(2027, 1, 1 + number), last_day=date(2027, 1, 1 + number))
    client.get(FEED)  # reads the snapshot
    with queries(at_most=10):
        assert client.get(FEED).status_code == 200


@pytest.fixture
def _access_log():
    log = logging.getLogger("portal.access")
    level = log.level
    log.setLevel(logging.INFO)
    yield
    log.setLevel(level)


@pytest.mark.usefixtures("_access_log")
@pytest.mark.parametrize("address", [FEED, "/calendar/a-secret-that-nobody-guessed.ics", f"/calendar/{SECRET}"])
def test_no_secret_is_logged(client, subscribed, console, address, monkeypatch):  # noqa: F811
    client.get(address)
    client.post(address)
    with monkeypatch.context() as patch:
        patch.setattr("roadmap_app.views.calendar.feed_content", lambda *_: 1 / 0)
        client.raise_request_exception = False
        assert client.get(address).status_code in (500, 404)
    assert any(
        "/calendar/<slug:secret>.ics 404 in" in line
        or "GET (no such page)" in line
        or "/calendar/<slug:secret>.ics 200 in" in line
        for line in console.lines
    )
    assert not [each for each in [*console.lines, *console.seen] if "a-secret-that" in each]


def test_a_broken_feed_is_logged_by_its_route(client, subscribed, console, monkeypatch):  # noqa: F811
    monkeypatch.setattr("roadmap_app.views.calendar.feed_content", lambda *_: 1 / 0)
    client.raise_request_exception = False
    assert client.get(FEED).status_code == 500
    assert any(
        "/calendar/<slug:secret>.ics" in line and "ZeroDivisionError" in "".join(console.lines)
        for line in console.lines
    )
