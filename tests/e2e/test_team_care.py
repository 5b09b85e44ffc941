"""Help between learners and leads, in a browser: asked for, seen, taken back; a word sent, read, dismissed."""

from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from roadmap_app.actions.teams import join
from roadmap_app.models import HelpRequest, Roadmap, Topic, User, Word
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, themes_and_widths
from tests.makers import make_team_with, make_user


def test_a_learner_asks_for_help_and_the_lead_sends_a_word(
    portal: LiveServer, new_context: NewContext, learner: User, screenshot: Screenshot
) -> None:
    User.objects.filter(pk=learner.pk).update(name="Grace")
    lead, topic = make_user(name="Ada Lead"), Topic.objects.select_related("stage__roadmap").order_by("pk")[0]
    team = make_team_with(name="Crew", leads=[lead], members=[make_user(name="Bo")], roadmaps=Roadmap.objects.all())
    join(team=team, user=learner)
    contexts = [new_context(viewport={"width": 390, "height": 800}) for _ in (lead, learner)]
    for context, person in zip(contexts, (lead, learner), strict=True):
        context.add_cookies([session_cookie(person)])
    leads, learners = (context.new_page() for context in contexts)
    address, faults = f"/roadmaps/{topic.roadmap.slug}/{topic.stage.slug}/{topic.slug}/", []

    # The learner asks, on the page of the topic.
    learners.goto(address)
    learners.get_by_role("link", name="Ask your team for help").click()
    learners.get_by_label("What would help").fill("Which book is good for this? <b>Any</b> will do.")
    for look in themes_and_widths(learners, (390,)):
        faults += find_faults(learners, f"help-{look}")
        screenshot(learners, f"help-{look}")
    learners.get_by_role("button", name="Ask for help").click()
    expect(learners.locator("#help")).to_contain_text("You have asked for help since")
    for look in themes_and_widths(learners, (390,)):
        faults += find_faults(learners, f"help-topic-{look}")
        screenshot(learners, f"help-topic-{look}")

    # The lead sees it at the head of the page, and the learner first.
    leads.goto(f"/teams/{team.slug}/")
    expect(leads.locator(".team-asking")).to_contain_text("Grace")
    expect(leads.locator(".team-member").first).to_contain_text("<b>Any</b> will do.")
    for look in themes_and_widths(leads, (390, 1440)):
        faults += find_faults(leads, f"help-team-{look}")
        screenshot(leads, f"help-team-{look}")

    # It is taken back in its place, without a new page, asked again, and taken back where the teams are.
    learners.evaluate("document.body.dataset.mark = 'kept'")
    learners.get_by_role("button", name="Take it back").click()
    expect(learners.locator("#messages")).to_contain_text("Taken back")
    expect(learners.locator("body")).to_have_attribute("data-mark", "kept")
    leads.reload()
    expect(leads.locator("main")).not_to_contain_text("asks for help")
    learners.get_by_role("link", name="Ask your team for help").click()
    learners.get_by_role("button", name="Ask for help").click()
    expect(learners.locator("#help")).to_contain_text("You have asked for help since")
    learners.goto("/teams/")
    for look in themes_and_widths(learners, (390,)):
        faults += find_faults(learners, f"help-own-{look}")
        screenshot(learners, f"help-own-{look}")
    learners.get_by_role("button", name="Take it back").click()
    expect(learners.locator("#messages")).to_contain_text("Taken back")
    assert not HelpRequest.objects.exists()

    # The lead sends a word, which the learner finds on the roadmap's page and dismisses in its place.
    leads.get_by_role("link", name="Grace").first.click()
    leads.get_by_role("link", name="Send a word").click()
    leads.get_by_label("What you want to say").fill("You are nearly there. Shall we look at it on Friday?")
    leads.get_by_role("button", name="Send").click()
    expect(leads.get_by_role("heading", name="What you have sent")).to_be_visible()
    for look in themes_and_widths(leads, (390,)):
        faults += find_faults(leads, f"word-{look}")
        screenshot(leads, f"word-{look}")
    learners.goto("/")
    expect(learners.locator("main")).to_contain_text("A word from Ada Lead")
    for look in themes_and_widths(learners, (390,)):
        faults += find_faults(learners, f"word-home-{look}")
        screenshot(learners, f"word-home-{look}")
    learners.get_by_role("button", name="Dismiss").click()
    expect(learners.locator("main")).not_to_contain_text("A word from Ada Lead")
    expect(learners.locator("main")).to_be_focused()
    assert Word.objects.get().dismissed_at
    assert faults == []
