"""The walk of a new user, with JavaScript and without."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from roadmap_app.actions.accounts import issue_owner_link
from roadmap_app.models import Completion, Item
from tests.makers import make_user

MATHEMATICS = "/roadmaps/ml-engineer-2025/foundations/mathematics-for-machine-learning/"
NOTE = "# Gradients\n\nThe slope is $\\frac{dy}{dx}$.\n"


def open_owners_link(page: Page) -> None:
    page.goto(f"/welcome/{issue_owner_link()}/")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill("correct horse 9")
    page.get_by_label("Password again").fill("correct horse 9")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Machine Learning Engineer, 2025")


def tick_three_items_and_a_topic(page: Page) -> None:
    page.goto(MATHEMATICS)
    for name in ("Matrix operations", "Derivatives", "Sampling"):
        page.get_by_role("checkbox", name=name).click()
        expect(page.get_by_role("checkbox", name=name)).to_be_checked()
        expect(page.locator("#messages")).to_contain_text(f"Ticked “{name}”")
    page.get_by_role("navigation", name="Topics before and after").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programming Skills")
    press_in_menu(page, "Tick all")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(9)


def press_in_menu(page: Page, name: str) -> None:
    page.locator(".acts-menu > summary").click()
    page.get_by_role("button", name=name, exact=True).press("Enter")


def read_the_book(page: Page) -> None:
    page.get_by_role("group", name="Mathematics for Machine Learning").get_by_role("button", name="Reading").click()
    expect(page.get_by_role("button", name="Reading", pressed=True)).to_have_count(1)


def everything_is_there(page: Page) -> None:
    page.goto(MATHEMATICS)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
    expect(page.locator("#note-body")).to_have_value(NOTE)
    expect(page.locator("#note-preview math mfrac")).to_have_count(1)
    page.goto("/roadmaps/ml-engineer-2025/")
    expect(page.locator("#cairn")).to_contain_text("12 of 113 items")
    expect(page.get_by_role("link", name="Stage 1, Foundations, 46 % done, months 0 to 3")).to_be_visible()
    page.get_by_role("link", name="Notes").click()
    expect(page.get_by_role("link", name="Mathematics for Machine Learning")).to_be_visible()


def test_a_new_owner_walks_the_portal(portal, new_context):
    page = new_context(reduced_motion="no-preference").new_page()
    open_owners_link(page)
    tick_three_items_and_a_topic(page)
    page.goto(MATHEMATICS)
    page.locator("#note-body").fill(NOTE)
    expect(page.locator("#note-status")).to_contain_text("Saved")  # of itself, after a pause
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    page.get_by_text("Done", exact=True).click()
    expect(page.locator("#note-preview math")).to_be_visible()
    everything_is_there(page)


def test_the_same_walk_without_javascript(portal, no_js_page):
    page = no_js_page
    open_owners_link(page)
    tick_three_items_and_a_topic(page)
    page.goto(MATHEMATICS)
    read_the_book(page)
    page.locator("#note-body").fill(NOTE)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#note-preview math")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("#note$"))
    everything_is_there(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_signed_out_tick_leads_to_the_login_and_back_to_the_item(portal, new_context, scripts):
    make_user("ada@example.org")
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(MATHEMATICS)
    item = Item.objects.get(title="Derivatives")
    page.get_by_role("checkbox", name="Derivatives").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill("correct horse 9")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(f"{MATHEMATICS}#item-{item.pk}$"))
    page.get_by_role("checkbox", name="Derivatives").click()
    expect(page.get_by_role("checkbox", name="Derivatives")).to_be_checked()


def test_what_follows_from_a_tick_changes_with_it(portal, learner_page):
    page = learner_page
    page.goto("/roadmaps/ml-engineer-2025/")
    page.get_by_label("First day").fill("2026-01-01")
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".pace-status")).to_contain_text("behind")
    page.get_by_role("checkbox", name="Matrix operations").click()
    expect(page.get_by_role("checkbox", name="Matrix operations")).to_be_checked()
    expect(page.locator("#cairn")).to_contain_text("1 of 113 items")
    expect(page.locator(".stage-card").first).to_contain_text("1 of 26")
    expect(page.get_by_role("link", name="Stage 1, Foundations, 4 % done, months 0 to 3")).to_be_visible()
    page.get_by_role("link", name="Show what is next").click()
    expect(page.get_by_role("checkbox", name="Matrix operations")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(5)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#cairn")).to_contain_text("0 of 113 items")
    expect(page.get_by_role("checkbox", name="Matrix operations")).not_to_be_checked()


def test_quick_ticks_on_the_roadmap_all_count(portal, learner_page):
    page = learner_page
    page.goto("/roadmaps/ml-engineer-2025/")
    for box in page.get_by_role("checkbox").all():
        box.click(no_wait_after=True)
    expect(page.locator("#cairn")).to_contain_text("5 of 113 items")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(5)


def test_skip_a_topic_and_take_it_back(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    press_in_menu(page, "Skip this topic")
    expect(page.locator("#cairn")).to_contain_text("0 of 103 items")
    expect(page.locator("#checklist")).to_contain_text("its items do not count")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#cairn")).to_contain_text("0 of 113 items")


def test_the_back_button_shows_a_whole_page_as_it_is_now(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.get_by_role("checkbox", name="Derivatives").click()
    expect(page.locator("#cairn")).to_contain_text("1 of 113")
    page.get_by_role("link", name="Notes").click()
    page.go_back()
    expect(page.get_by_role("checkbox", name="Derivatives")).to_be_checked()
    expect(page.get_by_role("banner")).to_be_visible()


@pytest.mark.allow_console_errors
def test_a_failed_tick_is_reverted_and_reported(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    box = page.get_by_role("checkbox", name="Derivatives")
    page.context.set_offline(True)
    box.click()
    expect(page.get_by_role("alert")).to_contain_text("The portal cannot be reached")
    expect(box).not_to_be_checked()
    page.context.set_offline(False)
    page.context.route("**/completion/", lambda route: route.fulfill(status=500, headers={"X-Request-ID": "abc123"}))
    box.click()
    expect(page.get_by_role("alert")).to_contain_text("abc123")
    expect(box).not_to_be_checked()
    page.context.route("**/completion/", lambda route: route.fulfill(status=502))  # as a proxy answers
    box.click()
    expect(page.get_by_role("alert")).to_have_text(
        "The portal does not answer. What you did may not be saved. Try again in a moment."
    )
    expect(page.locator(".item", has=box)).to_contain_text("No answer.")
    page.context.unroute("**/completion/")
    box.click()
    expect(box).to_be_checked()
    expect(page.locator("#failed")).to_be_empty()
    assert Completion.objects.count() == 1


@pytest.mark.allow_console_errors
def test_a_session_that_has_ended_leads_to_the_login(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("checkbox", name="Derivatives").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_ten_ticks_in_a_row_are_ten(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    for box in page.get_by_role("checkbox").all()[:10]:
        box.click(no_wait_after=True)
    expect(page.locator("#topic-standing")).to_contain_text("10 of 10")
    expect(page.locator("#messages")).to_contain_text("is complete")
    assert Completion.objects.count() == 10


def test_a_press_in_the_moment_of_a_swap_is_still_htmxs(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.evaluate("""
        window.sameDocument = true;
        const press = () => setTimeout(() => document.querySelector(".tick").click());
        document.addEventListener("htmx:afterSwap", press, { once: true });
    """)
    first = page.get_by_role("checkbox").first
    first.click()  # and once more, by the script, as soon as the new row is there
    expect(page.locator("#messages")).to_contain_text("Unticked")
    expect(first).not_to_be_checked()
    assert page.evaluate("window.sameDocument") is True


def test_the_focus_stays_where_the_hand_was(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    for name in ("Tick all", "Untick all"):
        press_in_menu(page, name)
        expect(page.locator(".acts-menu:not([open]) > summary")).to_be_focused()
    read_the_book(page)
    expect(page.get_by_role("button", name="Reading", pressed=True)).to_be_focused()
    press_in_menu(page, "Skip this topic")
    expect(page.get_by_role("button", name="Take it back")).to_be_focused()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
