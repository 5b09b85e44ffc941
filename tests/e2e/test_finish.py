"""The end of a roadmap: its last stone is placed, and there is something to keep."""

from playwright.sync_api import expect

from roadmap_app.actions.notes import save_note
from tests.e2e.page_checks import wait_until
from tests.makers import make_roadmap, make_stage, make_topic

PLACED = "[...document.querySelectorAll('.stone-fill')].map(each => getComputedStyle(each).animationName)"


def test_the_last_tick_places_a_stone_and_leads_to_a_sheet_to_keep(portal, learner_page, learner):
    topic = make_topic(make_stage(make_roadmap(slug="r", title="A short road")), items=1)
    save_note(user=learner, topic=topic, body="All of it.", version=0)
    for motion, name in (("no-preference", "place"), ("reduce", "none")):
        page = learner_page
        page.emulate_media(reduced_motion=motion)
        page.goto(f"/roadmaps/r/{topic.stage.slug}/{topic.slug}/")
        page.get_by_role("checkbox").click()
        expect(page.locator("#messages")).to_contain_text("The whole trail is walked")
        assert page.evaluate(PLACED) == [name]
        page.get_by_role("link", name="look back on it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("A short road")
        page.go_back()
        page.get_by_role("checkbox", checked=True).click()
        # The answer, not the box, which is cleared before it is asked for.
        expect(page.locator("#messages")).to_contain_text("Unticked")
    page.get_by_role("checkbox").click()
    expect(page.locator("#messages")).to_contain_text("The whole trail is walked")
    page.goto("/roadmaps/r/finish/")
    page.goto("/settings/")
    page.go_back()
    # The page that came from the browser's cache is replaced by a new one, in which the button is hidden at first.
    wait_until(page, "() => performance.getEntriesByName(location.href).length > 1")
    expect(page.get_by_role("button", name="Print it")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".masthead", ".walked-notes", "[data-print]", ".colophon"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".keepsake .cairn")).to_be_visible()
