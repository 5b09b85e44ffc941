"""The admin in a real browser: order by mouse and by keyboard, going back to an earlier version, previews."""

import pytest
from playwright.sync_api import Page, expect

from roadmap_app.actions.curriculum import delete_content, save_content
from roadmap_app.models import Item
from tests.e2e.conftest import session_cookie
from tests.e2e.page_checks import LINKS, WCAG, find_low_contrast, find_violations, themes_and_widths
from tests.makers import make_editor, make_item, make_resource, make_roadmap, make_stage, make_topic, make_user


@pytest.fixture
def editor_page(new_context, transactional_db):
    context = new_context(viewport={"width": 1440, "height": 1000})
    context.add_cookies([session_cookie(make_editor())])
    return context.new_page()


@pytest.fixture
def topic(transactional_db):
    stage = make_stage(make_roadmap(slug="trail", title="The trail"), title="The first stretch")
    topic = make_topic(stage, items=0, title="Stones", summary="What a cairn is made of.")
    for title in ("First", "Second", "Third", "Fourth"):
        make_item(topic, title=title)
    make_resource(topic)
    return topic


def address(row, page="change"):
    return f"/admin/roadmap_app/{row._meta.model_name}/{row.pk}/{page}/"


def handle(page: Page, title: str):
    return page.get_by_role("button", name=f"Move “{title}”")


def save_and_see_on_the_portal(page: Page, titles: list[str]) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    page.goto("/roadmaps/trail/stage-1/topic-1/")
    expect(page.get_by_role("checkbox")).to_have_text(titles)
    assert [*Item.objects.order_by("position").values_list("title", "position")] == [
        (title, place) for place, title in enumerate(titles, start=1)
    ]


def test_a_row_is_dragged_to_its_place(topic, editor_page):
    page = editor_page
    page.goto(address(topic))
    expect(handle(page, "Fourth")).to_be_visible()
    handle(page, "Fourth").hover()
    page.mouse.down()
    target = handle(page, "First").bounding_box()
    # In many steps, as a hand does: the library looks away while the rows make room.
    page.mouse.move(target["x"] + 8, target["y"] + 60, steps=8)
    for step in range(30):
        page.mouse.move(target["x"] + 8, target["y"] + 8 + step % 2)
    page.mouse.up()
    expect(page.locator("#items-group tr.has_original input._reorder_").first).to_have_value("1")
    expect(page.locator("#items-group tr.has_original .field-title input").first).to_have_value("Fourth")
    save_and_see_on_the_portal(page, ["Fourth", "First", "Second", "Third"])


def test_a_row_is_moved_by_the_arrow_keys(topic, editor_page):
    page = editor_page
    page.goto(address(topic))
    row = handle(page, "Third")
    row.press("ArrowUp")
    row.press("ArrowUp")
    expect(row).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("“Third” is now 1 of 4")
    expect(row).to_have_accessible_name("Move “Third”, place 1 of 4")
    row.press("ArrowUp")
    expect(page.get_by_role("status")).to_contain_text("first already")
    handle(page, "First").press("End")
    save_and_see_on_the_portal(page, ["Third", "Second", "Fourth", "First"])


def test_without_javascript_the_place_is_typed(topic, new_context):
    context = new_context(java_script_enabled=False)
    context.add_cookies([session_cookie(make_editor())])
    page = context.new_page()
    page.goto(address(topic))
    page.locator("#id_items-3-position").fill("2")
    save_and_see_on_the_portal(page, ["First", "Fourth", "Second", "Third"])


def test_an_earlier_version_comes_back_from_the_history(topic, editor_page):
    page = editor_page
    page.goto(address(topic))
    page.get_by_label("Title:").fill("Pebbles")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".differences")).to_contain_text("Title: Stones → Pebbles")
    page.get_by_role("link", name="This version").last.click()
    expect(page.get_by_label("Title:")).to_have_value("Stones")
    page.get_by_role("button", name="Revert").first.click()
    page.goto("/roadmaps/trail/stage-1/topic-1/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stones")


def test_a_deleted_topic_comes_back_with_its_items(topic, editor_page):
    page = editor_page
    save_content(topic)
    delete_content(topic)
    page.goto(address(topic.roadmap, "changes"))
    page.get_by_role("link", name="Only what is deleted").click()
    page.get_by_role("button", name="Restore “Stones”").click()
    expect(page.locator(".messagelist")).to_contain_text("“Stones” is restored as it was.")
    page.goto("/roadmaps/trail/stage-1/topic-1/")
    expect(page.get_by_role("checkbox")).to_have_text(["First", "Second", "Third", "Fourth"])


@pytest.mark.parametrize("scripts", [True, False])
def test_a_preview_shows_what_is_typed_and_saves_nothing(topic, new_context, scripts):
    context = new_context(java_script_enabled=scripts)
    context.add_cookies([session_cookie(make_editor())])
    page = context.new_page()
    page.goto(address(topic))
    page.get_by_label("Title:").fill("Pebbles")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Pebbles")
    expect(opened.value.get_by_role("checkbox")).to_have_text(["First", "Second", "Third", "Fourth"])
    topic.refresh_from_db()
    assert topic.title == "Stones"


def test_the_preview_is_in_reach_on_every_screen(topic, editor_page, screenshot):
    page, widths = editor_page, (390, 1440)
    page.goto(address(topic))
    preview = page.get_by_role("button", name="Preview")
    for _ in themes_and_widths(page, widths):
        preview.click(trial=True)
    with page.context.expect_page() as opened:
        preview.click()
    for look in themes_and_widths(opened.value, widths):
        expect(opened.value.get_by_role("heading", level=1)).to_have_text("Stones")
        screenshot(opened.value, f"admin-preview-{look}")


@pytest.mark.soak  # Django's own pages take axe long
def test_axe_finds_nothing_in_the_admin(topic, new_context, screenshot):
    make_stage(topic.roadmap, title="Over the pass", start_month=2, end_month=5)
    make_stage(topic.roadmap, title="The summit", start_month=7, end_month=9)
    topic.title = "Pebbles"
    save_content(topic)
    owner, person, item = make_user(is_staff=True, is_superuser=True), make_user(), topic.items.first()
    context = new_context()
    context.add_cookies([session_cookie(owner)])
    page, found = context.new_page(), []
    lists = ("user", "invitation", "stage", "topic", "item", "resource", "auditevent")
    pages = {"index": "/admin/", "new-roadmap": "/admin/roadmap_app/roadmap/add/"}
    pages |= {f"list-{name}": f"/admin/roadmap_app/{name}/" for name in lists}
    pages |= {row._meta.model_name: address(row) for row in (topic.roadmap, topic.stage, topic, item, person)}
    pages |= {"delete": address(item, "delete"), "history": address(topic, "history")}
    pages["changes"] = address(topic.roadmap, "changes")
    for name, path in pages.items():
        assert page.goto(path).ok
        for look in themes_and_widths(page, (390, 1440)):
            rules = LINKS if look.startswith("dark") else (*WCAG, "best-practice")
            found += find_low_contrast(page, f"{name}-{look}")
            found += find_violations(page, f"{name}-{look}", tags=rules, contrast=False)
            screenshot(page, f"admin-{name}-{look}")
    assert found == []


def test_beside_the_bar_of_the_admin_nothing_is_cut_off_or_covered(topic, new_context):
    topic.stage.title = "A stage with " + "many " * 30 + "words"
    save_content(topic.stage)
    page = new_context(viewport={"width": 768, "height": 800}).new_page()
    page.context.add_cookies([session_cookie(make_user(is_staff=True, is_superuser=True))])
    page.goto(address(topic))
    title, buttons, form, select = (
        page.locator(each).first.bounding_box() for each in ("#content h2", ".object-tools", "#topic_form", "#id_stage")
    )
    assert title["y"] + title["height"] <= buttons["y"]
    assert select["x"] + select["width"] <= form["x"] + form["width"]
