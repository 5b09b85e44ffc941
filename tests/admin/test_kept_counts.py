"""Where learners are so many that the worker counts them: every page with a number says when it was counted."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.actions.reach import count_learners
from roadmap_app.models import Completion, Item, Resource, Roadmap, Stage, Topic, User
from tests.admin.conftest import url
from tests.admin.test_lists import MODELS, cells, list_of
from tests.makers import make_topic, make_user

pytestmark = pytest.mark.django_db
COUNTED = "Learners as counted on"


@pytest.fixture
def topic(learner, monkeypatch):
    """A topic of two items, counted by the worker when 5 learners had done both, and 6 others the first."""
    topic = make_topic(items=2)
    set_topic(user=learner, topic=topic, done=True)
    set_item(user=make_user(), item=topic.items.first(), done=True)
    others = User.objects.bulk_create(User(email=f"{number}@example.org") for number in range(9))
    first, second = topic.items.all()
    done = [(user, item) for place, user in enumerate(others) for item in (first, second)[: 2 if place < 4 else 1]]
    Completion.objects.bulk_create(Completion(user=user, item=item) for user, item in done)
    monkeypatch.setattr("roadmap_app.actions.reach.MAX_COUNTED_ON_DEMAND", 0)
    count_learners()
    set_topic(user=make_user(), topic=topic, done=True)
    return topic


def page_of(response):
    return " ".join(response.content.decode().split())


def ask(client, rows):
    fields = {"action": "retire", ACTION_CHECKBOX_NAME: [row.pk for row in rows]}
    return page_of(client.post(list_of(type(rows[0])), fields))


@pytest.mark.parametrize(
    ("model", "numbers"),
    [
        (Stage, ["10 learners (5 completed all)"]),
        (Topic, ["10 learners (5 completed all)"]),
        (Item, ["10 learners", "5 learners"]),
    ],
)
def test_a_list_shows_the_kept_counts_and_when_they_were_counted(editor_client, topic, model, numbers):
    response = editor_client.get(list_of(model))
    assert cells(response, "learners") == numbers
    assert "Show all" not in page_of(response)  # all are shown
    assert f"{COUNTED} <time datetime=" in page_of(response)


@pytest.mark.parametrize("model", [Roadmap, Resource])
def test_a_list_without_learners_says_nothing_of_the_worker(editor_client, topic, model):
    assert COUNTED not in page_of(editor_client.get(list_of(model)))


def test_the_time_is_the_editors_own(editor, editor_client, topic):
    from roadmap_app.queries.reach import counted_at

    editor.time_zone = "Pacific/Kiritimati"
    editor.save()
    local = counted_at().astimezone(editor.zone)
    assert local.utcoffset().total_seconds() == 14 * 3600
    assert f'datetime="{local.replace(microsecond=0).isoformat()[:16]}' in page_of(editor_client.get(list_of(Topic)))
    assert f"{local:%H:%M}</time>" in page_of(editor_client.get(list_of(Topic)))


def test_numbers_that_were_counted_just_now_have_no_time(editor_client, learner):
    topic = make_topic(items=1)
    set_topic(user=learner, topic=topic, done=True)
    assert COUNTED not in page_of(editor_client.get(list_of(Topic)))
    assert COUNTED not in ask(editor_client, [topic])


def test_the_question_before_retiring_says_when_it_was_counted(editor_client, topic):
    page = ask(editor_client, [topic])
    assert "10 learners have completed items here (5 completed all), and keep what they have done." in page
    assert COUNTED in page
    page = ask(editor_client, list(topic.items.all()))
    assert "At least 10 learners have completed some of these, and keep what they have done." in page
    assert COUNTED in page


def test_nobody_was_counted_reads_as_few(editor_client, topic):
    others = [make_topic(topic.stage), make_topic(topic.stage)]
    page = ask(editor_client, others[:1])
    assert "Under 5 learners have completed items here, and keep what they have done." in page and COUNTED in page
    assert "Under 5 learners have completed items in each of these, and keep" in ask(editor_client, others)
    items = list(others[0].items.all())
    assert "Under 5 learners have completed each of these, and keep" in ask(editor_client, items)


@pytest.mark.parametrize("model", MODELS)
def test_no_list_reads_learners_rows(editor_client, topic, model):
    with CaptureQueriesContext(connection) as queries:
        assert editor_client.get(list_of(model)).status_code == 200
    assert not [query for query in queries if Completion._meta.db_table in query["sql"]]
    assert len(queries) <= 12


def test_a_row_that_learners_depend_on_is_not_deleted(editor_client, topic, monkeypatch):
    monkeypatch.setattr("roadmap_app.queries.reach.MAX_ENTRIES", 2)
    for row in (topic.items.first(), topic, topic.stage):
        page = page_of(editor_client.post(url(row, "delete"), {"post": "yes"}, follow=True))
        assert "Learners have ticks or notes" in page and "so it cannot be deleted" in page
