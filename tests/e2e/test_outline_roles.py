"""Saying how a text is meant: roles of levels and lines, mending in bulk, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from roadmap_app.models import Item, Stage, User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, find_phone_faults, themes_and_widths
from tests.makers import make_editor

HARD = """# Become a baker

## Part one

### Doughs

#### Sour

- Feed a starter

### Ovens

#### Wood

- Light a fire

## Part two

### Shops

#### Rent

- Find a corner

## Thanks

Buy me a coffee!
"""


@pytest.fixture
def editor(transactional_db: None) -> User:
    """Return an editor."""
    return make_editor()


def open_page(new_context: NewContext, editor: User, **options: object) -> Page:
    """Return the page for a new roadmap, with EDITOR signed in."""
    context = new_context(**options)
    context.add_cookies([session_cookie(editor)])
    page = context.new_page()
    page.goto("/outlines/new/")
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_a_hard_text_is_read_as_a_person_says_mended_and_made(
    portal: object, new_context: NewContext, editor: User, scripts: bool
) -> None:
    page = open_page(new_context, editor, java_script_enabled=scripts)
    page.locator("#outline-body").fill(HARD)
    page.locator("#see").click()
    tree = page.locator(".tree-lines")
    expect(tree.locator("> li > b")).to_have_text(["Part one", "Part two"])
    # The headings of the third level are the stages, those of the fourth the topics.
    page.locator("#level-h3").select_option("h3=stage")
    page.locator("#level-h4").select_option("h4=topic")
    page.locator("#read-again").click()
    expect(tree.locator("> li > b")).to_have_text(["Doughs", "Ovens", "Shops"])
    expect(page.locator("#messages")).to_contain_text("3 stages (before: 2)")
    if scripts:
        expect(page.locator("#read-again")).to_be_focused()
    # Two things are worth a thought, each with its cures.
    page.locator("#cure-merge-stages").click()
    expect(page.locator(".mended")).to_contain_text("3 stages with one topic: merged")
    expect(page.locator("#undo-merge-stages")).to_be_focused()
    expect(tree.locator("> li > b")).to_have_text(["Doughs – Shops"])
    page.locator("#value-equal-months").fill("12")
    page.locator("#cure-equal-months").click()
    expect(page.locator(".mended li")).to_have_count(2)
    expect(tree).to_contain_text("months 0–12")
    # A cure can be taken back, and the text edited meanwhile; choices and cures stay.
    page.locator("#undo-merge-stages").click()
    expect(page.locator(".mended li")).to_have_count(1)
    expect(tree).to_contain_text("months 8–12")
    box = page.locator("#outline-body")
    box.fill(box.input_value().replace("Light a fire", "Light the fire"))
    page.locator("#see").click()
    expect(tree).to_contain_text("Light the fire")
    expect(page.locator(".mended li")).to_have_count(1)
    expect(page.locator("#level-h3")).to_have_value("h3=stage")
    page.get_by_role("button", name="Make the roadmap").click()
    page.wait_for_url("**/roadmaps/become-a-baker/")
    stages = Stage.objects.filter(roadmap__slug="become-a-baker").values_list("title", "end_month")
    assert list(stages) == [("Doughs", 4), ("Ovens", 8), ("Shops", 12)]
    items = Item.objects.filter(topic__stage__roadmap__slug="become-a-baker").values_list("title", flat=True)
    assert list(items) == ["Feed a starter", "Light the fire", "Find a corner"]
    # Back, the text is still there.
    page.go_back()
    expect(page.locator("#outline-body")).to_have_value(re.compile("Light the fire"))


def test_the_preview_is_accessible_and_fits_a_phone(
    portal: object, new_context: NewContext, editor: User, screenshot: Screenshot
) -> None:
    page = open_page(new_context, editor)
    page.locator("#outline-body").fill(HARD)
    page.locator("#see").click()
    page.locator("#cure-equal-months").click()
    expect(page.locator(".mended")).to_be_visible()
    page.get_by_text("Line by line").click()
    page.locator("#lines-after").click()
    expect(page.locator(".line-by-line select").first).to_be_visible()
    faults = []
    for name in themes_and_widths(page, (390, 1440)):
        screenshot(page, f"outline-roles-{name}")
        faults += find_faults(page, name)
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults + find_phone_faults(page, "phone", "#level-h2") == []
