"""What to do now: asking for what fits, and ticking it, with JavaScript and without."""

import pytest
from playwright.sync_api import Page, expect

from roadmap_app.actions.progress import set_item
from roadmap_app.models import Item, Roadmap, User
from tests.e2e.conftest import session_cookie

ROADMAP = "/roadmaps/ml-engineer-2025/"


@pytest.fixture
def begun(portal: object, learner: User) -> User:
    """Return a learner who has ticked one of ten items, of which each takes 10 minutes."""
    first, *others = Item.objects.filter(topic__slug="mathematics-for-machine-learning").order_by("position")
    Item.objects.filter(topic=first.topic).update(minutes=10)
    Roadmap.objects.update(version=Roadmap.objects.get().version + 1)
    set_item(user=learner, item=first, done=True)
    return learner


def ask(page: Page) -> None:
    page.goto(ROADMAP)
    page.get_by_label("I have").fill("45")
    page.get_by_role("button", name="What fits?").click()
    expect(page.get_by_role("heading", name="In 45 minutes")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(4)
    expect(page.get_by_text("You have begun this topic: 1 of 10")).to_be_visible()


def test_a_ticked_row_stays_until_the_learner_asks_again(begun: User, learner_page: Page) -> None:
    page = learner_page
    ask(page)
    name = page.get_by_role("checkbox").first.inner_text()
    page.get_by_role("checkbox", name=name).click()
    expect(page.get_by_role("checkbox", name=name)).to_be_checked()
    expect(page.get_by_text("You have begun this topic: 2 of 10")).to_be_visible()
    page.get_by_role("link", name="Ask again").click()
    expect(page.get_by_role("checkbox", name=name)).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(4)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("checkbox", name=name)).to_be_visible()
    expect(page.get_by_text("You have begun this topic: 1 of 10")).to_be_visible()


def test_rows_are_ticked_without_javascript(begun: User, no_js_page: Page) -> None:
    page = no_js_page
    page.context.add_cookies([session_cookie(begun)])
    ask(page)
    name = page.get_by_role("checkbox").first.inner_text()
    page.get_by_role("checkbox", name=name).click()
    expect(page.locator("#messages")).to_contain_text(f"Ticked “{name}”")
    expect(page.get_by_role("checkbox", name=name)).to_have_count(0)
    expect(page.get_by_text("You have begun this topic: 2 of 10")).to_be_visible()
    page.get_by_role("link", name="15 min").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)
