"""A team in a browser: invited, chosen, seen by the lead, withdrawn."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from roadmap_app.actions.progress import set_item
from roadmap_app.actions.teams import join, set_shares
from roadmap_app.models import Activity, Item, Team, User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, themes_and_widths
from tests.makers import make_user

MEMBERS = (
    ("Bo", "progress", 9, 6),
    ("Cy", "items", 30, 3),
    ("Di", "items", 30, 5),
    ("Ed", "nothing", 40, 0),
    ("Flo", "progress", 90, 0),
)


def add_member(team: Team, name: str, shares: str, done: int, weeks_ago: int) -> None:
    """Add somebody who has done so many items, the last so many weeks ago."""
    user = make_user(name=name)
    set_shares(membership=join(team=team, user=user), shares=shares)
    for item in Item.objects.order_by("topic__stage__position", "topic__position", "position")[:done]:
        set_item(user=user, item=item, done=True)
    Activity.objects.filter(user=user).update(on=timezone.localdate() - timedelta(weeks=weeks_ago))


def test_a_learner_joins_chooses_and_withdraws_and_the_lead_sees_just_that(
    portal: LiveServer, new_context: NewContext, learner: User, screenshot: Screenshot
) -> None:
    owner, lead = make_user(is_staff=True, is_superuser=True), make_user(name="Ada Lead")
    User.objects.filter(pk=learner.pk).update(name="Grace")
    contexts = [new_context(java_script_enabled=person != learner) for person in (owner, lead, learner)]
    for context, person in zip(contexts, (owner, lead, learner), strict=True):
        context.add_cookies([session_cookie(person)])
    owners, leads, learners = (context.new_page() for context in contexts)  # the learner's has no JavaScript
    faults = []

    # The owner makes the team and names a lead, and sees nothing of its members.
    owners.goto("/manage/")
    owners.get_by_role("link", name="Teams", exact=True).click()
    owners.get_by_role("link", name="Make a team").click()
    owners.get_by_label("Name", exact=True).fill("Crew")
    owners.get_by_label("Machine Learning Engineer, 2025").check()
    owners.get_by_role("button", name="Make the team").click()
    owners.get_by_label("E-mail address").fill(lead.email)
    owners.get_by_label("As", exact=True).select_option("lead")
    owners.get_by_role("button", name="Add").click()
    link = owners.get_by_label("The link of this team").input_value()
    for look in themes_and_widths(owners, (390, 1440)):
        faults += find_faults(owners, f"manage-team-{look}")
        screenshot(owners, f"manage-team-{look}")
    expect(owners.get_by_role("link", name="How they are getting on")).to_have_count(0)

    # The learner joins by the link, without JavaScript; progress is proposed.
    learners.set_viewport_size({"width": 390, "height": 800})
    learners.goto(link)
    expect(learners.get_by_label("My progress")).to_be_checked()
    learners.get_by_role("button", name="Join").click()
    expect(learners.get_by_role("heading", name="This is what they see of you")).to_be_visible()
    team = Team.objects.get()
    for name, shares, done, weeks_ago in MEMBERS:
        add_member(team, name, shares, done, weeks_ago)
    set_item(user=learner, item=Item.objects.order_by("pk")[0], done=True)
    learners.goto("/teams/")
    expect(learners.get_by_role("heading", name="This is what they see of you")).to_be_visible()
    with_scripts = new_context()  # axe needs them
    with_scripts.add_cookies([session_cookie(learner)])
    looks = with_scripts.new_page()
    looks.goto("/teams/")
    for look in themes_and_widths(looks, (390, 1440)):
        faults += find_faults(looks, f"own-teams-{look}")
        screenshot(looks, f"own-teams-{look}")

    # The lead sees who needs help, finds the learner, and opens their page.
    leads.goto("/")
    leads.get_by_role("link", name="Teams", exact=True).click()
    leads.get_by_role("link", name="Crew", exact=True).click()
    expect(leads.get_by_role("heading", level=1)).to_have_text("Crew")
    for look in themes_and_widths(leads, (390, 768, 1440)):
        faults += find_faults(leads, f"team-{look}")
        screenshot(leads, f"team-{look}")
    expect(leads.locator(".team-member").first).to_contain_text("Bo")
    leads.get_by_label("Name").fill("grace")
    expect(leads.locator(".team-member")).to_have_count(1)
    leads.get_by_role("link", name="Grace").click()
    expect(leads.get_by_role("heading", level=1)).to_have_text("Grace")
    for look in themes_and_widths(leads, (390, 1440)):
        faults += find_faults(leads, f"team-member-{look}")
        screenshot(leads, f"team-member-{look}")

    # The learner reads that the lead has looked, withdraws, and leaves.
    learners.goto("/teams/")
    expect(learners.locator("#seen li").first).to_contain_text("Seen by Ada Lead")
    learners.get_by_label("Nothing but that I am in the team").check()
    learners.get_by_role("button", name="Change").click()
    leads.reload()
    expect(leads.locator("main")).to_contain_text("nothing shared")
    expect(leads.locator(".mini-trail")).to_have_count(0)
    learners.get_by_role("button", name="Leave").click()
    expect(learners.locator("main")).to_contain_text("You are in no team")
    leads.get_by_role("link", name="Crew").click()
    expect(leads.locator(".team-member")).to_have_count(len(MEMBERS))
    assert faults == []
