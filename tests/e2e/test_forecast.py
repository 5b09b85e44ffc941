"""The forecast in a browser: a booked pause moves it by its days, and the page says so."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from roadmap_app.actions.forecasts import update_forecasts
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Item, Roadmap, User
from tests.e2e.conftest import NewContext, session_cookie

ROADMAP = "/roadmaps/ml-engineer-2025/"


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no-javascript"])
def test_a_booked_pause_moves_the_forecast_by_its_days(
    portal: object, new_context: NewContext, learner: User, script: bool
) -> None:
    now = timezone.now()
    _tick_for_ten_weeks(learner, now)
    update_forecasts(user=learner, now=now - timedelta(weeks=1))
    context = new_context(java_script_enabled=script)
    context.add_cookies([session_cookie(learner)])
    page = context.new_page()
    page.goto(ROADMAP)
    forecast = page.locator("#forecast")
    expect(forecast).to_contain_text("At your pace the end comes around")
    expect(forecast).not_to_contain_text("by pauses")
    before = _last_day(forecast.inner_text())

    page.goto("/pauses/")
    today = timezone.localdate()
    page.get_by_label("First day").fill((today + timedelta(days=30)).isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=50)).isoformat())
    page.get_by_role("button", name="Book").click()
    page.goto(ROADMAP)
    expect(forecast).to_contain_text("21 later by pauses")
    assert _last_day(forecast.inner_text()) - before == timedelta(days=21)

    page.get_by_text("How this is computed").click()
    expect(forecast).to_contain_text("Weeks in a pause are left out")


def test_on_a_wide_screen_the_trail_begins_on_the_first_screen(
    portal: object, learner: User, learner_page: Page
) -> None:
    now = timezone.now()
    _tick_for_ten_weeks(learner, now)
    started_on = timezone.localdate() - timedelta(weeks=30)  # behind, so that there is a way out, too
    enrol(user=learner, roadmap=Roadmap.objects.get(), started_on=started_on, hours_per_week=10)
    update_forecasts(user=learner, now=now - timedelta(weeks=1))
    page = learner_page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(ROADMAP)
    expect(page.locator("#forecast")).to_contain_text("At your pace the end comes around")
    expect(page.locator("#trail .figure").first).to_be_in_viewport()


def _tick_for_ten_weeks(learner: User, now: datetime) -> None:
    for number, item in enumerate(Item.objects.order_by("topic__stage__start_month", "topic", "pk")[:20]):
        with time_machine.travel(now - timedelta(weeks=10 - number // 2), tick=False):
            set_item(user=learner, item=item, done=True)


def _last_day(text: str) -> datetime:
    found = re.search(r"probably between \d+ \w+ \d+ and (\d+ \w+ \d+)", text)
    assert found
    return datetime.strptime(found[1], "%d %B %Y")
