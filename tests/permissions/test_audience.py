"""A roadmap for one team only: whoever is outside gets what a roadmap that does not exist gives, at every address."""

import re
from urllib.parse import urlencode

import pytest
from django.apps import apps

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.teams import join, leave
from roadmap_app.models import Enrolment, Item, LinkCheck, LoadedEntry, Membership, Roadmap, SignOff, Topic
from tests.makers import make_editor, make_item, make_team_with, make_topic, make_user
from tests.permissions.addresses import addresses
from tests.permissions.test_hidden import SEALED, SENT, HiddenWorld

OUTSIDE = ("visitor", "learner", "other_lead", "editor")
PEOPLE = ("visitor", "learner", "other_lead", "member", "lead", "editor", "inside", "owner")
SHORT = {".": "missing", "goes": "elsewhere"}
FORM = "application/x-www-form-urlencoded"
# The path, the method, what is sent, and what each of PEOPLE gets: "." is missing, "goes" is a redirect elsewhere. The
# learner has left the team; another lead's team follows the roadmap; the editor is in no team, the one inside is.
TABLE = """
/roadmaps/r/ | GET | | . . . page page . page page
/roadmaps/r/sealed-stage/ | GET | | . . . page page . page page
/roadmaps/r/sealed-stage/sealed-topic/ | GET | | . . . page page . page page
/roadmaps/r/now/ | GET | | . . . page page . page page
/roadmaps/r/finish/ | GET | | login . . page page . page page
/roadmaps/r/changes/ | POST | version=3 | login . . goes goes . goes goes
/roadmaps/r/enrolment/ | POST | started_on=2026-02-02&hours_per_week=5 | login . . goes goes . goes goes
/items/ITEM/completion/ | POST | state=done | login . . goes goes . goes goes
/topics/TOPIC/completion/ | POST | state=done | login . . goes goes . goes goes
/topics/TOPIC/skip/ | POST | state=skipped | login . . goes goes . goes goes
/topics/TOPIC/note/ | GET | | login page . page page . page page
/topics/TOPIC/help/ | GET | | login . . page . . page .
/resources/RESOURCE/state/ | POST | state=read | login . . goes goes . goes goes
/roadmaps/r/outline/ | GET | | login . . . . . page page
/outlines/r/publication/ | POST | | login . . . . . goes goes
/manage/roadmaps/r/ | GET | | login . . . . . page page
/manage/roadmaps/r/audience/ | GET | | login . . . . . page page
/manage/roadmaps/r/audience/ | POST | step=look&who=all | login . . . . . page page
/manage/roadmaps/r/audience/ | POST | step=set&who=teams | login . . . . . refused refused
/manage/roadmaps/r/history/ | GET | | login . . . . . page page
/manage/roadmaps/r/history/undo/ | POST | kind=item&record=1 | login . . . . . conflict conflict
/manage/roadmaps/r/updates/ENTRY/ | GET | | login . . . . . page page
/admin/roadmap_app/roadmap/ROADMAP/change/ | GET | | login login login login login . page page
/admin/roadmap_app/roadmap/ROADMAP/changes/ | GET | | login login login login login . page page
/admin/roadmap_app/roadmap/ROADMAP/history/ | GET | | login login login login login . page page
/admin/roadmap_app/topic/TOPIC/change/ | GET | | login login login login login . page page
/admin/roadmap_app/topic/TOPIC/history/ | GET | | login login login login login . page page
/admin/roadmap_app/topic/TOPIC/preview/ | POST | | login login login login login . page page
/admin/roadmap_app/item/ITEM/change/ | GET | | login login login login login . page page
/admin/roadmap_app/item/DELETED/history/ | GET | | login login login login login . page page
/admin/roadmap_app/resource/RESOURCE/delete/ | GET | | login login login login login . page page
"""
# The parameters of a route that stand for a roadmap or a part of one.
PARTS = {"roadmap", "stage", "topic", "item_id", "topic_id", "resource_id", "change_id", "entry_id"}
CONTENT = {"roadmap", "stage", "topic", "item", "resource", "linkcheck", "loadedentry"}
# Lists, with something that the roadmap would be found by.
LISTS = ("/search/?q=topic+item+book", "/search/?q=wrote", "/notes/?q=wrote", "/activity/?roadmap=r", "/settings/")
ADMIN_LISTS = ("stage", "topic", "item", "resource", "linkcheck", "loadedentry")


class AudienceWorld(HiddenWorld):
    """The learner has left the team that the roadmap is for; another team of theirs follows it, too."""

    def hide(self, roadmap):
        names = ("member", "lead", "other_lead")
        self.people |= {name: make_user(f"{name}@example.org") for name in names}
        self.people["inside"] = make_editor("inside@example.org")
        crew = make_team_with(
            leads=[self.people["lead"]], members=[self.people["member"], self.people["inside"]], roadmaps=[roadmap]
        )
        leave(membership=join(team=crew, user=self.learner), by=self.learner)
        other = make_team_with(leads=[self.people["other_lead"]], members=[self.learner], roadmaps=[roadmap])
        own = Membership.objects.get(user=self.learner, team=other)
        Membership.objects.filter(pk=own.pk).update(shares="items", chosen_at="2026-01-05T00:00Z")
        own.roadmaps.add(roadmap)
        # They have shown an item to leads of both teams, who have answered.
        Item.objects.filter(pk=self.open.pk).update(sign_off=True)
        for team, by in ((crew, "lead"), (other, "other_lead")):
            shown = {"member": self.learner, "item": self.open, "team": team, "team_name": team.name}
            SignOff.objects.create(**shown, verb="attached", by=self.learner, text="My knot")
            SignOff.objects.create(**shown, verb="given_back", by=self.people[by], text="Once more")
        roadmap.teams.add(crew)
        Roadmap.objects.filter(pk=roadmap.pk).update(teams_only=True, version=3)
        self.cookies |= {name: self._cookies_of(user) for name, user in self.people.items()}
        stage, resource = self.topic.stage, self.topic.resources.get()
        values = {"title": "sealed as shipped"}
        entry = LoadedEntry.objects.create(
            model="topic", key=self.topic.ref, roadmap_slug="r", values={}, shipped=values | {"stage": stage.ref}
        )
        check = LinkCheck.objects.create(resource=resource, url=resource.url, outcome="dead", reason="sealed reason")
        gone = make_item(self.topic, title="sealed deletion")
        self.deleted = gone.pk
        gone.delete()
        rows = {"roadmap": roadmap, "stage": stage, "topic": self.topic, "item": self.open, "resource": resource}
        self.rows_of = {name: row.pk for name, row in rows.items()} | {"loadedentry": entry.pk, "linkcheck": check.pk}
        self.samples |= {"team": other.slug, "resource_id": resource.pk, "entry_id": entry.pk}
        self.samples["change_id"] = self.changes[0]

    def _first(self, label):
        name = label.rpartition(".")[2].lower()
        if not hasattr(self, "rows_of"):  # the rows of the roadmap are not there yet
            return super()._first(label)
        if name.startswith("historical"):
            return apps.get_model(label).objects.filter(id=self.rows_of[name.removeprefix("historical")]).first().pk
        return self.rows_of.get(name) or super()._first(label)

    def filled(self, path):
        """Return PATH with the keys that TABLE names."""
        values = {name.upper(): str(pk) for name, pk in self.rows_of.items()}
        values |= {"ENTRY": values["LOADEDENTRY"], "DELETED": str(self.deleted)}
        return re.sub(r"[A-Z]{4,}", lambda found: values[found[0]], path)


def names_a_part(address):
    """Return whether ADDRESS is about a roadmap or a part of one."""
    parameters = set(re.findall(r"<(?:\w+:)?(\w+)>", address.route))
    if address.route.startswith("admin/roadmap_app/"):
        return address.route.split("/")[2] in CONTENT and bool(parameters)
    return not address.route.startswith("admin/") and bool(parameters & PARTS)


def missing(world, address):
    """Return the path of ADDRESS for a row that does not exist."""
    if address.route.startswith("admin/"):
        never = dict.fromkeys(("object_id", "pk", "history_id", "record"), 999_999_999)
    else:
        never = dict.fromkeys(PARTS, 999_999_999) | dict.fromkeys(("roadmap", "stage", "topic"), "never")
        never["change_id"] = "00000000-0000-4000-8000-000000000000"
    return address.path(world.samples | never)


@pytest.mark.django_db
def test_the_table_of_a_roadmap_for_one_team():
    world, wrong = AudienceWorld(), []
    for line in TABLE.strip().splitlines():
        path, method, sent, words = (part.strip() for part in line.split("|"))
        for person, expected in zip(PEOPLE, words.split(), strict=True):
            outcome = world.send(person, method, world.filled(path), data=sent, content_type=FORM)
            if outcome.word != SHORT.get(expected, expected):
                wrong.append(f"{method} {path} as {person}: {outcome.word}, not {expected}")
    assert "\n".join(wrong) == ""


@pytest.mark.soak  # 1,900 requests
@pytest.mark.django_db
def test_outside_every_address_answers_as_if_the_roadmap_did_not_exist():
    world, wrong = AudienceWorld(), []
    before = world.rows()
    for address in addresses():
        if address.route.startswith("accounts/"):
            continue
        path, is_about = world.path(address), names_a_part(address)
        if is_about:
            assert path != missing(world, address), f"{address.name}: how is it about the roadmap?"
        for person in OUTSIDE:
            for method, sent in (("GET", {}), ("POST", SENT[0])):
                status, text, rows = world.read(person, method, path, sent)
                asked = f"{method} {path} {sent} as {person}"
                if SEALED in text.replace(path, ""):
                    wrong.append(f"{asked}: shows a part of it")
                if rows != before:
                    wrong.append(f"{asked}: changes a row on it")
                is_own_note = "/note/" in path and person == "learner"
                if is_about and not is_own_note and status != (got := absent(world, person, method, address, sent)):
                    wrong.append(f"{asked}: {status}, but {got} for what does not exist")
    assert wrong == []


def absent(world, person, method, address, sent):
    """Return the status that PERSON gets for a row that does not exist."""
    return world.read(person, method, missing(world, address), sent)[0]


@pytest.mark.django_db
def test_outside_no_list_shows_it_and_inside_they_do():
    world = AudienceWorld()
    for person in ("learner", "other_lead", "editor"):
        for path in ("/", "/manage/roadmaps/", "/teams/", *LISTS):
            assert SEALED not in world.read(person, "GET", path)[1], (person, path)
    for path in ("/", "/search/?q=topic+item+book", "/notes/new/"):
        assert SEALED in world.read("member", "GET", path)[1], path
    for name in ADMIN_LISTS:
        for query in ("", "?q=topic", "?q=item", "?q=book"):
            path = f"/admin/roadmap_app/{name}/{query}"
            assert SEALED not in world.read("editor", "GET", path)[1], path
        assert SEALED in world.read("inside", "GET", f"/admin/roadmap_app/{name}/")[1], name
    for path in ("/manage/roadmaps/", "/admin/roadmap_app/stage/add/", "/admin/roadmap_app/item/add/"):
        assert SEALED in world.read("inside", "GET", path)[1], path
        assert SEALED not in world.read("editor", "GET", path)[1], path


@pytest.mark.django_db
def test_what_an_editor_outside_sends_reaches_no_row_of_it():
    world = AudienceWorld()
    data = urlencode({"action": "retire", "_selected_action": world.rows_of["item"], "confirmed": "yes"})
    for person, is_reached in (("editor", False), ("inside", True)):
        path = "/admin/roadmap_app/item/"

        def retired():
            world.open.refresh_from_db()
            return world.open.retired

        outcome = world.send(person, "POST", path, observe=retired, data=data, content_type=FORM)
        assert outcome.observed == is_reached


@pytest.mark.django_db
def test_outside_the_history_of_another_roadmap_tells_nothing_of_what_was_moved_into_it():
    world = AudienceWorld()
    shown = Roadmap.objects.exclude(slug="r").get()
    topic = make_topic(shown.stages.first(), title="Was shown", slug="was-shown")
    topic.stage = world.topic.stage
    save_content(topic)  # moved out of sight, and edited there
    item = topic.items.first()
    item.title = "sealed words"
    save_content(item)
    back = make_item(world.topic, title="Came from there")
    back.topic = Topic.objects.filter(stage__roadmap=shown).first()
    save_content(back)  # moved into sight; its history names where it was
    pages = (
        f"/manage/roadmaps/{shown.slug}/",
        f"/manage/roadmaps/{shown.slug}/history/",
        f"/admin/roadmap_app/roadmap/{shown.pk}/changes/",
        f"/admin/roadmap_app/item/{back.pk}/history/",
    )
    for path in pages:
        status, text, _ = world.read("editor", "GET", path)
        assert status == 200 and SEALED not in text, path
        assert SEALED in world.read("inside", "GET", path)[1], path
    record, undo = item.history.latest("history_id").pk, f"/manage/roadmaps/{shown.slug}/history/undo/"
    for number, kind in ((record, "item"), (back.history.latest("history_id").pk, "item")):
        status, text, _ = world.read("editor", "POST", undo, {"kind": kind, "record": number})
        assert status == 409 and SEALED not in text


@pytest.mark.django_db
def test_who_is_back_in_the_team_finds_all_as_it_was():
    world = AudienceWorld()
    join(team=Roadmap.objects.get(slug="r").teams.get(), user=world.learner)
    text = world.read("learner", "GET", "/roadmaps/r/sealed-stage/sealed-topic/")[1]
    assert SEALED in text and "What I wrote" in text
    assert Enrolment.objects.filter(user=world.learner, roadmap__slug="r").exists()
    assert "sealed roadmap" in world.read("learner", "GET", "/settings/")[1]
