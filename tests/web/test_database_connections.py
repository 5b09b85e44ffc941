"""Connections to PostgreSQL stay open between requests, and a restart of the server causes no error."""

import socket

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from django.test import RequestFactory

from roadmap_app.web import waiting
from roadmap_app.web.waiting import Waiting

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
PAGE = RequestFactory().get("/")


def ask(request=PAGE):
    """Return the number of the connection that a request uses, and what it executed."""
    statements = []

    def note(execute, sql, *arguments):
        statements.append(sql)
        return execute(sql, *arguments)

    def view(request):
        with connection.execute_wrapper(note), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return cursor.fetchone()[0]

    connection.close_if_unusable_or_obsolete()  # as Django does before each request
    return Waiting(view)(request), statements


def terminate(number):
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])


@pytest.fixture
def own_connection(transactional_db):
    connection.close()  # another test's may have its timeouts set already
    yield
    connection.close()


@pytest.fixture
def stopped_server(own_connection):
    """Point the connection at a port where nothing listens; yield a function that lets the server come back."""
    connection.close()
    usual = connection.settings_dict
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        connection.settings_dict = usual | {"HOST": "127.0.0.1", "PORT": str(reserved.getsockname()[1])}
        yield lambda: setattr(connection, "settings_dict", usual)
    connection.settings_dict = usual


def test_a_connection_is_kept_and_not_checked_between_requests(own_connection):
    first, _ = ask()
    second, statements = ask()
    assert (second, len(statements)) == (first, 1)


def test_a_connection_that_the_server_has_closed_is_replaced(own_connection):
    first, _ = ask()
    terminate(first)
    second, _ = ask()
    assert second != first


def test_a_request_waits_while_the_server_restarts(stopped_server, monkeypatch):
    connect, failed = connection.get_new_connection, []

    def get_new_connection(parameters):
        try:
            return connect(parameters)
        except psycopg.OperationalError as error:
            failed.append(error)
            stopped_server()
            raise

    monkeypatch.setattr(connections["default"], "get_new_connection", get_new_connection)
    number, _ = ask()
    assert number and len(failed) == 1


def test_a_server_that_stays_away_is_an_error_after_the_timeout(stopped_server, settings):
    settings.PORTAL_DATABASE_TIMEOUT = 0
    with pytest.raises(OperationalError):
        ask()


def test_a_statement_that_takes_too_long_is_cancelled(own_connection, monkeypatch):
    monkeypatch.setattr(waiting, "STATEMENT_MS", 10)

    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(10)")

    with pytest.raises(OperationalError) as caught:
        Waiting(view)(PAGE)
    assert waiting.is_busy(caught.value)
