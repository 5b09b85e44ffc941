"""The search in the head, and the head on a phone."""

import re

import pytest
from playwright.sync_api import expect

from roadmap_app.models import Item
from tests.e2e.page_checks import find_violations
from tests.e2e.test_walk import MATHEMATICS


def test_results_appear_while_typing_and_the_keyboard_opens_one(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.keyboard.press("/")
    box, links = page.locator("#search"), page.locator("#hits a:visible")
    expect(box).to_be_focused()
    page.keyboard.type("gradeint")
    expect(links.first).to_have_text("Gradient descent")
    expect(page.locator("#hits-count")).to_contain_text("4 results")
    assert find_violations(page, "results", part=".masthead") == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    expect(box).to_have_value("gradeint")
    expect(links).to_have_count(0)
    page.keyboard.type(" descent")
    expect(links).to_have_count(2)  # the item, and the link to all results
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    item = Item.objects.get(title="Gradient descent")
    expect(page).to_have_url(re.compile(rf"/neural-networks-basics/#item-{item.pk}$"))
    page.keyboard.press("/")
    page.keyboard.type("python")
    expect(links.first).to_be_visible()
    page.mouse.click(1200, 600)
    expect(links).to_have_count(0)


@pytest.mark.allow_console_errors
def test_without_a_connection_it_says_so(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.locator("#search").focus()
    page.context.set_offline(True)
    page.keyboard.type("gradient")
    expect(page.locator("#failed")).to_have_text("The portal cannot be reached. Check your connection and try again.")


def test_on_a_phone_the_head_is_a_row_with_search_and_a_menu(portal, learner_page):
    page = learner_page
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(MATHEMATICS)
    assert page.locator(".masthead").bounding_box()["height"] < 80
    for name in ("Menu", "Search"):
        size = page.get_by_role("button", name=name).bounding_box()
        assert min(size["width"], size["height"]) >= 44
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Roadmap", exact=True)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Roadmap", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("ROC AUC")
    expect(page.locator("#hits a:visible")).to_have_text("ROC-AUC")
    expect(page).to_have_url(f"{portal.url}/search/?q=ROC%20AUC")


def test_search_and_menu_work_without_javascript(portal, new_context):
    page = new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(MATHEMATICS)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Portal").get_by_role("link", name="Sign in")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox", name="Search").fill("knn")
    page.keyboard.press("Enter")
    expect(page.locator("#hits a").first).to_have_text("k-NN")
