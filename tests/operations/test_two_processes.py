"""What one process changes acts at the next request in another one, whatever that has kept in memory."""

import re

import pytest
import requests

from tests.database_copies import Copy
from tests.operations.test_server import free_port, serving

ROADMAP = "/roadmaps/ml-engineer-2025/"
TOPIC = f"{ROADMAP}foundations-of-mathematics-and-programming/mathematics-for-machine-learning/"
IMPORTS = "from roadmap_app.models import *; from roadmap_app.actions import curriculum, history, people;"
PEOPLE = "u = User.objects.get(email='editor@example.org'); owner = User.objects.get(email='owner@example.org');"


@pytest.fixture
def copy(filled_sqlite, tmp_path):
    """Return a copy with an owner and an editor, which the test may change."""
    own = filled_sqlite.clone(tmp_path / "var")
    run(
        own,
        "from allauth.account.models import EmailAddress;"
        "u = User.objects.create_user('editor@example.org', 'correct horse 9');"
        "EmailAddress.objects.create(user=u, email=u.email, primary=True, verified=True);"
        "people.set_role([u], by=None, role='editor')",
    )
    return own


@pytest.fixture
def homes(copy):
    """Return the addresses of two servers of one process each, on one database."""
    first, second = free_port(), free_port()
    with serving(copy.var, first, PORTAL_WORKERS="1"), serving(copy.var, second, PORTAL_WORKERS="1"):
        yield f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"


def run(copy: Copy, code: str) -> None:
    copy.manage("shell", "--no-imports", "-v", "0", "-c", IMPORTS + code)


def signed_in(home: str) -> requests.Session:
    """Return a browser in which the editor is signed in; its cookies go to every port."""
    browser = requests.Session()
    page = browser.get(f"{home}/accounts/login/", timeout=10).text
    form = next(each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="password"' in each)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    fields |= {"login": "editor@example.org", "password": "correct horse 9"}
    assert browser.post(f"{home}/accounts/login/", fields, timeout=10).url == f"{home}{ROADMAP}"
    return browser


def outline(copy: Copy, folder, was: str, now: str) -> None:
    file = folder / "outline.md"
    file.write_text(copy.manage("export_outline", "ml-engineer-2025").replace(was, now))
    copy.manage("import_outline", str(file), "--apply")


def test_an_edit_is_seen_by_every_process_at_its_next_request(copy, homes, tmp_path):
    item = "item = Item.objects.get(title='Derivatives');"
    ways = {
        "Renamed by an action": f"{item} item.title = 'Renamed by an action'; curriculum.save_content(item)",
        "Renamed by an outline": None,
        "Added": "t = Topic.objects.get(slug='mathematics-for-machine-learning');"
        "curriculum.save_content(Item(topic=t, title='Added', group='', position=99))",
    }
    for home in homes:
        assert "Derivatives" in requests.get(f"{home}{TOPIC}", timeout=10).text
    for words, code in ways.items():
        if code:
            run(copy, code)
        else:
            outline(copy, tmp_path, "Renamed by an action", words)
        for home in homes:
            assert words in requests.get(f"{home}{TOPIC}", timeout=10).text
    run(copy, "curriculum.delete_content(Item.objects.get(title='Added'))")
    assert all(">Added<" not in requests.get(f"{home}{TOPIC}", timeout=10).text for home in homes)
    record = "r = Item.history.filter(title='Added', history_type='-').latest('history_id').history_id;"
    run(copy, f"{record} history.restore(model=Item, record_id=r)")
    assert all(">Added<" in requests.get(f"{home}{TOPIC}", timeout=10).text for home in homes)


def test_a_role_a_disabled_account_and_a_sign_out_act_in_every_process(copy, homes):
    first, second = homes
    browser = signed_in(first)
    for home in homes:
        assert "Edit as text" in browser.get(f"{home}{ROADMAP}", timeout=10).text
    run(copy, f"{PEOPLE} people.set_role([u], by=owner, role='learner')")
    for home in homes:
        page = browser.get(f"{home}{ROADMAP}", timeout=10).text
        assert "Settings" in page and "Edit as text" not in page

    cookies = browser.cookies.copy()
    page = browser.get(f"{first}/accounts/logout/", timeout=10).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    browser.post(f"{first}/accounts/logout/", {"csrfmiddlewaretoken": token}, timeout=10)
    for home in homes:
        page = requests.get(f"{home}/settings/", cookies=cookies, timeout=10)
        assert page.url.startswith(f"{home}/accounts/login/")

    browser = signed_in(second)
    assert browser.get(f"{first}/settings/", timeout=10).url == f"{first}/settings/"
    run(copy, f"{PEOPLE} people.set_enabled([u], by=owner, enabled=False)")
    for home in homes:
        page = browser.get(f"{home}/settings/", timeout=10)
        assert "signed in as" not in page.text
