"""The note editor in a browser: it never loses typed text silently."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Dialog, Page, expect

from roadmap_app.actions.notes import save_note
from roadmap_app.models import Note, Topic
from tests.e2e.page_checks import find_overflow
from tests.e2e.test_walk import MATHEMATICS


@pytest.mark.allow_console_errors  # Chromium logs the 409
def test_two_tabs_on_a_note_lose_neither_text(portal, learner_page):
    one, two = learner_page, learner_page.context.new_page()
    for page in (one, two):
        page.goto(MATHEMATICS)
    one.locator("#note-body").fill("from the first tab")
    expect(one.locator("#note-status")).to_contain_text("Saved")
    two.locator("#note-body").fill("from the second tab")
    expect(two.locator("#note-conflict")).to_contain_text("changed in another tab")
    two.set_viewport_size({"width": 390, "height": 800})
    two.get_by_label("The stored version").evaluate(
        "box => { box.value = 'https://example.org/' + 'long'.repeat(50); }"
    )
    assert find_overflow(two, "a conflict about a long word") == []
    two.get_by_label("The stored version").evaluate("box => { box.value = 'from the first tab'; }")
    expect(two.get_by_label("The stored version")).to_have_value("from the first tab")
    expect(two.locator("#note-body")).to_have_value("from the second tab")
    two.get_by_role("button", name="Keep both").click()
    expect(two.locator("#note-body")).to_have_value("from the first tab\n\n---\n\nfrom the second tab")
    assert Note.objects.get().body == "from the first tab\n\n---\n\nfrom the second tab"


def test_typing_during_a_save_loses_nothing(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    box = page.locator("#note-body")
    box.press_sequentially("one two three ", delay=20)
    with page.expect_response("**/note/"):
        pass
    box.press_sequentially("four five", delay=20)
    expect(page.locator("#note-status")).to_contain_text("Saved")
    page.get_by_text("Done", exact=True).click()
    preview = page.locator("#note-preview")
    expect(preview).to_contain_text("one two three four five")
    expect(box).to_be_hidden()
    page.reload()
    expect(box).to_be_hidden()
    preview.click()
    expect(box).to_be_focused()
    expect(preview).to_be_hidden()
    expect(box).to_have_value("one two three four five")
    assert Note.objects.get().body == "one two three four five"


def leaves_without_warning(page: Page) -> bool:
    """Follow a link; return whether the browser left the page without a warning."""
    dialogs: list[str] = []

    def stay(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Notes", exact=True).click(no_wait_after=True)
    if not dialogs:
        page.wait_for_url("**/notes/")
    return not dialogs


@pytest.mark.allow_console_errors
@pytest.mark.parametrize("failure", ["conflict", "too long", "server error"])
def test_leaving_an_unsaved_note_shows_a_warning(portal, learner_page, learner, failure):
    page = learner_page
    page.goto(MATHEMATICS)
    if failure == "conflict":
        topic = Topic.objects.get(slug="mathematics-for-machine-learning")
        save_note(user=learner, topic=topic, body="from elsewhere", version=0)
    elif failure == "server error":
        page.route("**/note/", lambda route: route.fulfill(status=500, headers={"X-Request-ID": "abc123"}))
    page.locator("#note-body").fill("x" * 100_001 if failure == "too long" else "typed here")
    if failure == "server error":
        expect(page.locator("#failed")).to_contain_text("Something broke on our side")
    else:
        expect(page.locator("#note-status")).to_contain_text("100 kB" if failure == "too long" else "Not saved")
        expect(page.locator("#note-status")).to_have_class(re.compile("wrong"))
    assert not leaves_without_warning(page)


def test_leaving_a_saved_note_shows_no_warning(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.locator("#note-body").fill("all saved")
    expect(page.locator("#note-status")).to_contain_text("Saved")
    assert leaves_without_warning(page)


def test_an_older_text_never_shows_as_saved(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    requests = []
    page.route("**/note/", lambda route: route.continue_() if requests else requests.append(route))
    with page.expect_request("**/note/"):
        page.locator("#note-body").fill("one")
    page.locator("#note-body").press_sequentially(" two")
    expect(page.locator("#note-status")).to_contain_text("Not saved yet")
    requests[0].continue_()
    expect(page.locator("#note-preview")).to_have_text("one two")
    expect(page.locator("#note-status")).to_contain_text("Saved")
    assert Note.objects.get().body == "one two"


@pytest.mark.allow_console_errors
def test_the_text_stays_in_the_box_after_the_session_has_ended(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#note-body").fill("typed while signed out")
    expect(page.locator("#failed")).to_contain_text("You are signed out")
    expect(page.locator("#note-body")).to_have_value("typed while signed out")


@pytest.mark.allow_console_errors  # Chromium logs the 422
def test_a_note_that_is_too_long_shows_an_error_and_stays_in_the_box(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.locator("#note-body").fill("x" * 100_001)
    expect(page.locator("#note-status")).to_contain_text("100 kB at the most")
    assert len(page.locator("#note-body").input_value()) == 100_001
    assert not Note.objects.exists()


def test_the_list_of_notes_filters_while_typing(portal, learner_page, learner):
    for topic in Topic.objects.filter(stage__slug="foundations"):
        save_note(user=learner, topic=topic, body=f"about {topic.title}", version=0)
    page = learner_page
    page.goto("/notes/")
    expect(page.get_by_role("button", name="Filter")).to_be_hidden()
    page.get_by_label("Filter").press_sequentially("programming", delay=10)
    expect(page.locator("#notes li")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 note with")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=programming$"))
    page.reload()
    expect(page.locator("#notes li")).to_have_count(1)
