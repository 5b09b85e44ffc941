"""The settings of the calendar feed: making and revoking the address, and the study slots."""

import re
from datetime import date, time

import pytest
from django.test import Client

from roadmap_app.actions.plans import enrol
from roadmap_app.actions.study_slots import MAX_SLOTS, set_slot
from roadmap_app.models import CalendarFeed, StudySlot
from roadmap_app.queries.calendar_feed import own_slots
from tests.makers import make_topic, make_user
from tests.permissions.html_forms import forms_in
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
PAGE, SLOTS, REMOVAL = "/settings/calendar/", "/settings/calendar/slots/", "/settings/calendar/slots/removal/"
MONDAY = {"weekday": "1", "starts_at": "18:30", "minutes": "60"}


def offer_in(response):
    return re.search(r'name="offer" value="([^"]+)"', response.content.decode())[1]


def path_in(response):
    found = re.search(r'value="http://testserver(/calendar/[\w-]{43}\.ics)"', response.content.decode())
    return found and found[1]


def make(client, offer=""):
    return client.post(PAGE, {"state": "made", "offer": offer or offer_in(client.get(PAGE))})


def slots(user):
    return [(slot.weekday, slot.starts_at, slot.minutes) for slot in own_slots(user)]


@pytest.mark.parametrize("page", [PAGE, SLOTS, REMOVAL])
def test_visitors_are_sent_to_the_sign_in_page(client, page):
    method = client.get if page == PAGE else client.post
    assert method(page)["Location"].startswith("/accounts/login/")


def test_an_address_is_shown_once_and_works(learner_client):
    page = learner_client.get(PAGE)
    assert "You have none" in page.content.decode() and "no-store" in page["Cache-Control"]
    made = make(learner_client)
    assert made.status_code == 200 and "no-store" in made["Cache-Control"]
    assert Client().get(path_in(made)).status_code == 200
    later = learner_client.get(PAGE)
    assert path_in(later) is None and "read by a calendar last on" in later.content.decode()
    secret = path_in(made).removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in str(CalendarFeed.objects.values().get()) and secret not in later.content.decode()


def test_how_to_subscribe_is_said_for_the_common_calendars(learner_client):
    text = make(learner_client).content.decode()
    for client in ("Google Calendar", "Apple Calendar", "Outlook", "Thunderbird"):
        assert client in text


def test_an_address_that_is_asked_for_twice_is_one(learner_client):
    offer = offer_in(learner_client.get(PAGE))
    first, second = make(learner_client, offer), make(learner_client, offer)
    assert path_in(first) == path_in(second) is not None
    assert CalendarFeed.objects.get().addresses_made == 1


def test_a_new_address_ends_the_one_before_and_an_old_form_does_not_bring_it_back(learner_client):
    offer = offer_in(learner_client.get(PAGE))
    old = path_in(make(learner_client, offer))
    new = path_in(make(learner_client))
    assert old != new
    assert make(learner_client, offer)["Location"] == PAGE
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_revoking_ends_the_address_and_can_be_repeated(learner_client):
    offer = offer_in(learner_client.get(PAGE))
    path = path_in(make(learner_client, offer))
    for _ in range(2):
        assert learner_client.post(PAGE, {"state": "revoked"})["Location"] == PAGE
    assert Client().get(path).status_code == 404
    assert make(learner_client, offer).status_code == 302
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    "sent", [{}, {"state": "toggled"}, {"state": "made"}, {"state": "made", "offer": "x:y:z"}, {"offer": "x"}]
)
def test_a_form_without_an_offer_of_the_portal_is_refused(learner_client, sent):
    response = learner_client.post(PAGE, sent)
    assert response.status_code == 422 and 'role="alert"' in response.content.decode()
    assert not CalendarFeed.objects.exists()


def test_nobody_makes_an_address_with_the_offer_of_another(learner_client):
    other = Client()
    other.force_login(make_user())
    assert make(learner_client, offer_in(other.get(PAGE))).status_code == 422
    assert not CalendarFeed.objects.exists()


def test_addresses_cannot_be_made_without_end(learner_client):
    statuses = [make(learner_client, "x").status_code for _ in range(22)]
    assert statuses[0] == 422 and statuses[-1] == 429


def test_a_slot_is_added_changed_and_removed(learner_client, learner):
    for _ in range(2):
        assert learner_client.post(SLOTS, MONDAY)["Location"] == f"{PAGE}#slots"
    assert slots(learner) == [(1, time(18, 30), 60)]
    old = {"old_weekday": "1", "old_starts_at": "18:30"}
    for _ in range(2):
        learner_client.post(SLOTS, {"weekday": "7", "starts_at": "09:00:00", "minutes": "90"} | old)
    assert slots(learner) == [(7, time(9), 90)]
    for _ in range(2):
        sent = MONDAY | {"old_weekday": "7", "old_starts_at": "09:00"}
        assert learner_client.post(REMOVAL, sent)["Location"] == f"{PAGE}#slots"
    assert slots(learner) == []


def test_the_page_has_a_form_for_each_slot_and_one_to_add_another(learner_client, learner):
    set_slot(user=learner, weekday=3, starts_at=time(6), minutes=25)
    text = learner_client.get(PAGE).content.decode()
    found = [form.fields for form in forms_in(text, PAGE) if form.action == SLOTS]
    shown = [(fields["weekday"], fields["starts_at"], fields["minutes"], fields["old_weekday"]) for fields in found]
    assert shown == [("1", "", "60", ""), ("3", "06:00", "25", "3")]
    assert [form.fields["old_starts_at"] for form in forms_in(text, PAGE) if form.action == REMOVAL] == ["06:00"]
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "change", [{"weekday": "8"}, {"starts_at": "25:00"}, {"starts_at": ""}, {"minutes": "4"}, {"minutes": "721"}]
)
def test_what_is_wrong_with_a_slot_is_said_where_it_was_typed(learner_client, learner, change):
    set_slot(user=learner, weekday=1, starts_at=time(18, 30), minutes=60)
    own = own_slots(learner)[0].pk
    for old, prefix in [({}, "new"), ({"old_weekday": "1", "old_starts_at": "18:30"}, f"slot-{own}")]:
        response = learner_client.post(SLOTS, MONDAY | {"starts_at": "19:00"} | old | change)
        assert response.status_code == 422
        [field] = change
        assert f'id="{prefix}-{field}_error"' in response.content.decode()
    assert slots(learner) == [(1, time(18, 30), 60)]


def test_a_slot_does_not_move_onto_another(learner_client, learner):
    set_slot(user=learner, weekday=1, starts_at=time(18, 30), minutes=60)
    set_slot(user=learner, weekday=2, starts_at=time(18, 30), minutes=60)
    response = learner_client.post(SLOTS, MONDAY | {"old_weekday": "2", "old_starts_at": "18:30"})
    assert response.status_code == 422 and "another study slot at that time" in response.content.decode()


def test_there_are_21_slots_at_most(learner_client, learner):
    for hour in range(MAX_SLOTS):
        set_slot(user=learner, weekday=1, starts_at=time(hour), minutes=5)
    assert "most there can be" in learner_client.get(PAGE).content.decode()
    response = learner_client.post(SLOTS, MONDAY)
    assert response.status_code == 422 and "21 study slots" in response.content.decode()
    assert StudySlot.objects.count() == MAX_SLOTS


def test_the_page_takes_as_many_queries_with_21_slots(learner_client, learner):
    learner_client.get(PAGE)
    for hour in range(MAX_SLOTS):
        set_slot(user=learner, weekday=1, starts_at=time(hour), minutes=5)
    with queries(at_most=5):
        learner_client.get(PAGE)


def test_the_settings_and_the_plan_lead_there(learner_client, learner):
    roadmap = make_topic().roadmap
    enrol(user=learner, roadmap=roadmap, started_on=date(2026, 1, 1), hours_per_week=5)
    for page in ("/settings/", f"/roadmaps/{roadmap.slug}/enrolment/"):
        assert f'href="{PAGE}"' in learner_client.get(page).content.decode()
