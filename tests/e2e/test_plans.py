"""A plan in a browser: set, paused, taken up from here, with JavaScript and without."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from roadmap_app.actions.progress import set_topic
from roadmap_app.models import Pause, Topic, User
from tests.e2e.conftest import NewContext, session_cookie

ROADMAP = "/roadmaps/ml-engineer-2025/"


def arrival(page: Page) -> str:
    """Return the day on which the plan arrives, as the roadmap page says it."""
    found = re.search(r"arrives on (\d+ \w+ \d+)", page.locator("#pace").inner_text())
    assert found
    return found[1]


def dates_of_stages(page: Page) -> list[str]:
    """Return the dates on the cards of the stages."""
    return page.locator(".stage-card time").all_inner_texts()


def where_the_plan_is(page: Page) -> float:
    """Return how far along the trail its figure for the plan stands, in pixels."""
    box = page.locator('#trail .figure[data-kind="plan"] .walker').bounding_box()
    assert box
    return box["x"]


@pytest.mark.allow_console_errors  # a form with errors answers 422
@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no-javascript"])
def test_a_plan_is_set_paused_and_taken_up_from_here(
    portal: object, new_context: NewContext, learner: User, script: bool
) -> None:
    set_topic(user=learner, topic=Topic.objects.get(slug="programming-skills"), done=True)
    context = new_context(java_script_enabled=script)
    context.add_cookies([session_cookie(learner)])
    page, today = context.new_page(), timezone.localdate()
    page.goto(ROADMAP)
    page.get_by_label("First day").fill((today - timedelta(days=140)).isoformat())
    page.get_by_label("Hours a week").fill("10")
    page.get_by_role("button", name="Start").click()
    pace = page.locator("#pace")
    expect(pace).to_contain_text(re.compile(r"1\d weeks behind"))
    before, dates, legend = arrival(page), dates_of_stages(page), page.locator("#trail .legend")
    plan_at = where_the_plan_is(page)
    expect(page.locator("#trail .terrain .break")).to_have_count(0)

    page.get_by_role("link", name="Pauses").click()
    page.get_by_label("First day").fill((today - timedelta(days=30)).isoformat())
    page.get_by_label("Last day").fill((today - timedelta(days=40)).isoformat())
    page.get_by_label("Reason").fill("Exams")
    page.get_by_role("button", name="Book").click()
    expect(page.locator(".field-error")).to_contain_text("The last day lies before the first.")
    expect(page.get_by_label("Reason")).to_have_value("Exams")
    page.get_by_label("Last day").fill((today + timedelta(days=40)).isoformat())
    page.get_by_role("button", name="Book").click()
    expect(page.locator("#messages")).to_contain_text("Your pause is booked")

    page.goto(ROADMAP)
    expect(pace).to_contain_text(": nothing counts as late.")
    assert arrival(page) != before and dates_of_stages(page) != dates
    assert where_the_plan_is(page) < plan_at
    expect(page.locator("#trail .terrain .break")).to_have_count(1)
    expect(legend).to_contain_text("It waits while you pause.")
    page.get_by_role("button", name="I study again").click()
    expect(pace).to_contain_text(re.compile(r"\d+ weeks behind"))
    assert Pause.objects.get().last_day == today - timedelta(days=1)

    page.get_by_role("button", name="Take the plan up from here").click()
    expect(page.locator("#messages")).to_contain_text("Your plan is taken up from here")
    expect(pace).to_contain_text("On track")
    page.get_by_role("button", name="Take that back").click()
    expect(page.locator("#messages")).to_contain_text("Your plan is as it was.")
    expect(pace).to_contain_text("weeks behind")

    page.get_by_role("link", name="Change the plan").click()
    would_arrive = page.locator("#arrival strong")
    now = would_arrive.inner_text()
    page.get_by_label("Hours a week").fill("3")
    if script:  # while one types; without scripts by a button
        expect(page.get_by_role("button", name="When would I arrive?")).to_be_hidden()
    else:
        page.get_by_role("button", name="When would I arrive?").click()
    expect(would_arrive).not_to_have_text(now)
    later = would_arrive.inner_text()
    page.get_by_role("button", name="Save").click()
    expect(pace).to_contain_text(f"arrives on {later}")
    expect(pace).to_contain_text("3 hours a week")
    page.get_by_role("link", name="Change the plan").click()
    expect(page.get_by_text("Re-planned on")).to_contain_text("3 hours a week")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Re-planned on")).to_have_count(0)


def test_a_pause_is_changed_and_removed(portal: object, learner: User, learner_page: Page) -> None:
    Pause.objects.create(user=learner, first_day=date(2026, 5, 4), last_day=None, reason="Exams")
    page = learner_page
    page.goto("/pauses/")
    page.get_by_role("link", name="Change the pause from 4 May 2026").click()
    page.get_by_label("Last day").fill("2026-05-10")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".pause-lines")).to_contain_text("4 May 2026 to 10 May 2026")
    page.get_by_role("button", name="Remove the pause from 4 May 2026").click()
    expect(page.get_by_text("You have booked none.")).to_be_visible()
    assert not Pause.objects.exists()
