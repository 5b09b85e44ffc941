"""What every test of the weekly summary needs: a portal that can mail, a clock, a learner who wants one."""

import pytest
import time_machine

from tests.actions.reminders import DAY, SLOT, make_learner
from tests.makers import make_roadmap, make_stage, make_topic


@pytest.fixture(autouse=True)
def portal(settings):
    """Let the portal have a mail server and an address."""
    settings.EMAIL_HOST, settings.PORTAL_URL = "mail.example.org", "https://learn.example.org"


@pytest.fixture
def clock():
    """Stop the clock six days before the slot; tests move it."""
    with time_machine.travel(SLOT - 6 * DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def roadmap():
    """Return a roadmap with one topic of 13 items."""
    topic = make_topic(make_stage(make_roadmap("sailing", "Sailing", is_published=True)), items=13, title="Knots")
    return topic.roadmap


@pytest.fixture
def ada(clock, roadmap):
    """Return a learner who wants the weekly summary."""
    return make_learner(roadmap)
