"""Editing a roadmap as text in a browser: preview, apply, go back; and a new roadmap from a pasted article."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Completion, Item, Roadmap, User
from tests.e2e.conftest import NewContext, session_cookie
from tests.makers import make_editor, make_user

ADDRESS = "/roadmaps/ml-engineer-2025/outline/"
ARTICLE = """Bread in a year

Stage 1: Flour (0–3 Months)
Goal: A loaf that rises.

1. Grains:
• Kinds: wheat, rye (dark, coarse), and spelt.

Follow me for more!
"""


@pytest.fixture
def editor(transactional_db: None) -> User:
    """Return an editor."""
    return make_editor()


@pytest.fixture(params=[True, False], ids=["js", "no-js"])
def editor_page(request: pytest.FixtureRequest, new_context: NewContext, editor: User) -> Page:
    """Return a page with the editor signed in, once with JavaScript and once without."""
    context = new_context(java_script_enabled=request.param)
    context.add_cookies([session_cookie(editor)])
    return context.new_page()


def change(page: Page, old: str, new: str) -> None:
    """Replace OLD by NEW in the text box."""
    box = page.locator("#outline-body")
    text = box.input_value()
    assert old in text
    box.fill(text.replace(old, new))


def test_a_change_is_previewed_and_applied(portal: object, editor_page: Page) -> None:
    learner = make_user()
    set_item(user=learner, item=Item.objects.get(title="Perceptrons"), done=True)
    page = editor_page
    page.goto("/roadmaps/ml-engineer-2025/")
    page.get_by_role("link", name="Edit as text").click()
    change(page, "Perceptrons, ", "")
    change(page, "Languages: Python", "Languages: Python, Rust")
    page.get_by_role("button", name="See what will change").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Rust in Programming Skills")
    expect(preview).to_contain_text("under 5 learners have completed it and keep that")
    assert not Item.objects.filter(title="Rust").exists()
    page.get_by_role("button", name="Apply 2 changes").click()
    expect(page.locator("#messages")).to_contain_text("Done: 2 changes")
    page.goto("/roadmaps/ml-engineer-2025/foundations/programming-skills/")
    expect(page.locator("#checklist")).to_contain_text("Rust")
    assert Item.objects.get(title="Perceptrons").retired
    assert Completion.objects.get().item.title == "Perceptrons"


def test_going_back_saves_nothing_and_keeps_the_text(portal: object, editor_page: Page) -> None:
    page = editor_page
    page.goto(ADDRESS)
    change(page, "Perceptrons, ", "")
    page.get_by_role("button", name="See what will change").click()
    page.get_by_role("link", name="Back to the text").click()
    expect(page.locator("#outline-body")).not_to_have_value(re.compile("Perceptrons"))
    assert not Item.objects.get(title="Perceptrons").retired


@pytest.mark.allow_console_errors  # Chromium logs the 409
def test_a_change_by_another_editor_is_reported(portal: object, editor_page: Page) -> None:
    page = editor_page
    page.goto(ADDRESS)
    change(page, "Perceptrons, ", "")
    page.get_by_role("button", name="See what will change").click()
    expect(page.get_by_role("button", name="Apply 1 change")).to_be_visible()
    save_content(Item.objects.get(title="LSTM"))
    page.get_by_role("button", name="Apply 1 change").click()
    expect(page.locator("#outline-error")).to_contain_text("Somebody else changed the roadmap")
    assert not Item.objects.get(title="Perceptrons").retired
    page.get_by_role("button", name="Apply 1 change").click()
    expect(page.locator("#messages")).to_contain_text("Done: 1 change.")


def test_a_new_roadmap_from_an_article(portal: object, editor_page: Page) -> None:
    page = editor_page
    page.goto("/outlines/new/")
    page.locator("#outline-body").fill(ARTICLE)
    page.get_by_role("button", name="See how it is understood").click()
    expect(page.locator("#preview")).to_contain_text("Follow me for more!")
    expect(page.locator("#preview")).to_contain_text("Grains 3 items")
    page.get_by_role("button", name="Make the roadmap").click()
    page.wait_for_url("**/roadmaps/bread-in-a-year/")
    expect(page.locator("#messages")).to_contain_text("not published yet")
    assert not Roadmap.objects.get(slug="bread-in-a-year").is_published


def test_leaving_a_changed_text_shows_a_warning(portal: object, new_context: NewContext, editor: User) -> None:
    context = new_context()
    context.add_cookies([session_cookie(editor)])
    page, dialogs = context.new_page(), []

    def stay(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(ADDRESS)
    page.locator("#outline-body").press_sequentially("x")
    page.get_by_role("link", name="Notes", exact=True).click(no_wait_after=True)
    page.get_by_role("button", name="See what will change").click()
    expect(page.locator("#preview")).to_be_visible()
    page.get_by_role("link", name="Notes", exact=True).click(no_wait_after=True)
    expect(page.locator("#preview")).to_be_visible()
    assert dialogs == ["beforeunload", "beforeunload"]
