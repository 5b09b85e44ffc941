"""The command count_learners reports what it counted."""

from io import StringIO

import pytest
from django.core.management import call_command

from roadmap_app.actions.progress import set_topic
from tests.makers import make_topic

pytestmark = pytest.mark.django_db


def count():
    out = StringIO()
    call_command("count_learners", stdout=out)
    return out.getvalue()


def test_it_says_what_it_counted(learner, monkeypatch):
    set_topic(user=learner, topic=make_topic(items=3), done=True)
    assert count() == "Few completions: pages count them on demand.\n"
    monkeypatch.setattr("roadmap_app.actions.reach.MAX_COUNTED_ON_DEMAND", 0)
    assert count() == "5 stages, topics and items counted.\n"
