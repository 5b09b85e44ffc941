"""A roadmap for one team, in a browser: an owner sets it, a member goes on, and everybody else finds nothing."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from roadmap_app.domain.titles import FSI, PDI
from roadmap_app.models import Enrolment, Roadmap, User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, themes_and_widths
from tests.makers import make_team_with, make_user


@pytest.mark.allow_console_errors  # the browser logs the page that is missing
def test_an_owner_lets_one_team_see_a_roadmap(
    portal: LiveServer, new_context: NewContext, learner: User, screenshot: Screenshot
) -> None:
    owner, member = make_user(is_staff=True, is_superuser=True), make_user()
    make_team_with(name="Crew", members=[member])
    make_team_with(name="A team whose name is rather long, as names of teams can be in some places")
    roadmap = Roadmap.objects.order_by("pk")[0]
    Enrolment.objects.create(user=learner, roadmap=roadmap, started_on="2026-01-05", hours_per_week=5)
    contexts = [new_context(viewport={"width": 390, "height": 800}) for _ in range(3)]
    for context, person in zip(contexts, (owner, member, learner), strict=True):
        context.add_cookies([session_cookie(person)])
    owners, members, learners = (context.new_page() for context in contexts)
    address, faults = f"/roadmaps/{roadmap.slug}/", []

    owners.goto(f"/manage/roadmaps/{roadmap.slug}/")
    owners.get_by_role("link", name="Change who sees it").click()
    owners.get_by_label("Only members of these teams").check()
    owners.get_by_label("Crew").check()
    owners.get_by_role("button", name="See who finds it").click()
    planned = owners.get_by_role("status", name="With this choice")
    expect(planned).to_contain_text(f"Seen by the members of {FSI}Crew{PDI} (1), and by owners.")
    expect(planned).to_contain_text("Whoever else has begun it (under 5 learners) does not find it")
    expect(owners.get_by_label("Crew")).to_be_checked()
    for look in themes_and_widths(owners, (390, 768, 1440)):
        faults += find_faults(owners, f"audience-{look}")
        screenshot(owners, f"audience-{look}")
    learners.goto(address)
    expect(learners.get_by_role("heading", level=1)).to_contain_text(roadmap.title)

    owners.get_by_role("button", name="Save this choice").click()
    expect(owners.locator("#messages")).to_contain_text(f"Seen by the members of {FSI}Crew{PDI} (1), and by owners.")
    for path, name in ((f"/manage/roadmaps/{roadmap.slug}/", "roadmap"), ("/manage/roadmaps/", "list")):
        owners.goto(path)
        expect(owners.locator("main")).to_contain_text(f"{FSI}Crew{PDI} only")
        for look in themes_and_widths(owners, (390, 1440)):
            faults += find_faults(owners, f"audience-{name}-{look}")
            screenshot(owners, f"audience-{name}-{look}")
    missing = learners.reload()
    assert missing is not None and missing.status == 404
    learners.goto("/")
    expect(learners.locator("main")).not_to_contain_text(roadmap.title)
    shown = members.goto(address)
    assert shown is not None and shown.status == 200
    assert faults == []
