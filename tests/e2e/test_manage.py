"""Owners and editors at work under /manage/."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from roadmap_app.actions.curriculum import save_content
from roadmap_app.models import Activity, Completion, Topic, User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, themes_and_widths
from tests.makers import make_editor, make_user
from tests.saving import one_save


def test_an_owner_invites_somebody_and_disables_them(
    portal: LiveServer, new_context: NewContext, screenshot: Screenshot
) -> None:
    owner = make_user("owner@example.org", is_staff=True, is_superuser=True)
    make_user("ada@example.org", name="Ada")
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    context.add_cookies([session_cookie(owner)])
    page, faults = context.new_page(), []
    page.goto("/")
    page.get_by_role("link", name="Manage").click()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Role").select_option("editor")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", name="Here is the link")).to_be_visible()
    for look in themes_and_widths(page, (390, 1440)):
        faults += find_faults(page, f"invited-{look}")
        screenshot(page, f"invited-{look}")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert re.fullmatch(r"http://.*/invitations/[\w-]+/", page.evaluate("navigator.clipboard.readText()"))
    page.get_by_role("link", name="To the people").click()
    expect(page.get_by_text("Whoever has the link editor")).to_be_visible()
    page.get_by_label("Find").fill("ada")
    page.get_by_label("Find").press("Enter")
    expect(page.get_by_text("1 account", exact=True)).to_be_visible()
    page.get_by_role("link", name="Ada").click()
    page.get_by_label("What they read").fill("Ask Grace.")
    page.get_by_label("Yes, disable").check()
    page.get_by_role("button", name="Disable").click()
    expect(page.locator("#messages")).to_contain_text("Ada is signed out and disabled")
    assert User.objects.get(name="Ada").disabled_because == "Ask Grace."
    assert faults == []


def test_an_owner_reads_the_numbers(portal: LiveServer, new_context: NewContext, screenshot: Screenshot) -> None:
    topics = list(Topic.objects.order_by("stage__position", "position")[:4])
    learners = User.objects.bulk_create(User(email=f"{number}@example.org") for number in range(57))
    today = timezone.localdate()
    for number, learner in enumerate(learners):
        topic = topics[number % 3]
        at = timezone.now() - timedelta(weeks=number % 11)
        Completion.objects.bulk_create(Completion(user=learner, item=item, done_at=at) for item in topic.items.all())
        Activity.objects.bulk_create(
            Activity(user=learner, verb="noted", topic=topic, on=today - timedelta(weeks=week))
            for week in range(number % 20)
        )
    context = new_context()
    context.add_cookies([session_cookie(make_user("owner@example.org", is_staff=True, is_superuser=True))])
    page, faults = context.new_page(), []
    page.goto("/manage/")
    page.get_by_role("link", name="Numbers").click()
    expect(page.get_by_role("heading", name="Accounts: 55")).to_be_visible()
    page.get_by_text("The weeks as a table").click()
    expect(page.get_by_role("row", name="under 5").last).to_be_visible()
    for look in themes_and_widths(page, (390, 768, 1440)):
        faults += find_faults(page, f"numbers-{look}")
        screenshot(page, f"numbers-{look}")
    assert faults == []


def test_an_editor_undoes_a_save_without_javascript(portal: LiveServer, new_context: NewContext) -> None:
    topic = Topic.objects.get(slug="programming-skills")
    topic.title = "Programming, and more"
    with one_save():
        save_content(topic)
    context = new_context(java_script_enabled=False)
    context.add_cookies([session_cookie(make_editor())])
    page = context.new_page()
    page.goto("/manage/")
    page.get_by_role("link", name="Machine Learning Engineer, 2025", exact=True).click()
    page.get_by_text("What exactly").first.click()
    expect(page.get_by_text("Programming, and more", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("The save is undone.")
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    topic.refresh_from_db()
    assert topic.title == "Programming Skills"
