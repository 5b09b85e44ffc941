"""The admin's search ignores case and Unicode form, on both databases."""

import pytest
from django.contrib import admin
from django.urls import reverse

from roadmap_app.admin.search import EventSearch, FoldedSearch
from roadmap_app.models import AuditEvent, Invitation, Item, LinkCheck, Resource, Roadmap, Stage, Topic, User
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
SAME = [
    ("Re\u0301sume\u0301", "R\u00e9sum\u00e9"),
    ("Die Straße", "STRASSE"),
    ("İstanbul", "istanbul"),
    ("ΟΔΟΣ", "οδός"),
]


def results(client, model, text):
    response = client.get(reverse(f"admin:roadmap_app_{model._meta.model_name}_changelist"), {"q": text})
    return set(response.context["cl"].result_list)


@pytest.mark.parametrize(("stored", "text"), SAME)
def test_every_list_finds_text_that_looks_the_same(owner_client, stored, text):
    roadmap = make_roadmap(title=stored)
    stage = make_stage(roadmap, title=stored)
    topic = make_topic(stage, title=stored, items=0)
    item, resource = make_item(topic, title=stored), make_resource(topic, title=stored)
    check = LinkCheck.objects.create(resource=resource, url=resource.url, outcome="dead", reason="")
    user = make_user(name=stored)
    make_item(make_topic(items=0), title="Another")
    rows = {Roadmap: roadmap, Stage: stage, Topic: topic, Item: item, Resource: resource, LinkCheck: check, User: user}
    for model, row in rows.items():
        assert results(owner_client, model, text) == {row}, model


def test_a_row_that_matches_in_several_fields_is_listed_once(owner_client):
    topic = make_topic(items=0, title="Größe")
    for title in ("Eins a", "Eins b", "Zwei"):
        make_item(topic, title=title)
    for text in ("GRÖSSE eins", "zwei EINS", ""):
        assert results(owner_client, Topic, text) == {topic}
    assert results(owner_client, Topic, "eins drei") == results(owner_client, Topic, "bzwei") == set()


def test_sql_wildcards_are_searched_literally(owner_client):
    one, other = make_item(title="100 % a_b"), make_item(title="100 x axb")
    assert results(owner_client, Item, "%") == results(owner_client, Item, "a_b") == {one}
    assert results(owner_client, Item, "100") == {one, other}


def test_events_are_found_by_account_address_and_request(owner_client):
    user = make_user("mueller@example.org")
    one = AuditEvent.objects.create(verb="signed_in", actor=user, address="192.0.2.7", request_id="abc")
    AuditEvent.objects.create(verb="signed_in", actor=make_user(), address="192.0.2.8", request_id="def")
    for text in ("MUELLER", "ｍueller 0.2.7", "ABC"):
        assert results(owner_client, AuditEvent, text) == {one}


def test_every_list_uses_this_search():
    searched = {model: one for model, one in admin.site._registry.items() if one.search_fields}
    own = {model for model, one in searched.items() if isinstance(one, FoldedSearch | EventSearch)}
    assert {Roadmap, Invitation, AuditEvent, User} <= own
    assert {model for model in searched if model._meta.app_label == "roadmap_app"} == own
