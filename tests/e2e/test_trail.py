"""The trail in a browser: to scale in both directions, and a list with links."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_skip, set_topic
from tests.makers import make_roadmap, make_stage, make_topic

# Of each element: where it begins and how long it is along the trail, in months of a trail of so many.
ALONG = """([selector, months]) => {
    const upright = innerWidth < 960;
    const ends = (element) => {
        const box = element.getBoundingClientRect();
        return upright ? [box.top, box.bottom] : [box.left, box.right];
    };
    const [start, end] = ends(document.querySelector(".lanes"));
    const month = (place) => Math.round(10 * months * (place - start) / (end - start)) / 10;
    return [...document.querySelectorAll(selector)].map((element) => ends(element).map(month));
}"""


@pytest.fixture
def stages(learner):
    """Return the stages of a roadmap of ten months, two of which overlap; the learner has begun the first."""
    roadmap = make_roadmap(slug="r", title="A roadmap")
    stages = [make_stage(roadmap, start_month=start, end_month=end) for start, end in ((0, 4), (3, 6), (8, 10))]
    done, begun, skipped = [make_topic(stages[0], items=items) for items in (4, 8, 4)]
    for stage in stages[1:]:
        make_topic(stage)
    set_topic(user=learner, topic=done, done=True)
    set_skip(user=learner, topic=skipped, skipped=True)
    for item in begun.items.all()[:2]:
        set_item(user=learner, item=item, done=True)
    today = timezone.localdate()
    enrol(user=learner, roadmap=roadmap, started_on=today - timedelta(days=160), hours_per_week=10)
    return stages


@pytest.mark.parametrize("width", [390, 1440])
def test_lengths_are_months_and_shares_of_items(learner_page, stages, width):
    page = learner_page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/roadmaps/r/")
    assert page.evaluate(ALONG, [".hill", 10]) == [[0, 4], [3, 6], [8, 10]]
    assert page.evaluate(ALONG, [".stretch:first-child .ground > li", 10]) == [[0, 1], [1, 3], [3, 4]]
    assert page.evaluate(ALONG, [".ground rect", 10]) == [[1, 1.5]]
    assert [start for start, _ in page.evaluate(ALONG, [".months i", 10])] == list(range(10))
    (plan, _), (you, _) = page.evaluate(ALONG, [".figure b", 10])
    assert 5 <= plan <= 5.5 and 1.9 <= you <= 2.1
    tops = page.evaluate("[...document.querySelectorAll('.hill')].map(hill => hill.getBoundingClientRect().top)")
    lefts = page.evaluate("[...document.querySelectorAll('.hill')].map(hill => hill.getBoundingClientRect().left)")
    across = tops if width > 960 else lefts
    assert across[0] == across[2] < across[1]


def test_the_trail_is_a_list_of_links_without_javascript(no_js_page, stages):
    page = no_js_page
    page.goto("/roadmaps/r/")
    trail = page.get_by_role("region", name="The trail, 10 months")
    expect(trail.get_by_role("list").first.get_by_role("list").first.get_by_role("listitem")).to_have_text(
        [f"Topic {number}, 0 of {size}" for number, size in ((1, 4), (2, 8), (3, 4))]
    )
    trail.get_by_role("link", name="Topic 2").hover()
    expect(trail.get_by_text("Topic 2, 0 of 8")).to_have_css("clip-path", "none")
    trail.get_by_role("link", name="Stage 2, Stage 2, 0 % done, months 3 to 6").click()
    expect(page).to_have_url("/roadmaps/r/stage-2/")
    page.go_back()
    trail.get_by_role("link", name="Topic 2").click()
    expect(page).to_have_url("/roadmaps/r/stage-1/topic-2/")


def test_a_tick_moves_the_learner_on_the_trail(learner_page, stages):
    page = learner_page
    page.goto("/roadmaps/r/")
    here = page.get_by_text("You are here:").locator("..")
    expect(here).to_have_text("You are here: stage 1, month 2.")
    expect(page.get_by_text("The plan is 14 weeks ahead of you")).to_be_visible()
    for _ in range(2):
        page.get_by_role("checkbox", checked=False).first.click()
    expect(here).to_have_text("You are here: stage 1, month 3.")
