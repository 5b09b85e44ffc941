"""Booking, changing, ending and removing pauses on their pages."""

import re
from datetime import date

import pytest

from roadmap_app.actions import pauses as act
from roadmap_app.models import Pause
from tests.makers import make_user
from tests.views.rituals import HTMX, post, queries

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 5, 4), date(2026, 5, 10)
DAYS = {"first_day": "2026-05-04", "last_day": "2026-05-10"}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-06T12:00:00Z", tick=False)


@pytest.fixture
def pause(learner):
    return act.book_pause(user=learner, first_day=FIRST, last_day=LAST, reason="An operation")


def text(response):
    """Return the words of the page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def booked(user):
    rows = Pause.objects.filter(user=user).order_by("first_day")
    return [(str(row.first_day), str(row.last_day), row.reason) for row in rows]


def test_a_pause_is_booked_once_however_often_it_is_sent(learner_client, learner):
    for _ in range(2):
        response = learner_client.post("/pauses/", {**DAYS, "reason": "Exams"}, follow=True)
        assert response.redirect_chain == [("/pauses/", 302)] and "Your pause is booked" in text(response)
    assert booked(learner) == [("2026-05-04", "2026-05-10", "Exams")]
    page = text(response)
    assert "4 May 2026 to 10 May 2026" in page and "7 days · Exams" in page and "You are on a pause today" in page


def test_a_pause_without_a_last_day_is_open(learner_client, learner):
    learner_client.post("/pauses/", {"first_day": "2026-06-01", "last_day": "", "reason": ""})
    assert booked(learner) == [("2026-06-01", "None", "")]
    page = text(learner_client.get("/pauses/"))
    assert "From 1 June 2026" in page and "until you study again" in page and "You are on a pause" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first_day": "soon", "last_day": "2026-05-10", "reason": "Why"}, "Enter a valid date"),
        ({"first_day": "2026-05-11", "last_day": "2026-05-10", "reason": "Why"}, "The last day lies before the first."),
        ({"first_day": "1066-01-01", "last_day": "2026-05-10", "reason": "Why"}, "between 2000 and 2100"),
        ({"first_day": "2026-05-04", "last_day": "", "reason": "x" * 201}, "at most 200 characters"),
    ],
)
@pytest.mark.parametrize("page", ["list", "pause"])
def test_errors_are_shown_beside_their_fields_and_the_input_is_kept(
    learner_client, learner, pause, page, fields, words
):
    response = learner_client.post("/pauses/" if page == "list" else f"/pauses/{pause.pk}/", fields)
    content = response.content.decode()
    assert response.status_code == 422 and words in content and "aria-invalid" in content
    assert all(f'value="{value}"' in content for value in fields.values() if value)
    assert booked(learner) == [("2026-05-04", "2026-05-10", "An operation")]


def test_beyond_the_limit_the_page_says_so_and_keeps_the_input(learner_client, learner, pause, monkeypatch):
    monkeypatch.setattr(act, "MAX_PAUSES", 1)
    response = learner_client.post("/pauses/", {"first_day": "2026-07-01", "last_day": "", "reason": "Leave"})
    content = response.content.decode()
    assert response.status_code == 422 and "the most there can be" in content and 'value="Leave"' in content
    assert len(booked(learner)) == 1


def test_a_pause_is_changed(learner_client, learner, pause):
    page = learner_client.get(f"/pauses/{pause.pk}/").content.decode()
    assert all(f'value="{value}"' in page for value in (*DAYS.values(), "An operation"))
    for _ in range(2):
        fields = {"first_day": "2026-05-05", "last_day": "2026-05-12", "reason": ""}
        response = learner_client.post(f"/pauses/{pause.pk}/", fields, follow=True)
        assert "Your pause is changed." in text(response)
    assert booked(learner) == [("2026-05-05", "2026-05-12", "")]


def test_a_pause_cannot_become_another(learner_client, learner, pause):
    act.book_pause(user=learner, first_day=date(2026, 7, 1), last_day=None)
    response = learner_client.post(f"/pauses/{pause.pk}/", {"first_day": "2026-07-01", "reason": "Kept"})
    assert response.status_code == 422 and "You have another pause with these days." in text(response)
    assert 'value="Kept"' in response.content.decode() and len(booked(learner)) == 2


def test_removing_a_pause_twice_is_as_good_as_once(learner_client, learner, pause):
    for _ in range(2):
        response = learner_client.post("/pauses/removal/", DAYS, follow=True)
        assert "The pause is removed." in text(response)
    assert booked(learner) == []
    act.book_pause(user=learner, first_day=FIRST, last_day=None)
    learner_client.post("/pauses/removal/", {"first_day": "2026-05-04", "last_day": ""})
    assert booked(learner) == []


def test_a_removal_that_names_no_days_is_refused(learner_client, learner, pause):
    assert post(learner_client, "/pauses/removal/").status_code == 400
    assert len(booked(learner)) == 1


@pytest.mark.parametrize(("back", "where"), [("/roadmaps/r/", "/roadmaps/r/"), ("//evil.example", "/")])
def test_studying_again_ends_the_pause_yesterday(learner_client, learner, pause, back, where):
    response = learner_client.post("/pauses/end/", {"next": back})
    assert response.headers["Location"] == where
    assert booked(learner) == [("2026-05-04", "2026-05-05", "An operation")]
    learner_client.post("/pauses/end/")
    assert "You are on no pause today." in text(learner_client.get("/pauses/"))
    assert booked(learner) == [("2026-05-04", "2026-05-05", "An operation")]


def test_another_learners_pause_is_neither_found_nor_touched(client, learner, pause):
    other = make_user()
    client.force_login(other)
    assert "An operation" not in client.get("/pauses/").content.decode()
    for number in (pause.pk, pause.pk + 1):
        assert client.get(f"/pauses/{number}/").status_code == 404
        assert client.post(f"/pauses/{number}/", DAYS).status_code == 404
    client.post("/pauses/removal/", DAYS)
    client.post("/pauses/end/")
    assert booked(learner) == [("2026-05-04", "2026-05-10", "An operation")]


def test_pauses_need_a_sign_in_and_their_changes_a_post(learner_client, client, learner, pause):
    for url in ("/pauses/removal/", "/pauses/end/"):
        assert learner_client.get(url).status_code == 405
    for url in ("/pauses/", f"/pauses/{pause.pk}/", "/pauses/removal/", "/pauses/end/"):
        assert client.post(url, DAYS).headers["Location"].startswith("/accounts/login/")
        assert client.post(url, DAYS, headers=HTMX).headers["HX-Redirect"].startswith("/accounts/login/")
    assert len(booked(learner)) == 1


def test_the_settings_link_to_the_pauses(learner_client):
    assert 'href="/pauses/"' in learner_client.get("/settings/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_runs_as_few_queries_for_many_pauses(learner_client, learner, count):
    for day in range(1, count + 1):
        act.book_pause(user=learner, first_day=date(2026, 6, day), last_day=None)
    with queries(at_most=4):
        learner_client.get("/pauses/")
