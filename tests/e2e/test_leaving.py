"""Signing out elsewhere, taking one's data along, leaving and coming back, in a browser with JavaScript and without."""

from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from roadmap_app.actions.notes import save_note
from roadmap_app.models import Topic, User
from tests.e2e.conftest import NewContext
from tests.e2e.page_checks import find_faults, themes_and_widths


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill("correct horse 9")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "login" not in url)


def show_who_it_is(page: Page) -> None:
    """Give the password again, as somebody else could sit at an open browser."""
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.get_by_label("Password", exact=True).fill("correct horse 9")
    page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_learner_takes_their_data_leaves_and_comes_back(
    portal: object, new_context: NewContext, learner: User, js: bool
) -> None:
    save_note(user=learner, topic=Topic.objects.get(slug="programming-skills"), body="# Mine", version=0)
    here, there = (new_context(java_script_enabled=js).new_page() for _ in range(2))
    for page in (here, there):
        sign_in(page, learner)

    here.goto("/settings/")
    here.get_by_role("link", name="Where you are signed in").click()
    expect(here.locator(".session-lines strong")).to_have_count(2)
    here.get_by_role("button", name="Sign out everywhere else").click()
    show_who_it_is(here)
    expect(here.locator(".session-lines strong")).to_have_count(1)
    there.goto("/settings/")
    assert "/accounts/login/" in there.url

    here.goto("/settings/data/")
    with here.expect_download() as download:
        here.get_by_role("button", name="Download your data").click()
    with ZipFile(download.value.path()) as archive:
        assert any(archive.read(name).endswith(b"# Mine\n") for name in archive.namelist())

    here.get_by_role("link", name="Delete your account").click()
    here.get_by_label("Your password").fill("correct horse 9")
    here.get_by_role("button", name="Delete my account").click()
    expect(here.get_by_role("heading", name="Goodbye")).to_be_visible()
    sign_in(here, learner)
    here.get_by_role("button", name="Keep my account").click()
    expect(here.get_by_text("your account stays")).to_be_visible()
    here.goto("/notes/")
    expect(here.get_by_role("link", name="Programming Skills")).to_be_visible()


def test_the_list_of_sessions_and_the_closed_account_fit_and_can_be_read(
    portal: object, new_context: NewContext, learner: User
) -> None:
    page, other = (new_context().new_page() for _ in range(2))
    for each in (other, page):
        sign_in(each, learner)
    found = []
    for path in ("/accounts/sessions/", "/settings/deletion/"):
        page.goto(path)
        for look in themes_and_widths(page, (320, 1440)):
            found += find_faults(page, f"{path} {look}")
        User.objects.update(deletion_asked_at=learner.date_joined)
    expect(page.get_by_role("button", name="Keep my account")).to_be_visible()
    assert found == []
