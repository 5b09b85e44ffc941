"""The export of a person's data covers every table that refers to a user."""

import io
import json
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps

from roadmap_app.models import AuditEvent
from roadmap_app.queries.export import SECTIONS
from tests.makers import make_stage, make_topic, make_user
from tests.mfa_client import reauthenticated
from tests.user_data import give_everything, links, rows
from tests.views.rituals import HTMX

pytestmark = pytest.mark.django_db
EXPORT = "/settings/data/export/"


def download(client):
    response = reauthenticated(client).post(EXPORT)
    assert response.status_code == 200, response.content
    archive = ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    return archive, json.loads(archive.read("cairn.json"))


def test_every_link_to_a_person_is_exported():
    exported = {(section.model, section.field) for section in SECTIONS}
    missing = [link for link in links() if link not in exported]
    assert not missing, f"Add these to queries/export.py: {missing}"


def test_every_column_exists():
    for section in SECTIONS:
        list(apps.get_model(section.model)._default_manager.values_list(*section.columns.values())[:1])


def test_the_archive_holds_a_row_of_every_table(learner_client, learner):
    give_everything(learner)
    assert [link for link in links() if not rows(link, learner.pk).exists()] == []
    archive, read = download(learner_client)
    assert read["account"]["email"] == learner.email and read["account"]["role"] == "learner"
    assert [name for name, found in read["data"].items() if not found] == ["audit_events_by_others"]
    [done] = read["data"]["completions"]
    assert (done["item_title"], done["topic_title"], done["roadmap"]) == ("Item 1", "Topic 1", done["roadmap"])
    assert archive.read(archive.namelist()[1]).endswith(b"---\n\nWhat I *think*.\n")
    assert AuditEvent.objects.filter(actor=learner, verb="exported").count() == 1


def test_the_archive_holds_no_secrets_and_no_data_of_others(learner_client, learner):
    key, other = give_everything(learner), make_user("other@example.org")
    give_everything(other, make_topic(title="Only the other’s"))
    AuditEvent.objects.create(actor=other, subject=learner, verb="role_changed", address="198.51.100.9")
    archive, read = download(learner_client)
    assert [row["type"] for row in read["data"]["second_factors"]] == ["recovery_codes", "totp", "webauthn"]
    assert {name for row in read["data"]["second_factors"] for name in row} == {"type", "created_at", "last_used_at"}
    kept = [Authenticator.objects.get(user=learner, type=kind).data for kind in ("totp", "recovery_codes", "webauthn")]
    secrets = (kept[0]["secret"], kept[1]["seed"], kept[2]["credential"]["id"], kept[2]["name"])
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert len(read["data"]["audit_events_by_others"]) == 1
    for secret in (*secrets, key, learner.password, "other@example.org", "198.51.100.9", "Only the other’s"):
        assert secret not in text


def test_notes_with_long_or_equal_names_get_separate_files(learner_client, learner):
    stage = make_stage(title="S" * 200)
    for slug in ("a" * 70 + "-one", "a" * 70 + "-two", "con", "../../etc/passwd"):
        give = make_topic(stage, slug=slug, title="T" * 200)
        learner.note_set.create(topic=give, body=slug)
    archive, _ = download(learner_client)
    names = archive.namelist()[1:]
    assert len(set(names)) == 4
    assert [name.rsplit("/", 1)[1] for name in names] == [
        "a" * 60 + ".md",
        "a" * 60 + "-2.md",
        "con-.md",
        "etc-passwd.md",
    ]


def test_the_export_is_linked_and_needs_a_post_and_a_signed_in_user(learner_client, client):
    page = learner_client.get("/settings/data/").content.decode()
    assert EXPORT in page and 'href="/settings/data/"' in learner_client.get("/settings/").content.decode()
    assert learner_client.get(EXPORT).status_code == 405
    assert client.post(EXPORT).status_code == 302
    assert client.post(EXPORT, headers=HTMX).headers["HX-Redirect"].startswith("/accounts/login/")
    response = reauthenticated(learner_client).post(EXPORT)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="cairn-')
    assert "no-store" in response.headers["Cache-Control"]


def test_an_eleventh_export_within_an_hour_is_rejected(learner_client):
    reauthenticated(learner_client)
    responses = [learner_client.post(EXPORT) for _ in range(11)]
    assert [response.status_code for response in responses] == [200] * 10 + [429]
    assert 3500 < int(responses[-1].headers["Retry-After"]) <= 3600
