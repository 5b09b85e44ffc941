"""Manage › Numbers: what owners read about all learners together."""

import re

import pytest
from django.utils import timezone

from roadmap_app.actions.progress import set_item
from roadmap_app.models import Completion, Roadmap
from tests.makers import make_editor, make_topic, make_user

pytestmark = pytest.mark.django_db
NUMBERS = "/manage/numbers/"


def cells(page):
    return re.findall(r"<td[^>]*>([^<]+)</td>", page)


def test_an_empty_portal_says_so(owner_client):
    Roadmap.objects.all().delete()
    shown = owner_client.get(NUMBERS).content.decode()
    assert "Accounts: under 5" in shown and "No roadmap is published yet." in shown
    assert set(cells(shown)) == {"under 5"} and shown.count('class="few"') == 52


def test_four_learners_are_under_five_and_five_are_five(owner_client):
    topic, other = make_topic(items=2, title="Sorting"), make_topic(items=1, title="Searching")
    for number in range(9):
        set_item(user=make_user(time_zone="Asia/Tokyo"), item=(other if number < 4 else topic).items.first(), done=True)
    month_ago = timezone.now() - timezone.timedelta(days=40)
    Completion.objects.filter(item__topic=topic).update(done_at=month_ago)
    shown = owner_client.get(NUMBERS).content.decode()
    assert "Accounts: 10" in shown and "Sorting" in shown and "Searching" not in shown
    assert cells(shown)[:26] == ["5"] + ["under 5"] * 25
    assert cells(shown)[26:] == ["5", "under 5", "under 5", "under 5", "under 5", "under 5", "5"]


def test_only_owners_read_the_numbers(learner_client, client):
    assert learner_client.get(NUMBERS).status_code == 404
    client.force_login(make_editor())
    assert client.get(NUMBERS).status_code == 404
    assert NUMBERS not in client.get("/manage/roadmaps/").content.decode()
