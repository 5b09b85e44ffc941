"""A person's own rows, section by section, as the export holds them."""

import pytest

from roadmap_app.actions.notes import save_note
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Roadmap
from roadmap_app.queries.export import account_of, note_files_of, sections_of
from tests.makers import make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(learner):
    """Return a topic on which the learner and another user have done an item and written a note."""
    topic = make_topic()
    for user in (learner, make_user()):
        set_item(user=user, item=topic.items.first(), done=True)
        save_note(user=user, topic=topic, body=f"Written by {user.email}", version=0)
    return topic


def sections(user):
    return {name: list(rows) for name, rows in sections_of(user)}


def test_the_account_has_no_password(learner):
    account = account_of(learner)
    assert account["email"] == learner.email
    assert learner.password not in map(str, account.values())


def test_sections_hold_only_ones_own_rows(learner, topic):
    found = sections(learner)
    assert [row["item_title"] for row in found["completions"]] == ["Item 1"]
    assert [row["body"] for row in found["notes"]] == [f"Written by {learner.email}"]
    assert {row["verb"] for row in found["activity"]} == {"ticked", "noted"}
    assert not any(sections(make_user()).values())


def test_titles_of_an_unpublished_roadmap_are_blank_and_refs_stay(learner, topic):
    Roadmap.objects.update(is_published=False)
    found = sections(learner)
    (completion,), (note,) = found["completions"], found["notes"]
    assert (completion["item"], note["topic"]) == (topic.items.first().ref, topic.ref)
    assert completion["item_title"] == note["topic_title"] == note["roadmap_title"] == ""


@pytest.mark.parametrize("published", [True, False])
def test_a_note_is_filed_under_its_topic_or_as_not_published(learner, topic, published):
    Roadmap.objects.update(is_published=published)
    (file,) = note_files_of(learner)
    assert file.body == f"Written by {learner.email}"
    assert file.roadmap == (topic.roadmap.slug if published else "not-published")
    assert file.front["title"] == (topic.title if published else "")


def test_an_empty_note_is_not_filed(learner, topic):
    save_note(user=learner, topic=topic, body="", version=1)
    assert list(note_files_of(learner)) == []
