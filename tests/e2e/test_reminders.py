"""The weekly summary in a browser: turned on, read in the mail that arrives, and turned off from its link."""

import re
from datetime import timedelta
from email import message_from_string, policy

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import expect

from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.reminders import send_due_reminders
from roadmap_app.models import Item, Reminder, Roadmap
from roadmap_app.operations.mail_queue import deliver_due
from tests.e2e.conftest import session_cookie
from tests.e2e.page_checks import find_faults, find_overflow, themes_and_widths
from tests.mail_server import queued_mail_server

WIDTHS = (390, 768, 1440)


@pytest.fixture
def server(settings, portal):
    """Let the live server send through its queue to a mail server of the tests."""
    settings.PORTAL_URL = portal.url
    with queued_mail_server(settings, timeout=10) as server:
        yield server


@pytest.fixture
def learner(learner):
    """Return a learner who is ten days into a plan and has done an item."""
    EmailAddress.objects.create(user=learner, email=learner.email, primary=True, verified=True)
    return learner


def wait_a_week():
    """Let the summary be due now, as if the last one were a week ago."""
    row = Reminder.objects.get()
    now = timezone.now()
    Reminder.objects.update(next_at=now, last_slot=row.last_slot - timedelta(weeks=1))


def test_a_summary_is_turned_on_read_and_turned_off_from_its_mail(
    server, learner, no_js_page, learner_page, new_context, screenshot
):
    roadmap = Roadmap.objects.get()
    enrol(user=learner, roadmap=roadmap, started_on=timezone.localdate() - timedelta(days=10), hours_per_week=10)
    set_item(user=learner, item=Item.objects.order_by("pk").first(), done=True)
    learner.activity_set.update(on=timezone.localdate() - timedelta(days=2))
    now = timezone.localtime()

    def looked(page, name):
        screenshot(page, f"weekly-summary-{name}".replace(" ", "-"))
        return find_faults(page, name)

    page = no_js_page
    page.context.add_cookies([session_cookie(learner)])
    page.goto("/settings/")
    page.get_by_role("link", name="Change the weekly summary").click()
    expect(page.get_by_label("Send me the weekly summary")).not_to_be_checked()
    page.get_by_label("Send me the weekly summary").check()
    page.get_by_label("Day").select_option(str(now.weekday()))
    page.get_by_label("Time").select_option(str(now.hour))
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Your weekly summary is saved")
    expect(page.get_by_text(re.compile("It comes on"))).to_contain_text(f"at {now.hour:02}:00")
    learner_page.goto("/settings/reminders/")
    faults = [fault for look in themes_and_widths(learner_page, WIDTHS) for fault in looked(learner_page, look)]
    wait_a_week()
    assert send_due_reminders() == 1 and deliver_due() == 1
    [(recipients, source)] = server.mails
    mail = message_from_string(source, policy=policy.default)
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert recipients == [learner.email] and "Done: 1 item; planned: " in text and roadmap.title in html
    program = new_context(viewport={"width": 390, "height": 800}).new_page()
    program.set_content(html.replace(roadmap.title, "x" * 200))
    assert find_overflow(program, "mail") == []

    next_item = new_context().new_page()
    next_item.goto(re.search(r"http\S+#item-\d+", text)[0])
    expect(next_item.locator("h1")).to_be_visible()

    stranger = new_context().new_page()
    stranger.goto(re.search(r"http\S+/unsubscribe/", text)[0])
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Stop the weekly summary?")
    faults += [fault for look in themes_and_widths(stranger, WIDTHS) for fault in looked(stranger, f"leave {look}")]
    assert faults == []
    stranger.get_by_role("button", name="Unsubscribe").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
    wait_a_week()
    assert send_due_reminders() == 0
    page.reload()
    expect(page.get_by_label("Send me the weekly summary")).not_to_be_checked()
