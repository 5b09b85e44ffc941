"""Sign-off in a browser: attached, given back, attached again, confirmed, and the confirmation taken back."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.teams import join
from roadmap_app.models import Roadmap, SignOff, Topic, User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, themes_and_widths
from tests.makers import make_team_with, make_user


@pytest.mark.allow_console_errors  # a form with errors answers 422
def test_an_item_is_shown_given_back_shown_again_and_confirmed(
    portal: LiveServer, new_context: NewContext, learner: User, screenshot: Screenshot
) -> None:
    User.objects.filter(pk=learner.pk).update(name="Grace")
    topic = Topic.objects.select_related("stage__roadmap").order_by("pk")[0]
    item = topic.items.order_by("position")[1]
    item.sign_off = True
    save_content(item)
    lead = make_user(name="Ada Lead")
    team = make_team_with(name="Crew", leads=[lead], roadmaps=Roadmap.objects.all())
    join(team=team, user=learner)
    # The lead's browser runs no scripts; axe needs them, in another one.
    people = (lead, lead, learner)
    contexts = [
        new_context(viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
        for scripts in (False, True, True)
    ]
    for context, person in zip(contexts, people, strict=True):
        context.add_cookies([session_cookie(person)])
    leads, checks, learners = (context.new_page() for context in contexts)
    address, faults = f"/roadmaps/{topic.roadmap.slug}/{topic.stage.slug}/{topic.slug}/", []
    row, shown = learners.locator(f"#item-{item.pk}"), learners.locator(f"#shown-{item.pk}")

    # The learner ticks as ever, and shows it.
    learners.goto(address)
    expect(row).to_contain_text("to be shown to somebody")
    learners.get_by_role("checkbox", name=item.title).click()
    expect(learners.locator("#messages")).to_contain_text("Ticked")
    shown.get_by_role("link", name="Show it to your team").click()
    expect(learners.get_by_label("What you want to show")).to_be_visible()
    for look in themes_and_widths(learners, (390, 1440)):
        faults += find_faults(learners, f"show-{look}")
        screenshot(learners, f"show-{look}")
    learners.get_by_label("What you want to show").fill("The matrices of chapter 2, <b>by hand</b>.")
    learners.get_by_label("A link to it").fill("https://example.org/matrices")
    learners.get_by_role("button", name="Show it").click()
    expect(shown).to_contain_text("Shown to the leads of Crew")

    # The lead gives it back, after a try without a reason.
    leads.goto(f"/teams/{team.slug}/")
    leads.get_by_role("link", name="What members show you").click()
    expect(leads.locator(".team-work")).to_contain_text("<b>by hand</b>")
    leads.get_by_role("button", name="Give back").click()
    expect(leads.locator(".team-work")).to_contain_text("Say why")
    screenshot(leads, "queue-refused")
    checks.goto(f"/teams/{team.slug}/sign-offs/")
    for look in themes_and_widths(checks, (390, 1440)):
        faults += find_faults(checks, f"queue-{look}")
        screenshot(checks, f"queue-{look}")
    leads.get_by_label("Why, if you give it back").fill("Which of them did you check?")
    leads.get_by_role("button", name="Give back").click()
    expect(leads.locator("main")).to_contain_text("Ada Lead gave it back on")

    # The learner reads it, shows something else, and the tick has stayed all the time.
    learners.goto(address)
    expect(shown).to_contain_text("Which of them did you check?")
    expect(learners.get_by_role("checkbox", name=item.title)).to_be_checked()
    for look in themes_and_widths(learners, (390, 768, 1440)):
        faults += find_faults(learners, f"given-back-{look}")
        screenshot(learners, f"given-back-{look}")
    learners.goto("/")
    expect(learners.locator("main")).to_contain_text("Which of them did you check?")
    screenshot(learners, "answer-home")
    learners.goto(address)
    shown.get_by_role("link", name="Change it").click()
    learners.get_by_label("What you want to show").fill("All of them, with a friend.")
    learners.get_by_role("button", name="Show it").click()

    leads.goto(f"/teams/{team.slug}/sign-offs/")
    leads.get_by_role("button", name="Confirm").click()
    expect(leads.locator("main")).to_contain_text("Ada Lead confirmed it on")
    screenshot(leads, "queue-answered")
    learners.goto(address)
    expect(shown).to_contain_text("confirmed by Ada Lead on")
    shown.get_by_role("link", name="Details").click()
    expect(learners.get_by_role("heading", level=1)).to_have_text(item.title)
    for look in themes_and_widths(learners, (390, 1440)):
        faults += find_faults(learners, f"confirmed-{look}")
        screenshot(learners, f"confirmed-{look}")

    # The lead takes it back; the learner withdraws it.
    leads.get_by_role("button", name="Take it back").click()
    expect(leads.locator("main")).to_contain_text("1 to look at")
    learners.get_by_role("button", name="Withdraw what you have shown").click()
    expect(learners.locator("#messages")).to_contain_text("Withdrawn")
    leads.reload()
    expect(leads.locator("main")).to_contain_text("There is nothing to look at")
    verbs = list(SignOff.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["attached", "given_back", "attached", "confirmed", "taken_back", "withdrawn"]
    assert faults == []
