"""The browser fetches a topic's page while the pointer rests on its link."""

import pytest
from playwright.sync_api import Page, expect

from roadmap_app.models import Completion
from tests.e2e.conftest import session_cookie

MATHEMATICS = "/roadmaps/ml-engineer-2025/foundations/mathematics-for-machine-learning/"
NEXT = "Programming Skills"
DELIVERY = "performance.getEntriesByType('navigation')[0].deliveryType"


def rest_on_next(page: Page) -> None:
    """Move the pointer to the link to the next topic and wait until its page has arrived."""
    with page.expect_event("requestfinished", lambda request: "programming-skills" in request.url) as prefetched:
        page.locator("a[rel='next']").hover()
    assert prefetched.value.headers["sec-purpose"] == "prefetch"


def go_to_next(page: Page) -> None:
    page.locator("a[rel='next']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEXT)


def test_the_next_topic_is_fetched_at_rest_and_shown_from_there(portal, learner_page):
    learner_page.goto(MATHEMATICS, wait_until="networkidle")
    rest_on_next(learner_page)
    go_to_next(learner_page)
    assert learner_page.evaluate(DELIVERY) == "navigational-prefetch"


def test_a_tick_discards_what_was_fetched_before_it(portal, learner_page):
    learner_page.goto(MATHEMATICS, wait_until="networkidle")
    rest_on_next(learner_page)
    learner_page.get_by_role("checkbox", name="Derivatives").click()
    expect(learner_page.locator("#cairn")).to_contain_text("1 of 113")
    go_to_next(learner_page)
    expect(learner_page.locator("#cairn")).to_contain_text("1 of 113")
    assert Completion.objects.count() == 1


def test_signing_out_in_another_tab_discards_what_was_fetched_before_it(portal, learner_page):
    learner_page.goto(MATHEMATICS, wait_until="networkidle")
    rest_on_next(learner_page)
    other_tab = learner_page.context.new_page()
    other_tab.goto("/accounts/logout/")
    other_tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(other_tab.get_by_role("link", name="Sign in").first).to_be_visible()
    learner_page.bring_to_front()
    learner_page.locator("a[rel='next']").click()
    expect(learner_page.get_by_role("link", name="Sign in").first).to_be_visible()


@pytest.mark.parametrize(("save_data", "delivery"), [("on", ""), ("off", "navigational-prefetch")])
def test_who_saves_data_fetches_nothing_ahead(portal, new_context, learner, save_data, delivery):
    context = new_context(extra_http_headers={"Save-Data": save_data})
    context.add_cookies([session_cookie(learner)])
    page = context.new_page()
    page.goto(MATHEMATICS, wait_until="networkidle")
    go_to_next(page)
    assert page.evaluate(DELIVERY) == delivery
