"""The page of activity in a browser: in both themes, on a phone, on paper, without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roadmap_app.actions.plans import enrol
from roadmap_app.models import Activity, Completion, Item, Roadmap
from tests.e2e.conftest import session_cookie
from tests.e2e.page_checks import find_faults, find_overflow, themes_and_widths, wait_until


@pytest.fixture
def year(portal, learner):
    """Give the learner a plan and a year of ticks, one every nine days; the last one today."""
    today, items = learner.day_of(timezone.now()), list(Item.objects.all()[:41])
    Completion.objects.bulk_create(Completion(user=learner, item=item) for item in items)
    Activity.objects.bulk_create(
        Activity(user=learner, verb="ticked", topic_id=item.topic_id, item=item, on=today - timedelta(days=9 * ago))
        for ago, item in enumerate(items)
    )
    enrol(user=learner, roadmap=Roadmap.objects.get(), started_on=today - timedelta(days=365), hours_per_week=10)


def test_the_page_is_right_in_both_themes_and_at_every_width(year, learner_page, screenshot):
    page = learner_page
    page.goto("/activity/")
    for summary in page.locator(".as-table summary").all():
        summary.click()
    faults = []
    for name in themes_and_widths(page, (390, 768, 1440)):
        faults += find_faults(page, name)
        screenshot(page, f"activity-{name}")
    assert faults == []


def test_a_phone_shows_the_latest_weeks_and_scrolls_back_by_keyboard(year, learner_page):
    page = learner_page
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/activity/")
    box = page.get_by_role("region", name="Calendar, with a bar for each week")
    latest = page.locator(".year circle").last
    expect(latest).to_be_in_viewport()
    box.focus()
    page.keyboard.press("ArrowLeft")
    wait_until(page, "box => box.scrollLeft !== 0", box.element_handle())


def test_without_javascript_a_part_is_hidden_and_shown_and_a_year_chosen(year, no_js_page, learner):
    page = no_js_page
    page.context.add_cookies([session_cookie(learner)])
    page.goto("/roadmaps/ml-engineer-2025/")
    page.get_by_role("link", name="Your activity").click()
    expect(page.get_by_role("heading", name="Done against plan: Machine Learning Engineer, 2025")).to_be_visible()
    last_year = str(learner.day_of(timezone.now()).year - 1)
    page.get_by_role("link", name=last_year, exact=True).click()
    expect(page.get_by_role("heading", name=last_year, exact=True)).to_be_visible()
    page.get_by_role("button", name="Hide calendar").click()
    expect(page.locator(".year")).to_have_count(0)
    page.get_by_role("button", name="Show calendar").click()
    expect(page.locator(".year")).to_be_visible()
    page.get_by_text("The plot as a table").click()
    expect(page.get_by_role("rowheader", name="(today)")).to_be_visible()


def test_on_paper_the_year_fits_and_controls_are_left_out(year, learner_page):
    page = learner_page
    page.set_viewport_size({"width": 680, "height": 960})  # about the width of A4 paper
    page.goto("/activity/")
    page.emulate_media(media="print")
    assert find_overflow(page, "print") == []
    assert page.locator(".year").bounding_box()["width"] <= 680
    expect(page.get_by_role("button", name="Hide calendar")).to_be_hidden()
    expect(page.locator(".plot .done")).to_be_visible()
