"""The page of a plan: starting, changing it from today on, and taking it up from here."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.models import EarlierPlan, Enrolment
from roadmap_app.queries.progress import learner_state
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import HTMX, post, queries

pytestmark = pytest.mark.django_db
URL, TAKING_UP = "/roadmaps/r/enrolment/", "/roadmaps/r/enrolment/taking-up/"


@pytest.fixture
def topic():
    """Return a topic on a roadmap of four stages, three months each, with one topic of three items."""
    roadmap = make_roadmap(slug="r")
    first, *_ = [make_topic(make_stage(roadmap)) for _ in range(4)]
    return first


@pytest.fixture
def on(time_machine):
    """Return a function that moves the clock to noon of a day."""
    return lambda day: time_machine.move_to(f"{day}T12:00:00Z", tick=False)


@pytest.fixture
def behind(learner, topic, on):
    """Let the learner be two months into a plan without having done anything."""
    on("2026-03-01")
    enrol(user=learner, roadmap=topic.roadmap, started_on="2026-03-01", hours_per_week=10)
    on("2026-05-04")


def text(response):
    """Return the words of the page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hours(user):
    return [plan.hours_per_week for _, plan in learner_state(user).plans]


def test_roadmap_enrolment_starts_and_changes(learner_client, learner, topic):
    url = reverse("roadmap_enrolment", args=["r"])
    response = post(learner_client, url, started_on="2026-01-01", hours_per_week="5", next="/roadmaps/r/")
    assert response.headers["Location"] == "/roadmaps/r/"
    page = learner_client.get(url).content.decode()
    assert 'value="2026-01-01"' in page
    assert 'value="5"' in page
    assert 'min="1"' in page
    post(learner_client, url, started_on="2026-02-01", hours_per_week="8")
    assert str(Enrolment.objects.get().started_on) == "2026-02-01"


def test_a_plan_that_takes_more_hours_than_the_learner_has_says_so(learner_client, learner, behind, topic):
    other, warning = make_topic().roadmap, "Your plans take 14 hours a week, more than the 12 that you have."
    enrol(user=learner, roadmap=other, started_on=date(2026, 5, 1), hours_per_week=4)
    post(learner_client, TAKING_UP, state="here")
    assert "more than the" not in text(learner_client.get(URL))
    learner.hours_a_week = 12
    learner.save()
    post(learner_client, TAKING_UP, state="before")
    post(learner_client, TAKING_UP, state="here")
    assert warning in text(learner_client.get(URL))
    post(learner_client, URL, started_on="2026-03-01", hours_per_week="9")
    assert "more than the 12" in text(learner_client.get(URL))
    post(learner_client, URL, started_on="2026-03-01", hours_per_week="8")
    page = text(learner_client.get(URL))
    assert "What changed counts from today on." in page and "more than the" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"started_on": "soon", "hours_per_week": "5"}, "Enter a valid date"),
        ({"started_on": "1066-01-01", "hours_per_week": "5"}, "between 2000 and 2100"),
        ({"started_on": "9999-12-31", "hours_per_week": "5"}, "between 2000 and 2100"),
        ({"started_on": "2026-01-01", "hours_per_week": "0"}, "Type a whole number of hours, 1 to 80."),
        ({"started_on": "2026-01-01", "hours_per_week": "99999999999"}, "Type a whole number of hours, 1 to 80."),
        ({"started_on": "", "hours_per_week": ""}, "This field is required"),
    ],
)
def test_roadmap_enrolment_shows_errors_and_keeps_the_input(learner_client, topic, fields, words):
    response = post(learner_client, reverse("roadmap_enrolment", args=["r"]), **fields, next="/roadmaps/r/")
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page and 'value="/roadmaps/r/"' in page
    assert all(value in page for value in fields.values())
    assert not Enrolment.objects.exists()


def test_a_changed_plan_counts_from_today_on_and_has_a_history(learner_client, learner, behind):
    response = learner_client.post(URL, {"started_on": "2026-03-01", "hours_per_week": "3"}, follow=True)
    assert "What changed counts from today on." in text(response)
    page = text(learner_client.get(URL))
    assert "Re-planned on 4 May 2026: 3 hours a week" in page and "10 hours a week from 1 March 2026" in page
    assert "9 weeks behind" in page
    post(learner_client, TAKING_UP, state="before")
    assert hours(learner) == [10]


def test_the_same_plan_twice_changes_nothing(learner_client, learner, behind):
    plan = {"started_on": "2026-03-01", "hours_per_week": "3"}
    first, again = (text(learner_client.post(URL, plan, follow=True)) for _ in range(2))
    assert "What changed counts from today on." in first and "What changed counts" not in again
    assert hours(learner) == [10, 3]


def test_somebody_behind_is_told_what_can_be_done(learner_client, learner, behind):
    for url in ("/roadmaps/r/", URL):
        page = text(learner_client.get(url))
        assert "9 weeks behind" in page and "the plan arrives on 1 March 2027" in page
        assert "Take the plan up from here" in page
    assert "To arrive by 1 March 2027 after all, study 13 hours a week from today." in page
    assert "from where you are now, you arrive on 4 May 2027" in page
    assert "To arrive by then: 13 hours a week." in text(learner_client.get("/roadmaps/r/"))


def test_somebody_behind_is_told_when_they_will_finish_at_their_pace(learner_client, learner, topic, behind, on):
    items = [item for stage in topic.roadmap.stages.all() for item in stage.topics.get().items.all()]
    for week, item in enumerate(items[:8]):
        on(date(2026, 5, 4) + timedelta(weeks=week))
        set_item(user=learner, item=item, done=True)
    on("2026-12-01")
    learner_client.force_login(learner)
    assert re.search(r"At your pace the end comes around \w+ 20\d\d\.", text(learner_client.get(URL)))


def test_a_plan_whose_end_has_passed_says_so_and_offers_to_go_on(learner_client, learner, behind, on):
    on("2027-06-01")
    learner_client.force_login(learner)
    page = text(learner_client.get(URL))
    assert "the plan was to arrive on 1 March 2027" in page and "you arrive on 1 June 2028" in page
    assert "To arrive by" not in page


@pytest.mark.parametrize("htmx", [False, True])
def test_one_click_takes_the_plan_up_from_here_and_another_takes_that_back(learner_client, learner, behind, htmx):
    for _ in range(2):
        response = learner_client.post(TAKING_UP, {"state": "here", "next": "/roadmaps/r/"}, follow=True)
        page = text(response)
        assert "Your plan is taken up from here: 10 hours a week, and it arrives on 4 May 2027." in page
        assert "On track" in page and hours(learner) == [10, 10]
    assert "Re-planned on 4 May 2026: taken up at month 0.0, 10 hours a week" in text(learner_client.get(URL))
    for words in ("Your plan is as it was.", "There is no change of today to take back."):
        response = learner_client.post(TAKING_UP, {"state": "before", "next": "/roadmaps/r/"}, follow=True)
        assert words in text(response) and "9 weeks behind" in text(response)
    assert hours(learner) == [10] and not EarlierPlan.objects.exists()


def test_a_plan_is_taken_up_with_the_hours_that_are_needed(learner_client, learner, behind):
    post(learner_client, TAKING_UP, state="here", hours_per_week="13")
    page = text(learner_client.get("/roadmaps/r/"))
    assert "On track" in page and re.search(r"13 hours a week; the plan arrives on \d+ February 2027", page)


def test_there_is_nothing_to_take_up_before_the_first_day_nor_after_the_last_item(
    learner_client, learner, topic, behind, on
):
    refused = "There is no plan under way that could be taken up from here."
    on("2026-02-01")
    assert refused in text(learner_client.post(TAKING_UP, {"state": "here"}, follow=True))
    on("2026-05-04")
    for stage in topic.roadmap.stages.all():
        set_topic(user=learner, topic=stage.topics.get(), done=True)
    assert refused in text(learner_client.post(TAKING_UP, {"state": "here"}, follow=True))
    Enrolment.objects.all().delete()
    assert refused in text(learner_client.post(TAKING_UP, {"state": "here"}, follow=True))
    assert not EarlierPlan.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"state": "there"}, {"state": "here", "hours_per_week": "0"}])
def test_taking_up_rejects_anything_else(learner_client, learner, behind, fields):
    assert post(learner_client, TAKING_UP, **fields).status_code == 400
    assert hours(learner) == [10]


def test_taking_up_needs_a_post_a_sign_in_and_a_roadmap_that_one_may_see(learner_client, client, topic):
    assert learner_client.get(TAKING_UP).status_code == 405
    assert post(learner_client, "/roadmaps/x/enrolment/taking-up/", state="here").status_code == 404
    topic.roadmap.is_published = False
    topic.roadmap.save()
    assert post(learner_client, TAKING_UP, state="here").status_code == 404
    assert post(client, TAKING_UP, state="here").headers["Location"].startswith("/accounts/login/")
    response = client.post(TAKING_UP, {"state": "here"}, headers=HTMX)
    assert response.headers["HX-Redirect"].startswith("/accounts/login/")


def test_whoever_has_finished_reads_when_the_plan_was_to_arrive(learner_client, learner, topic, behind):
    for each in topic.roadmap.stages.all():
        set_topic(user=learner, topic=each.topics.get(), done=True)
    assert "the plan was to arrive on 1 March 2027" in text(learner_client.get("/roadmaps/r/"))


def test_a_pause_is_named_where_the_pace_is(learner_client, learner, behind):
    book_pause(user=learner, first_day="2026-03-15", last_day="2026-05-10", reason="Exams")
    page = text(learner_client.get("/roadmaps/r/"))
    assert "On a pause until 10 May 2026: nothing counts as late." in page
    assert "2 weeks behind" in page and "the plan arrives on 27 April 2027" in page
    assert re.search(r"On a pause until 10 May 2026 ?\. Next: ", page)
    assert "I study again" in page and "Exams" not in page
    assert "Take the plan up" not in page  # one button at a time; the plan's page has it
    book_pause(user=learner, first_day="2026-05-01", last_day=None)
    assert "On a pause since 15 March 2026: nothing counts as late." in text(learner_client.get("/roadmaps/r/"))


def test_dates_of_stages_move_by_a_pause_and_leave_it_out(learner_client, learner, behind):
    book_pause(user=learner, first_day="2026-06-01", last_day="2026-06-14")
    page = text(learner_client.get("/roadmaps/r/"))
    assert "15 June 2026" in page or "15 Jun 2026" in page
    assert "On a pause" not in page


def test_a_page_of_a_plan_runs_as_few_queries_for_many_plans_and_pauses(learner_client, learner, topic, on):
    for month in range(1, 13):
        on(f"2026-{month:02}-02")
        enrol(user=learner, roadmap=topic.roadmap, started_on="2026-01-01", hours_per_week=month)
        book_pause(user=learner, first_day=f"2026-{month:02}-05", last_day=f"2026-{month:02}-09")
    learner_client.force_login(learner)
    learner_client.get(URL)
    with queries(at_most=11):
        page = text(learner_client.get(URL))
    assert "And 2 before." in page
    learner_client.get("/roadmaps/r/")  # the first visit is recorded
    with queries(at_most=8):
        learner_client.get("/roadmaps/r/")


def test_another_learners_plan_is_not_shown(client, learner, behind):
    client.force_login(make_user())
    page = text(client.get(URL))
    assert "Your plans so far" not in page and "weeks behind" not in page


PREVIEW = "/roadmaps/r/enrolment/preview/"


@pytest.mark.parametrize("fields", [("2026-03-01", "3"), ("2026-06-01", "10"), ("2026-03-01", "10")])
def test_the_preview_says_what_saving_leads_to_and_saves_nothing(learner_client, learner, behind, fields):
    started_on, hours_per_week = fields
    sent = {"started_on": started_on, "hours_per_week": hours_per_week}
    part = text(post(learner_client, PREVIEW, htmx=True, **sent))
    page = text(post(learner_client, PREVIEW, **sent))
    assert hours(learner) == [10]
    [day] = re.findall(r"You would arrive on (\d+ \w+ \d+)", part.replace("  ", " "))
    assert (
        f"You would arrive on {day}" in page
        and f'value="{hours_per_week}"' in post(learner_client, PREVIEW, **sent).content.decode()
    )
    post(learner_client, URL, **sent)
    assert f"the plan arrives on {day}" in text(learner_client.get(URL))


def test_the_preview_says_what_is_wrong(learner_client, topic):
    for htmx in (True, False):
        response = post(learner_client, PREVIEW, htmx=htmx, started_on="2026-01-01", hours_per_week="0")
        assert response.status_code == 422 and "Type a whole number of hours, 1 to 80." in text(response)


def test_the_page_says_when_one_would_arrive_before_anything_is_saved(learner_client, topic, on):
    on("2026-03-01")
    page = learner_client.get(URL)
    assert 'value="2026-03-01"' in page.content.decode() and "You would arrive on 1 March 2027 ." in text(page)
