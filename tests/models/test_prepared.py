"""Statements that PostgreSQL has planned once read what they read otherwise."""

import pytest
from django.db import NotSupportedError, connection, transaction

from roadmap_app.models.prepared import execute_prepared

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps the statements of a connection itself"),
]


def read(*statements, **values):
    with connection.cursor() as cursor:
        execute_prepared(cursor, [(statement, values) for statement in statements])
        found = cursor.fetchall()
        while cursor.nextset():
            found += cursor.fetchall()
    return found


def prepared():
    return {name for (name,) in read("SELECT name FROM pg_prepared_statements WHERE statement NOT LIKE '%%pg_prep%%'")}


def test_values_reach_their_placeholders_in_any_order_and_number():
    statement = "SELECT %(b)s::int, %(a)s::text, %(b)s::int + 1 WHERE 'x' LIKE 'x%%'"
    for _ in range(7):  # after five, PostgreSQL may choose another plan
        assert read(statement, "SELECT 1, %(a)s::text, 2", a="it's %s", b=5) == [(5, "it's %s", 6), (1, "it's %s", 2)]
    with connection.cursor() as cursor:
        execute_prepared(cursor, [("SELECT %s::int - %s::int", [5, 3])])
        assert cursor.fetchall() == [(2,)]


def test_statements_with_names_and_without_share_a_message():
    with connection.cursor() as cursor:
        execute_prepared(
            cursor, [("SELECT %s::int", [1]), ("SELECT %(b)s::int, %(a)s::int, %(b)s::int", {"a": 2, "b": 3})]
        )
        first = cursor.fetchall()
        assert cursor.nextset() and (first, cursor.fetchall()) == ([(1,)], [(3, 2, 3)])


def test_a_statement_is_prepared_once_for_each_connection():
    before = prepared()
    for number in range(3):
        assert read("SELECT %(n)s::int AS once", n=number) == [(number,)]
    assert len(prepared() - before) == 1
    connection.close()
    assert not prepared() & before
    assert read("SELECT %(n)s::int AS once", n=3) == [(3,)]


def test_a_statement_is_planned_once_whatever_its_values():
    for number in range(7):
        read("SELECT %(n)s::int AS planned", n=number)
    plans = read("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%% AS planned'")
    assert plans == [(7, 0)]


def test_a_migration_that_changes_a_column_fails_no_page():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE changing (word varchar(5))")
        cursor.execute("INSERT INTO changing VALUES ('one')")
    assert read("SELECT word FROM changing") == [("one",)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE changing ALTER word TYPE varchar(9)")
    # In a transaction it cannot be sent again; the next request is answered.
    with pytest.raises(NotSupportedError), transaction.atomic():
        read("SELECT word FROM changing")
    before = prepared()
    assert read("SELECT word FROM changing") == [("one",)]
    assert len(prepared() - before) == 1  # anew, as the old one would fail each time
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE changing ALTER word TYPE text")
    assert read("SELECT word FROM changing") == read("SELECT word FROM changing") == [("one",)]


def test_nothing_is_prepared_behind_pgbouncer(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = prepared()
    assert read("SELECT %(n)s::int AS pooled", n=1) == [(1,)]
    assert prepared() == before


def test_a_connection_keeps_a_bounded_number(monkeypatch):
    monkeypatch.setattr("roadmap_app.models.prepared.MAX_PREPARED", 3)
    connection.close()
    for number in range(6):
        assert read(f"SELECT {number}") == [(number,)]
    assert len(prepared()) <= 3
