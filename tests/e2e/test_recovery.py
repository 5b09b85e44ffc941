"""Sessions that end, pages that are too old, and Back and Forward: nothing typed or ticked is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from roadmap_app.actions.notes import save_note
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Completion, Item, Note, Topic, User
from tests.e2e.test_drafts import is_saved
from tests.e2e.test_walk import MATHEMATICS
from tests.makers import make_user

pytestmark = pytest.mark.allow_console_errors


def sign_in(page: Page, user: User) -> None:
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill("correct horse 9")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def change_person(page: Page, user: User) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/accounts/login/?next=/notes/")
    sign_in(page, user)


def test_a_session_that_ends_costs_nothing_and_nothing_is_saved_as_another(portal, learner_page, learner):
    page, box = learner_page, learner_page.locator("#note-body")
    page.goto(MATHEMATICS)
    Session.objects.all().delete()
    box.fill("typed while signed out")
    expect(page.locator("#failed")).to_contain_text("You are signed out")
    tick = page.get_by_role("checkbox", name="Derivatives")
    tick.click()  # which must not take the page, and the text with it, to the sign-in form
    expect(page.locator(".item", has=tick)).to_contain_text("Not saved. Try again")
    expect(tick).not_to_be_checked()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    other = opened.value
    expect(other).to_have_url(re.compile(f"next=.*{re.escape('mathematics-for-machine-learning')}"))
    sign_in(other, learner)
    expect(other).to_have_url(re.compile(f"{MATHEMATICS}$"))
    is_saved(page, "typed while signed out")
    expect(tick).to_be_checked()
    expect(page.locator("#failed")).to_be_empty()

    # So long that a stranger may not send it.
    Session.objects.all().delete()
    long = "typed while signed out. " * 4000
    box.fill(long)
    expect(page.locator("#failed")).to_contain_text("You are signed out")
    other.goto("/accounts/login/?next=/notes/")
    sign_in(other, learner)
    is_saved(page, long)

    change_person(other, make_user())
    box.fill("typed for myself")
    expect(page.locator("#failed")).to_contain_text("Somebody else is signed in")
    expect(box).to_have_value("typed for myself")
    change_person(other, learner)
    is_saved(page, "typed for myself")
    assert Note.objects.get().user == learner


def test_an_old_token_is_renewed_and_tried_exactly_once_more(portal, learner_page, learner):
    page = learner_page
    page.goto(MATHEMATICS)
    change_person(page.context.new_page(), learner)
    asked = []
    page.on(
        "request",
        lambda request: "/static/" in request.url or asked.append(f"{request.method} {request.url.rsplit('/', 2)[-2]}"),
    )
    page.get_by_role("checkbox", name="Derivatives").click()  # the token of the cookie is the new one
    expect(page.locator("#messages")).to_contain_text("Ticked")
    assert asked == ["POST completion"]

    # A cookie that scripts may not read.
    page.evaluate("""() => {
        Object.defineProperty(document, "cookie", { get: () => "" });
        for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = "x".repeat(32);
    }""")
    asked.clear()
    page.locator("#note-body").fill("typed on an old page")
    is_saved(page, "typed on an old page")
    assert asked == ["POST note", "GET session", "POST note"]
    page.route("**/session/", lambda route: route.fulfill(json={"account": "?", "token": "y" * 32}))
    page.evaluate("""() => {
        for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = "x".repeat(32);
    }""")
    asked.clear()
    page.locator("#note-body").fill("and once more")
    expect(page.locator("#failed")).to_contain_text("too old to send")
    assert asked == ["POST note", "GET session", "POST note"]
    expect(page.locator("#note-body")).to_have_value("and once more")


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_two_tabs_at_the_sign_in_form(portal, new_context, learner, js):
    context = new_context(java_script_enabled=js)
    one, two = context.new_page(), context.new_page()
    for page in (one, two):
        page.goto("/accounts/login/?next=/notes/")
    sign_in(one, learner)
    sign_in(two, learner)
    expect(two).to_have_url(re.compile("/notes/$"))
    expect(two.locator("#messages")).to_contain_text(f"You are already signed in as {learner.email}")
    # And after signing out in the other tab.
    three = context.new_page()
    one.goto("/accounts/logout/")
    one.get_by_role("button", name="Sign out").click()
    three.goto("/accounts/login/?next=/notes/")
    one.goto("/accounts/login/")
    sign_in(one, learner)
    one.goto("/accounts/logout/")
    one.get_by_role("button", name="Sign out").click()
    expect(one.get_by_role("link", name="Sign in").first).to_be_visible()
    three.get_by_label("E-mail address").fill(learner.email)
    three.get_by_label("Password", exact=True).fill("correct horse 9")
    three.get_by_role("button", name="Sign in").click()
    if not js:
        expect(three.get_by_role("heading", level=1)).to_have_text("This page was too old to send")
        three.get_by_label("Password", exact=True).fill("correct horse 9")
        three.get_by_role("button", name="Send it again").click()
    expect(three.get_by_role("heading", level=1)).to_have_text("Your notes")


def test_a_tick_that_was_refused_can_be_tried_again_beside_its_item(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    tick, row = page.get_by_role("checkbox", name="Derivatives"), page.locator(".item", has_text="Derivatives")
    page.context.set_offline(True)
    tick.click()
    expect(row).to_contain_text("No answer. Try again")
    expect(tick).not_to_be_checked()
    row.get_by_role("button", name="Try again").click()
    expect(row).to_contain_text("No answer. Try again")
    page.locator(".acts-menu > summary").click()
    page.get_by_role("button", name="Tick all").click()
    expect(page.locator("#failed")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    row.get_by_role("button", name="Try again").click()
    expect(page.locator("#messages")).to_contain_text("Ticked “Derivatives”")
    expect(tick).to_be_checked()
    expect(row).not_to_contain_text("Try again")
    assert Completion.objects.count() == 1


def test_back_and_forward_show_what_is_ticked_by_now_and_keep_what_is_typed(portal, learner_page, learner):
    page = learner_page
    page.goto("/roadmaps/ml-engineer-2025/")
    page.goto(MATHEMATICS)
    page.goto("/notes/?q=")
    set_item(user=learner, item=Item.objects.get(title="Derivatives"), done=True)
    page.go_back()
    expect(page.get_by_role("checkbox", name="Derivatives")).to_be_checked()
    expect(page.locator("#topic-standing")).to_contain_text("1 of 10")

    # A note that could not be saved, and a tick that came from elsewhere.
    topic = Topic.objects.get(slug="mathematics-for-machine-learning")
    save_note(user=learner, topic=topic, body="from elsewhere", version=0)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#note-body").fill("typed before I went back")
    expect(page.locator("#note-status")).to_contain_text("Not saved: the note was changed elsewhere")
    page.go_back()
    expect(page.locator("#cairn")).to_contain_text("1 of 113 items")
    page.get_by_label("Hours a week").fill("17")
    page.goto("/settings/")
    set_item(user=learner, item=Item.objects.get(title="Sampling"), done=True)
    page.go_back()
    expect(page.locator("#cairn")).to_contain_text("2 of 113 items")
    expect(page.get_by_label("Hours a week")).to_have_value("17")
    page.goto(MATHEMATICS)
    page.goto("/notes/")
    set_item(user=learner, item=Item.objects.get(title="Derivatives"), done=False)
    page.go_back()
    expect(page.get_by_role("checkbox", name="Derivatives")).not_to_be_checked()
    expect(page.locator("#note-body")).to_have_value("typed before I went back")
    page.get_by_role("button", name="Keep mine").click()
    is_saved(page, "typed before I went back")
    page.get_by_role("checkbox", name="Derivatives").click()  # what was swapped in is htmx's
    expect(page.locator("#messages")).to_contain_text("Ticked")


def test_back_to_what_htmx_has_written_into_the_history_loads_the_page(portal, learner_page, learner):
    page, topic = learner_page, Topic.objects.get(slug="mathematics-for-machine-learning")
    save_note(user=learner, topic=topic, body="about gradients", version=0)
    page.goto("/notes/")
    page.get_by_label("Filter").press_sequentially("gradients")
    expect(page).to_have_url(re.compile(r"\?q=gradients$"))
    page.locator(".skip-link").press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    save_note(user=learner, topic=topic, body="about gradients and slopes", version=1)
    page.go_back()
    expect(page.locator("#notes")).to_contain_text("about gradients and slopes")
    expect(page.get_by_label("Filter")).to_have_value("gradients")
    Session.objects.all().delete()
    page.go_forward()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("h1")).to_have_count(1)
