"""manage.py move_database: everything arrives, or nothing does."""

import pytest

from tests.database_copies import Copy, new_database

HISTORY = "roadmap_app_historicalstage"


@pytest.fixture
def embedded(filled_sqlite, tmp_path):
    """Return an embedded copy with something of each kind in it."""
    return filled_sqlite.clone(tmp_path / "embedded")


@pytest.fixture(scope="module")
def moved(filled_sqlite, server, tmp_path_factory):
    """Return the PostgreSQL database, which no test changes, that the filled copy was moved to, and the output."""
    team = Copy(tmp_path_factory.mktemp("moved"), new_database(server))
    return team, filled_sqlite.manage("move_database", "--to", team.url)


@pytest.fixture
def team(server, tmp_path):
    """Return an empty PostgreSQL database for a team."""
    return Copy(tmp_path / "team", new_database(server))


def counts(copy):
    """Return the number of rows of each table, without django_migrations."""
    return {name: len(rows) for name, rows in copy.rows().items() if name != "django_migrations"}


def test_everything_is_copied_and_the_portal_continues_there(embedded, moved, tmp_path):
    team, output = moved[0].clone(tmp_path / "team"), moved[1]
    assert "both databases hold the same" in output
    assert counts(team) == counts(embedded)
    assert counts(team)[HISTORY] >= 7
    with embedded.connected() as here, team.connected() as there:
        for query in (
            "SELECT body, version FROM roadmap_app_note",
            "SELECT email, password FROM roadmap_app_user",
            "SELECT session_key, session_data FROM django_session",
            "SELECT title FROM roadmap_app_stage ORDER BY id",
        ):
            assert list(map(tuple, there.execute(query).fetchall())) == here.execute(query).fetchall()
        newest = "SELECT max(id) FROM roadmap_app_activity"
        before = there.execute(newest).fetchone()[0]
    # The sequences continue after the moved rows, and the times are the original ones.
    add = """
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Item, User
from django.utils import timezone
user = User.objects.get()
set_item(user=user, item=Item.objects.exclude(completion__user=user).first(), done=True)
print("joined before", (timezone.now() - user.date_joined).total_seconds() > 1)
"""
    assert "joined before True" in team.manage("shell", "--no-imports", "-v", "0", "-c", add)
    with team.connected() as there:
        assert there.execute(newest).fetchone()[0] > before
    assert "The database is ready." in team.manage("prepare")


@pytest.mark.soak
def test_the_database_can_be_moved_back(embedded, moved, tmp_path):
    back = Copy(tmp_path / "back")
    back.var.mkdir()
    secret = tmp_path / "url"
    secret.write_text(f"sqlite:///{back.var}/cairn.sqlite3\n")
    moved[0].manage("move_database", "--to", f"@{secret}")
    there, here = back.rows(), embedded.rows()
    del there["django_migrations"], here["django_migrations"]
    for rows in (there, here):  # PostgreSQL does not keep the key order of JSON
        rows["roadmap_app_loadedentry"] = ["".join(sorted(row)) for row in rows["roadmap_app_loadedentry"]]
    assert there == here


def test_a_database_in_use_is_refused(embedded, filled_postgresql, tmp_path):
    team = filled_postgresql.clone(tmp_path / "team")
    before = team.rows()
    output = embedded.manage("move_database", "--to", team.url, code=1)
    assert "There are accounts in the other database already" in output
    assert team.rows() == before


def test_a_row_that_does_not_fit_leaves_nothing_behind(embedded, team):
    with embedded.connected() as connection:
        connection.execute("UPDATE roadmap_app_user SET name = ?", ["x" * 200])  # SQLite does not check the length
    output = embedded.manage("move_database", "--to", team.url, code=1)
    assert "A row of roadmap_app_user does not fit" in output
    assert counts(team)["roadmap_app_user"] == 0
    assert counts(team)["roadmap_app_note"] == 0


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("nonsense", "postgres://"),
        ("@/nowhere", "cannot be read"),
        ("postgres://nobody:x@127.0.0.1:1/none", "cannot be reached"),
    ],
)
def test_an_invalid_address_gives_a_one_line_error(embedded, to, words):
    assert words in embedded.manage("move_database", "--to", to, code=1)
