"""The audit record under /manage/: in words, filtered, and as CSV."""

import csv

import pytest

from roadmap_app.models import AuditEvent
from roadmap_app.views.manage_record import PER_PAGE
from tests.makers import make_editor, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
RECORD, CSV = "/manage/record/", "/manage/record/csv/"


@pytest.fixture
def ada():
    return make_user("ada@example.org", name="Ada")


def happened(verb, actor, subject=None, at="2026-03-10T12:00Z", **fields):
    return AuditEvent.objects.create(verb=verb, actor=actor, subject=subject or actor, at=at, **fields)


def text_of(client, query=""):
    return " ".join(client.get(RECORD + query).content.decode().split())


def rows_of(client, query=""):
    response = client.get(CSV + query)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader("".join(part.decode() for part in response.streaming_content).splitlines()))


def test_the_record_is_in_words(owner_client, owner, ada):
    happened("role_changed", owner, ada, detail="learner → editor", address="203.0.113.7")
    shown = text_of(owner_client, "?kind=role_changed")
    assert "<bdi>owner@example.org</bdi> changed the role of <bdi>ada@example.org</bdi>" in shown
    assert "learner → editor" in shown and "from 203.0.113.7" in shown and "10 Mar 2026, 21:00:00" in shown


def test_it_is_filtered_by_person_kind_and_days_of_the_owner(owner_client, owner, ada):
    other = make_user("other@example.org")
    happened("signed_in", ada, at="2026-03-10T14:59Z")  # 23:59 in Tokyo
    happened("signed_out", ada, at="2026-03-10T15:00Z")  # the next day there
    happened("signed_in", other)
    assert [row[2] for row in rows_of(owner_client, "?q=ADA")[1:]] == ["signed_out", "signed_in"]
    assert [row[1] for row in rows_of(owner_client, "?kind=signed_in&until=2026-03-10")[1:]] == [
        "other@example.org",
        "ada@example.org",
    ]
    assert [row[2] for row in rows_of(owner_client, "?since=2026-03-11&q=ada")[1:]] == ["signed_out"]
    assert "Nothing fits this" in text_of(owner_client, "?q=nobody")


@pytest.mark.parametrize("query", ["since=2026-02-31", "kind=nonsense", "until=0001-01-01", "before=x"])
def test_an_invalid_filter_is_refused(owner_client, query):
    response = owner_client.get(f"{RECORD}?{query}")
    assert response.status_code == 422 and '_error">*' not in response.content.decode()
    assert owner_client.get(f"{CSV}?{query}").status_code == 422


@pytest.mark.parametrize("count", [1, PER_PAGE + 1])
def test_a_page_takes_the_same_queries_for_one_and_for_many(owner_client, ada, count):
    for _ in range(count):
        happened("signed_in", ada)
    with queries(at_most=5):
        shown = text_of(owner_client, "?q=ada")
    assert shown.count("signed in") == min(count, PER_PAGE)
    if count > PER_PAGE:
        last = AuditEvent.objects.filter(actor=ada).earliest("pk")
        assert f"?q=ada&amp;before={last.pk + 1}" in shown
        assert text_of(owner_client, f"?q=ada&before={last.pk + 1}").count("signed in") == 1


def test_no_cell_of_the_file_is_a_formula(owner_client, ada):
    happened("sign_in_failed", None, ada, detail="=HYPERLINK(1)", request_id="-1")
    (row,) = [row for row in rows_of(owner_client) if row[2] == "sign_in_failed"]
    assert row == ["2026-03-10T12:00:00+00:00", "", "sign_in_failed", "ada@example.org", "'=HYPERLINK(1)", "", "'-1"]


@pytest.mark.parametrize("address", [RECORD, CSV])
def test_only_owners_read_it(client, learner_client, address):
    client.force_login(make_editor())
    assert client.get(address).status_code == learner_client.get(address).status_code == 404
