"""A roadmap that is no longer published: learners see their own text on it, and nothing of the roadmap."""

import io
import json
from urllib.parse import urlencode
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from roadmap_app.models import Activity, Completion, Edition, Enrolment, Item, Note, Roadmap, Skip, Topic, Visit
from roadmap_app.models.notes import derive
from roadmap_app.queries.curriculum import tree
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic
from tests.permissions.addresses import addresses
from tests.permissions.world import World

SEALED = "sealed"
FORM = "application/x-www-form-urlencoded"
HTMX = {"HX-Request": "true"}
# The fields that buttons of previously opened pages send.
SENT = (
    {"state": "done", "next": "/notes/"},
    {"state": "open", "page": "topic"},
    {"state": "skipped", "page": "stage"},
    {"body": "Of my own", "version": "1"},
    {"body": "Of my own", "version": "0"},
    {"version": "3"},
    {"started_on": "2026-02-02", "hours_per_week": "5"},
)


class HiddenWorld(World):
    """The learner has a row of every kind on a roadmap that editors have since unpublished and rewritten."""

    def __init__(self):
        super().__init__()
        roadmap = make_roadmap(slug="r", title="sealed roadmap", summary="sealed summary", credit="sealed credit")
        stage = make_stage(roadmap, title="sealed stage", slug="sealed-stage", goal="sealed goal")
        self.topic = make_topic(stage, items=0, title="sealed topic", slug="sealed-topic", summary="sealed words")
        self.item = make_item(self.topic, title="sealed item", group="sealed group", hint="sealed hint")
        self.open = make_item(self.topic, title="sealed other item")
        make_resource(self.topic, title="sealed book", author="sealed author", url="https://sealed.example/")
        self.changes = [uuid4() for _ in range(5)]
        learner, today = self.learner, timezone.localdate()
        Enrolment.objects.create(user=learner, roadmap=roadmap, started_on="2026-01-05", hours_per_week=7)
        Completion.objects.create(user=learner, item=self.item)
        Skip.objects.create(user=learner, topic=self.topic)
        Note.objects.create(user=learner, topic=self.topic, body="What I wrote", **derive("What I wrote"))
        Visit.objects.create(user=learner, roadmap=roadmap, version=1)
        Edition.objects.create(roadmap=roadmap, version=1, items={})
        verbs = (("ticked", self.item), ("unticked", self.open), ("skipped", None), ("taken_back", None))
        for change, (verb, item) in zip(self.changes, verbs, strict=False):
            Activity.objects.create(user=learner, verb=verb, topic=self.topic, item=item, change=change, on=today)
        # A tick on a visible topic, of an item that editors have moved into the hidden one.
        seen = Topic.objects.exclude(stage__roadmap=roadmap).first()
        Activity.objects.create(
            user=learner, verb="unticked", topic=seen, item=self.open, change=self.changes[4], on=today
        )
        self.hide(roadmap)
        self.samples |= {
            "roadmap": "r",
            "stage": "sealed-stage",
            "topic": "sealed-topic",
            "item_id": self.open.pk,
            "topic_id": self.topic.pk,
            "pk": roadmap.pk,
            "object_id": self.topic.pk,
        }

    def hide(self, roadmap):
        """Hide ROADMAP from everybody but staff."""
        Roadmap.objects.filter(pk=roadmap.pk).update(is_published=False, version=3)

    def read(self, person, method, path, fields=None, headers=None):
        """Return the status, the text with the headers, and the rows on the hidden roadmap afterwards."""
        body = urlencode(fields or {}).encode()
        with self.request(person, method, path, data=body, content_type=FORM, headers=headers) as response:
            text = _text(response)
            if response.status_code in (301, 302) and response.headers["Location"].startswith("/"):
                text += _text(self.client.get(response.headers["Location"], headers=headers))  # for the messages
            rows = self.rows()
        return response.status_code, text + repr(response.headers), rows

    def rows(self):
        """Return everybody's rows on the hidden roadmap, without notes."""
        on_topic = {"topic": self.topic}
        return [
            sorted(Completion.objects.filter(item__topic=self.topic).values_list("user", "item")),
            sorted(Skip.objects.filter(**on_topic).values_list("user")),
            sorted(Enrolment.objects.filter(roadmap=self.topic.roadmap).values_list("user", "started_on")),
            sorted(Visit.objects.filter(roadmap=self.topic.roadmap).values_list("user", "version")),
            Activity.objects.filter(item__topic=self.topic).count(),
        ]


def _text(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type") == "application/zip":
        archive = ZipFile(io.BytesIO(content))
        return "".join(name + archive.read(name).decode() for name in archive.namelist())
    return content.decode()


def paths(world):
    """Yield every path outside the admin, with each of the learner's changes."""
    for address in addresses():
        if address.name == "change_undo":
            yield from (address.path({"change_id": change}) for change in world.changes)
        elif not address.route.startswith("admin/"):
            yield world.path(address)


@pytest.mark.django_db
def test_only_staff_read_any_of_it_and_no_row_on_it_changes():
    assert wrong_responses(lambda path: not path.startswith("/accounts/")) == []


@pytest.mark.soak
@pytest.mark.django_db
def test_no_address_of_the_accounts_reads_any_of_it_whatever_is_sent():
    assert wrong_responses(lambda path: True) == []


def wrong_responses(takes_fields):
    """Return what is wrong at any path; the learner sends each of SENT to those for which TAKES_FIELDS is true."""
    world, wrong = HiddenWorld(), []
    before = world.rows()
    for path in paths(world):
        asked = [("GET", None, None), ("POST", SENT[0], None)]
        everything = asked + [("POST", fields, None if number % 2 else HTMX) for number, fields in enumerate(SENT)]
        for person in ("visitor", "learner", "another"):
            for method, fields, headers in everything if person == "learner" and takes_fields(path) else asked:
                status, text, rows = world.read(person, method, path, fields, headers)
                sent = f"{method} {path} {fields} as {person}: {status}"
                if SEALED in text.replace(path, ""):
                    wrong.append(f"{sent} shows a part of it")
                if rows != before:
                    wrong.append(f"{sent} changes a row on it")
    return wrong


@pytest.mark.django_db
def test_undo_on_a_hidden_roadmap_is_missing():
    world = HiddenWorld()
    for change in world.changes:
        status, _, rows = world.read("learner", "POST", f"/changes/{change}/undo/")
        assert status == 404


@pytest.mark.django_db
def test_a_learner_keeps_the_text_they_wrote():
    world = HiddenWorld()
    note = f"/topics/{world.topic.pk}/note/"
    assert "What I wrote" in world.read("learner", "GET", "/notes/")[1]
    assert "What I wrote" in world.read("learner", "GET", note)[1]
    assert "What I wrote" in world.read("learner", "POST", "/settings/data/export/")[1]
    client = Client()
    client.cookies.update(world.cookies["learner"])
    assert client.post(note, {"body": "More of mine", "version": "1"}).status_code == 302
    for page in ("/notes/", "/search/"):
        assert "More of <mark>mine</mark>" in client.get(f"{page}?q=mine").content.decode()
        # Neither the filter of notes nor the search reads hidden titles.
        assert "More of" not in client.get(f"{page}?q=sealed").content.decode()


@pytest.mark.django_db
def test_the_export_has_references_to_it_without_titles():
    world = HiddenWorld()
    client = Client()
    client.cookies.update(world.cookies["learner"])
    response = client.post("/settings/data/export/")
    archive = ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    data = json.loads(archive.read("cairn.json"))["data"]
    hidden = next(row for row in data["completions"] if row["item"] == world.item.ref)
    assert (hidden["topic"], hidden["item_title"], hidden["topic_title"]) == ("", "", "")
    assert world.topic.ref in {row["topic"] for row in data["notes"]} & {row["topic"] for row in data["skips"]}
    shown = next(row for row in data["completions"] if row["item"] != world.item.ref)
    assert shown["item_title"] and shown["topic_title"] and shown["roadmap"]
    assert [row["roadmap_title"] for row in data["enrolments"] if row["roadmap"] == "r"] == [""]
    assert Item.objects.filter(ref=hidden["item"]).exists()


@pytest.mark.django_db
def test_the_hidden_world_can_fail():
    world = HiddenWorld()
    assert SEALED in world.read("editor", "GET", "/roadmaps/r/")[1]
    Roadmap.objects.update(is_published=True)
    assert SEALED in world.read("learner", "GET", "/notes/")[1]
    assert world.read("learner", "POST", f"/changes/{world.changes[0]}/undo/")[0] == 302
    assert tree(Roadmap.objects.get(slug="r")).title == "sealed roadmap"
