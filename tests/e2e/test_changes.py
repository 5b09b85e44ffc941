"""What changed for me, in a browser with JavaScript and without."""

import pytest
from playwright.sync_api import Page, expect

from roadmap_app.actions.curriculum import save_content, set_retired
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Item, Topic, User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_overflow, themes_and_widths

ROADMAP = "/roadmaps/ml-engineer-2025/"


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_learner_sees_what_changed_and_confirms_it(
    portal: object, new_context: NewContext, learner: User, js: bool
) -> None:
    context = new_context(java_script_enabled=js)
    context.add_cookies([session_cookie(learner)])
    page: Page = context.new_page()
    python = Item.objects.get(title="Python")
    set_item(user=learner, item=python, done=True)
    page.goto(ROADMAP)
    expect(page.locator("#changes")).to_have_count(0)
    python.topic = Topic.objects.get(slug="machine-learning-basics")
    save_content(python)
    page.goto(ROADMAP)
    panel = page.locator("#changes")
    expect(panel).to_contain_text("from Programming Skills to Machine Learning Basics · still ticked")
    panel.get_by_role("link", name="Python").click()
    expect(page.locator(f"#item-{python.pk}")).to_be_in_viewport()
    page.goto(ROADMAP)
    page.get_by_role("button", name="Got it").click()
    expect(page.locator("#changes")).to_have_count(0)
    if js:
        expect(page.locator("main")).to_be_focused()
    page.reload()
    expect(page.locator("#changes")).to_have_count(0)


def test_the_panel_fits(portal: object, learner_page: Page, learner: User, screenshot: Screenshot) -> None:
    page, too_wide = learner_page, []
    set_item(user=learner, item=Item.objects.get(title="Python"), done=True)
    page.goto(ROADMAP)
    item = Item.objects.get(title="Python")
    item.title, item.topic = (
        "Python, a language with a " + "long" * 40,
        Topic.objects.get(slug="machine-learning-basics"),
    )
    save_content(item)
    save_content(Item(topic=item.topic, title="Rust"))
    set_retired([Item.objects.get(title="NumPy")], retired=True)
    page.goto(ROADMAP)
    expect(page.locator("#changes")).to_be_visible()
    for look in themes_and_widths(page, (390, 1440)):
        screenshot(page, f"changes-{look}")
        too_wide += find_overflow(page, look)
    assert too_wide == []
