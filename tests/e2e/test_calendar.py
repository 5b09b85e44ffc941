"""A calendar feed from end to end: made in a browser without JavaScript, and read over HTTP by calendar clients."""

import re
import urllib.request
from datetime import UTC, date, time, timedelta
from email.message import Message
from typing import Any
from urllib.error import HTTPError

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from roadmap_app.actions.calendar_feed import make_address
from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.study_slots import set_slot
from roadmap_app.models import Roadmap, Stage, User
from tests.e2e.conftest import NewContext, session_cookie


def fetch(address: str, **headers: str) -> tuple[int, bytes, Message]:
    """Return (status, body, headers) of the file at ADDRESS, read without a session."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read(), response.headers
    except HTTPError as error:
        return error.code, error.read(), error.headers


@pytest.mark.allow_console_errors  # a form with errors answers 422
@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no-javascript"])
def test_a_learner_subscribes_to_their_plan_and_revokes_the_address(
    portal: object, new_context: NewContext, learner: User, script: bool
) -> None:
    roadmap, today = Roadmap.objects.get(), timezone.localdate()
    enrol(user=learner, roadmap=roadmap, started_on=today, hours_per_week=10)
    context = new_context(java_script_enabled=script)
    context.add_cookies([session_cookie(learner)])
    page = context.new_page()
    page.goto("/settings/")
    page.get_by_role("link", name="Calendar feed").click()
    page.get_by_label("Day").select_option("Wednesday")
    page.get_by_label("From").fill("18:30")
    page.get_by_role("button", name="Add", exact=True).click()
    slot = page.locator(".slot-lines li").last
    slot.get_by_label("Minutes").fill("45")
    slot.get_by_role("button", name="Save").click()
    expect(slot.get_by_label("Minutes")).to_have_value("45")
    expect(page.locator(".slot-lines li")).to_have_count(2)

    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Your address").input_value()
    expect(page.get_by_text("Thunderbird")).to_be_visible()
    if script:
        page.get_by_role("button", name="Copy the address").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
    else:
        expect(page.get_by_text("Copy the address")).to_be_hidden()
    status, body, headers = fetch(address)
    events = Calendar.from_ical(body).events
    [study] = [event for event in events if event["SUMMARY"] == "Study"]
    assert (status, study.start.isoweekday(), study.duration) == (200, 3, timedelta(minutes=45))
    assert sum(str(event["SUMMARY"]).startswith("Stage") for event in events) == 6
    assert fetch(address, **{"If-None-Match": headers["ETag"]})[:2] == (304, b"")

    page.goto("/settings/calendar/")
    expect(page.get_by_text("read by a calendar last on")).to_be_visible()
    page.get_by_role("button", name="Revoke the address").click()
    expect(page.get_by_text("You have none")).to_be_visible()
    slot.get_by_role("button", name="Remove").click()
    expect(page.locator(".slot-lines li")).to_have_count(1)
    assert fetch(address)[0] == 404


def test_another_reader_than_ours_understands_the_feed(portal: object, live_server: LiveServer, learner: User) -> None:
    ics: Any = pytest.importorskip("ics", reason="ics is not installed: install requirements-dev.txt")
    roadmap = Roadmap.objects.get()
    stage = Stage.objects.filter(roadmap=roadmap).earliest("position")
    stage.title = "Größe, „Maß“; 🧭 " + "x" * 180
    stage.save()
    Roadmap.objects.update(version=roadmap.version + 1)
    User.objects.filter(pk=learner.pk).update(time_zone="Europe/Berlin")
    enrol(user=learner, roadmap=roadmap, started_on=date(2026, 1, 1), hours_per_week=10)
    set_slot(user=learner, weekday=1, starts_at=time(18, 30), minutes=60)
    book_pause(user=learner, first_day=date(2026, 2, 2), last_day=date(2026, 2, 8), reason="Surgery")
    make_address(user=learner, secret="a-secret", made_before=0)
    text = fetch(f"{live_server.url}/calendar/a-secret.ics")[1].decode()
    events = {event.name: event for event in ics.Calendar(text).events}
    ends = events[f"Stage 1 ends: {stage.title}"]
    assert ends.all_day and ends.duration == timedelta(days=1)
    assert ends.begin.date() == date(2026, 4, 8)  # three months and a week
    assert events["Pause from study"].end.date() == date(2026, 2, 9)
    study = events["Study"]
    assert study.begin.astimezone(UTC).hour == 17 and study.duration == timedelta(hours=1)
    rest = {line.name: line.value for line in study.extra}
    assert re.fullmatch(r"FREQ=WEEKLY;UNTIL=\d{8}T1[67]3000Z", rest["RRULE"])
    assert rest["EXDATE"] == "20260202T183000"
