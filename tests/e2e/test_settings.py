"""The settings in a browser: the time zone is typed, found in a list, and proposed by the browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import session_cookie


def test_the_browsers_time_zone_is_proposed_until_it_is_the_one(portal, new_context, learner):
    context = new_context(timezone_id="America/New_York")
    context.add_cookies([session_cookie(learner)])
    page = context.new_page()
    page.goto("/settings/")
    expect(page.get_by_text("This browser’s is America/New_York.")).to_be_visible()
    page.get_by_role("link", name="Change your time zone").click()
    proposal = page.get_by_role("button", name="Use this browser’s: America/New_York")
    proposal.click()
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    expect(page.get_by_label("Time zone")).to_be_focused()
    expect(proposal).to_be_hidden()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Your settings are saved")
    expect(page.get_by_role("main")).to_contain_text("America/New_York")
    expect(page.get_by_text("This browser’s is")).to_have_count(0)
    page.get_by_role("link", name="Change your time zone").click()
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    expect(proposal).to_be_hidden()
    learner.refresh_from_db()
    assert learner.time_zone == "America/New_York"


@pytest.mark.allow_console_errors
def test_a_zone_can_be_typed_without_javascript_and_a_wrong_one_says_so(portal, no_js_page, learner):
    page = no_js_page
    page.context.add_cookies([session_cookie(learner)])
    page.goto("/settings/time-zone/")
    page.get_by_label("Time zone").fill("Mars/Base")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field-error")).to_contain_text("is not a time zone: choose one such as Europe/Berlin")
    expect(page.get_by_label("Time zone")).to_have_value("Mars/Base")
    page.get_by_label("Time zone").fill("europe/berlin")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("Europe/Berlin")


@pytest.mark.allow_console_errors
def test_a_refused_form_shows_its_first_wrong_field(portal, learner_page):
    page = learner_page
    page.set_viewport_size({"width": 390, "height": 300})
    page.goto("/settings/time-zone/")
    page.get_by_label("Time zone").fill("Mars/Base")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field-error")).to_contain_text("is not a time zone")
    expect(page.get_by_label("Time zone")).to_be_focused()
    expect(page.get_by_label("Time zone")).to_be_in_viewport()
