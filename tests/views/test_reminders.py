"""The page of the weekly summary, and unsubscribing from a mail."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.reminders import set_reminder
from roadmap_app.models import Reminder
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
PAGE = "/settings/reminders/"
DAY = timedelta(days=1)
TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def portal(settings):
    settings.EMAIL_HOST, settings.PORTAL_URL = "mail.example.org", "https://learn.example.org"


@pytest.fixture
def learner(learner):
    with time_machine.travel(TUESDAY, tick=False):
        learner.time_zone = "Europe/Berlin"
        learner.save()
        EmailAddress.objects.create(user=learner, email=learner.email, primary=True, verified=True)
        topic = make_topic(make_stage(make_roadmap("sailing", "Sailing", is_published=True)), items=3)
        enrol(user=learner, roadmap=topic.roadmap, started_on=TUESDAY.date() - 9 * DAY, hours_per_week=10)
        yield learner


def words(client, page=PAGE):
    return " ".join(client.get(page).content.decode().split())


def turn_on(learner, weekday=0, hour=8):
    return set_reminder(user=learner, is_on=True, weekday=weekday, hour=hour)


def test_it_is_off_until_it_is_turned_on(learner_client, learner):
    assert f'href="{PAGE}"' in words(learner_client, "/settings/")
    assert "The next one" not in words(learner_client) and "checked" not in words(learner_client)
    response = learner_client.post(PAGE, {"is_on": "on", "weekday": "4", "hour": "17"})
    assert response.status_code == 302 and response.headers["Location"] == PAGE
    page = words(learner_client)
    assert "Your weekly summary is saved." in page
    assert "It comes on <time" in page and "Friday 6 March 2026</time> at <time" in page and ">17:00</time>" in page
    assert "Europe/Berlin" in page
    learner_client.post(PAGE, {"weekday": "4", "hour": "17"})
    assert "The next one" not in words(learner_client)
    assert not Reminder.objects.get().is_on


@pytest.mark.parametrize("values", [{"weekday": "7", "hour": "8"}, {"weekday": "0", "hour": "24"}, {"is_on": "on"}])
def test_what_is_no_hour_of_a_week_is_refused(learner_client, learner, values):
    turn_on(learner)
    assert learner_client.post(PAGE, values).status_code == 422
    row = Reminder.objects.get()
    assert (row.is_on, row.weekday, row.hour) == (True, 0, 8)


@pytest.mark.parametrize(
    ("name", "says"), [("EMAIL_HOST", "no mail server is set up"), ("PORTAL_URL", "does not know its own address")]
)
def test_a_portal_that_cannot_mail_says_so(learner_client, learner, settings, name, says):
    turn_on(learner)
    setattr(settings, name, "")
    page = words(learner_client)
    assert says in page and "It comes once mail can be sent to you." in page and "It comes on <time" not in page


def test_an_address_that_is_not_confirmed_is_named(learner_client, learner):
    turn_on(learner)
    EmailAddress.objects.update(verified=False)
    assert "is not confirmed" in words(learner_client) and 'href="/accounts/email/"' in words(learner_client)


def test_a_pause_moves_the_next_one(learner_client, learner):
    turn_on(learner)
    book_pause(user=learner, first_day=TUESDAY.date() + DAY, last_day=TUESDAY.date() + 12 * DAY)
    page = words(learner_client)
    assert "Monday 16 March 2026" in page and "None comes during a pause." in page


def test_where_none_comes_it_says_why(learner_client, learner):
    turn_on(learner)
    learner.enrolment_set.all().delete()
    page = words(learner_client)
    assert "None comes without a plan" in page and 'href="/settings/#plans-title"' in page and "It comes" not in page


def test_one_that_was_not_sent_is_admitted(learner_client, learner):
    turn_on(learner)
    Reminder.objects.update(failure="The mail server did not take it.")
    assert "The one of 2 March 2026 was not sent. The mail server did not take it." in words(learner_client)


def test_one_that_is_due_is_on_its_way(learner_client, learner):
    turn_on(learner)
    with time_machine.travel(datetime(2026, 3, 9, 7, 1, tzinfo=UTC)):
        learner_client.force_login(learner)
        assert "It is on its way." in words(learner_client)


def test_the_page_needs_few_queries(learner_client, learner):
    turn_on(learner)
    learner_client.get(PAGE)
    with queries(at_most=11):
        learner_client.get(PAGE)


def test_visitors_are_asked_to_sign_in(client, db):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")


def address_of(reminder):
    return f"/reminders/{reminder.token}/unsubscribe/"


def test_a_mail_program_unsubscribes_without_cookie_token_or_redirect(learner):
    reminder = turn_on(learner)
    response = Client(enforce_csrf_checks=True).post(address_of(reminder), ONE_CLICK)
    assert response.status_code == 200 and "You are unsubscribed" in response.content.decode()
    assert not Reminder.objects.get().is_on
    assert Client(enforce_csrf_checks=True).post(address_of(reminder), ONE_CLICK).status_code == 200


def test_it_may_send_the_form_in_parts_or_nothing(learner):
    reminder = turn_on(learner)
    boundary = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    parts = Client().post(address_of(reminder), boundary, content_type="multipart/form-data; boundary=x")
    assert parts.status_code == 200 and not Reminder.objects.get().is_on
    assert Client().generic("POST", address_of(reminder)).status_code == 200


def test_a_person_is_asked_first_and_looking_changes_nothing(learner):
    reminder, browser = turn_on(learner), Client(enforce_csrf_checks=True)
    response = browser.get(address_of(reminder))
    page = response.content.decode()
    assert response.status_code == 200 and Reminder.objects.get().is_on
    assert (
        page.count(">Unsubscribe</button>") == 1
        and 'method="post"' in page
        and "no-store" in response.headers["Cache-Control"]
    )
    assert learner.email not in page
    browser.head(address_of(reminder))
    assert Reminder.objects.get().is_on
    browser.post(address_of(reminder))
    assert "You are unsubscribed" in browser.get(address_of(reminder)).content.decode()


def test_another_persons_session_makes_no_difference(learner):
    reminder, browser = turn_on(learner), Client()
    browser.force_login(make_user("other@example.org"))
    assert browser.post(address_of(reminder), ONE_CLICK).status_code == 200
    assert not Reminder.objects.get().is_on


@pytest.mark.parametrize("damage", [lambda token: token[:-1], lambda token: f"9{token}", lambda token: "never-made"])
def test_a_wrong_token_is_missing(learner, damage):
    reminder = turn_on(learner)
    address = f"/reminders/{damage(reminder.token)}/unsubscribe/"
    assert Client().get(address).status_code == Client().post(address, ONE_CLICK).status_code == 404
    assert Reminder.objects.get().is_on


def test_a_deleted_account_leaves_a_token_that_is_missing(learner):
    address = address_of(turn_on(learner))
    learner.delete()
    assert Client().post(address, ONE_CLICK).status_code == 404


def test_an_old_token_holds_through_a_change_of_the_secret_key(learner, settings):
    address = address_of(turn_on(learner))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of more than thirty-two characters"
    assert Client().get(address).status_code == 200


def test_the_token_is_never_logged(learner, caplog):
    reminder = turn_on(learner)
    wrong = f"/reminders/{reminder.token}x/unsubscribe/"
    with caplog.at_level(logging.DEBUG):
        Client().get(address_of(reminder))
        Client().post(address_of(reminder), ONE_CLICK)
        Client().put(address_of(reminder))
        Client().get(wrong)
        Client().get(f"/reminders/{reminder.token}/", headers={"Referer": f"http://testserver{wrong}"})
    lines = [line for line in caplog.text.splitlines() if reminder.token in line]
    assert lines == []
    assert "/reminders/<str:token>/unsubscribe/" in caplog.text
