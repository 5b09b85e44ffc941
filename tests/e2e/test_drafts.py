"""A note that could not be saved is kept in the browser and saved by itself; a closed tab hands it to the next one."""

import re

import pytest
from playwright.sync_api import Page, expect

from roadmap_app.actions.notes import save_note
from roadmap_app.models import Note, Topic
from tests.e2e.page_checks import wait_until
from tests.e2e.test_walk import MATHEMATICS

NOTES = "**/note/"
DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('portal:draft:')).length"
# Chromium ends the emulation of an offline network, and routes, before it closes a page, which then saves its text.
SEND_NOTHING = "XMLHttpRequest.prototype.send = () => {}"

pytestmark = pytest.mark.allow_console_errors


def is_stored(page: Page, text: str) -> None:
    expect(page.locator("#note-status")).to_contain_text(re.compile(r"^\s*Saved"))
    assert Note.objects.get().body == text


def is_saved(page: Page, text: str) -> None:
    is_stored(page, text)
    wait_until(page, f"() => {DRAFTS} === 0")  # another tab may have taken it up, too


def test_a_note_is_saved_by_itself_when_the_portal_is_back(portal, learner_page):
    page, status = learner_page, learner_page.locator("#note-status")
    page.goto(MATHEMATICS)
    page.context.set_offline(True)
    page.locator("#note-body").fill("typed offline")
    expect(status).to_contain_text("kept in this browser")
    expect(page.locator("#failed")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    is_saved(page, "typed offline")
    expect(page.locator("#failed")).to_be_empty()

    answers = [503, 429, 500]
    page.clock.install()
    page.route(
        NOTES,
        lambda route: (
            route.fulfill(status=answers.pop(0), headers={"Retry-After": "1"}) if answers else route.continue_()
        ),
    )
    page.locator("#note-body").fill("typed while it was busy")
    for seconds in (1, 2, 4, 8):  # the pause in typing, then longer and longer
        with page.expect_response(NOTES):
            page.clock.run_for(1000 * seconds + 100)
        expect(page.locator("#note-form")).not_to_have_class(re.compile("htmx-request"))
    is_saved(page, "typed while it was busy")
    assert answers == []


def test_an_answer_that_was_lost_is_no_conflict(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)

    losing = [True]

    def lose(route):
        if losing and losing.pop():
            route.fetch()  # it was saved
            return route.abort()
        return route.continue_()

    page.route(NOTES, lose)
    page.locator("#note-body").fill("one")
    expect(page.locator("#note-status")).to_contain_text("kept in this browser")
    assert Note.objects.get().body == "one"
    page.locator("#note-body").press_sequentially(" two")
    is_saved(page, "one two")
    expect(page.locator("#note-conflict")).to_be_empty()
    # The same with the tab gone before anything came back.
    losing.append(True)
    page.locator("#note-body").press_sequentially(" three")
    expect(page.locator("#note-status")).to_contain_text("kept in this browser")
    page.evaluate(SEND_NOTHING)
    page.locator("#note-body").press_sequentially(" four")
    page.close()
    page = page.context.new_page()
    page.goto(MATHEMATICS)
    is_saved(page, "one two three four")
    expect(page.locator("#note-conflict")).to_be_empty()


def test_a_tab_that_was_closed_gives_its_text_to_the_next_one(portal, learner_page, learner):
    topic = Topic.objects.get(slug="mathematics-for-machine-learning")

    def leave_behind(text):
        page = learner_page.context.new_page()
        page.goto(MATHEMATICS)
        page.evaluate(SEND_NOTHING)
        page.keyboard.press("n")
        page.locator("#note-body").fill(text)
        page.close()
        return page.context.new_page()

    page = leave_behind("left behind")
    page.goto(MATHEMATICS)
    is_saved(page, "left behind")

    page.close()
    page = leave_behind("left behind twice")
    save_note(user=learner, topic=topic, body="written on another device meanwhile", version=1)
    page.goto(MATHEMATICS)
    expect(page.locator("#note-conflict")).to_contain_text("changed in another tab or on another device")
    expect(page.get_by_label("The stored version")).to_have_value("written on another device meanwhile")
    expect(page.locator("#note-body")).to_have_value("left behind twice")
    page.get_by_role("button", name="Keep both").click()
    expect(page.locator("#note-body")).to_have_value(re.compile("another device meanwhile\n\n---\n\nleft behind twice"))
    assert page.evaluate(DRAFTS) == 0

    page.close()
    page = leave_behind("not wanted on a machine that others use")
    page.goto("/notes/")
    page.evaluate("""() => {
        for (const key of Object.keys(localStorage).filter((each) => each.startsWith("portal:draft:"))) {
            localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), at: 0 }));
        }
        localStorage.setItem("portal:draft:somebody-else:/topics/1/note/:1", "{}");
    }""")
    page.goto("/accounts/logout/")
    expect(page.locator("#drafts")).to_contain_text("Not saved yet: your note on Mathematics for Machine Learning")
    expect(page.locator("#drafts")).to_contain_text("signing out throws away")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate(DRAFTS) == 0


def test_a_tab_takes_up_no_text_of_a_tab_that_is_still_open(portal, learner_page):
    first, second = learner_page, learner_page.context.new_page()
    for page in (first, second):
        page.goto(MATHEMATICS)
        page.keyboard.press("n")
    first.locator("#note-body").fill("of the first tab")
    is_stored(first, "of the first tab")
    second.locator("#note-body").fill("of the second tab")
    expect(second.locator("#note-conflict")).to_contain_text("changed in another tab")
    first.reload()
    wait_until(first, "() => document.getElementById('note-status').textContent.includes('Saved')")
    expect(first.locator("#note-body")).to_have_value("of the first tab")
    second.get_by_role("button", name="Keep mine").click()
    expect(second.locator("#note-conflict")).to_be_empty()
    expect(second.locator("#note-body")).to_have_value("of the second tab")
    assert Note.objects.get().body == "of the second tab"
