"""Which records of the history belong to one save."""

from datetime import UTC, datetime, timedelta

from roadmap_app.domain.saves import Record, saves, summary

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def record(seconds, user=1, request="", reason=""):
    """Return a record, so many SECONDS before noon."""
    return Record(NOON - timedelta(seconds=seconds), "item", 1000 - int(10 * seconds), 7, "~", user, request, reason)


def sizes(*records):
    return [len(group) for group in saves(records)]


def test_what_one_request_writes_is_one_save_however_long_it_takes():
    assert sizes(record(0, request="a"), record(40, request="a"), record(41, request="b")) == [2, 1]


def test_two_people_never_share_a_save():
    assert sizes(record(0, user=1), record(0, user=2), record(0, user=None)) == [1, 1, 1]
    assert sizes(record(0, user=1, request="a"), record(0, user=2, request="a")) == [1, 1]


def test_without_a_request_a_gap_or_another_reason_begins_a_new_save():
    assert sizes(record(0), record(1.5), record(3), record(5.5)) == [3, 1]
    assert sizes(record(0, reason="Edited as text"), record(0)) == [1, 1]


def test_a_request_and_a_command_are_two_saves():
    assert sizes(record(0, request="a"), record(0.1)) == [1, 1]


def test_no_records_make_no_save():
    assert sizes() == []


def test_the_summary_counts_rows_from_the_roadmap_down():
    made = [record(0)._replace(kind="topic", did="+", row=row) for row in (1, 2)]
    assert summary([record(0), record(1), record(2)._replace(row=8), *made]) == "2 topics made; 2 items changed"
    assert summary([record(0)]) == "1 item changed"
