"""Parts of pages that are kept: equal data gives equal HTML, other data other HTML, and nothing of a user is in it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.progress import set_item, set_skip
from roadmap_app.domain.curriculum import ItemRow
from roadmap_app.domain.parts import Checklist, ChecklistGroup, ItemLine, StageCard, TopicHead, TopicLine
from roadmap_app.domain.progress import Progress
from roadmap_app.templatetags.parts import KEPT
from tests.makers import make_topic, make_user

HEAD = TopicHead(5, "Algebra", "/algebra/", Progress(1, 3), False, False)
LINE = TopicLine("Algebra", "/algebra/", "1 of 3", False, False, False)
CARD = StageCard(
    1, 1, 1, "Basics", "A goal", "/basics/", 0, 3, False, date(2026, 1, 1), date(2026, 4, 1), Progress(1, 3), (LINE,)
)
ROW = ItemLine(ItemRow(7, "Matrices", "Rank", "", False), False)
LIST = Checklist(1, False, (ChecklistGroup("Matrices", ((ItemRow(7, "Matrices", "Rank", "", False), False),)),))


def html(name, data, **context):
    return Template("{% load parts %}{% part name data %}").render(Context({"name": name, "data": data} | context))


@pytest.mark.parametrize(
    ("name", "data", "other"),
    [
        ("topics/_head.html", HEAD, replace(HEAD, title="Analysis")),
        ("topics/_head.html", HEAD, replace(HEAD, progress=Progress(2, 3))),
        ("topics/_acts.html", HEAD, replace(HEAD, is_skipped=True)),
        ("roadmaps/_stage.html", CARD, replace(CARD, goal="Another goal")),
        ("roadmaps/_stage.html", CARD, replace(CARD, starts_on=None)),
        ("roadmaps/_stage.html", CARD, replace(CARD, topics=(replace(LINE, is_noted=True),))),
        ("topics/_checklist.html", LIST, replace(LIST, is_skipped=True)),
        (
            "topics/_checklist.html",
            LIST,
            replace(LIST, groups=(replace(LIST.groups[0], rows=((LIST.groups[0].rows[0][0], True),)),)),
        ),
    ],
)
def test_each_state_has_html_of_its_own(name, data, other):
    first = html(name, data)
    assert html(name, other) != first
    assert html(name, replace(data)) == first


def row(data):
    return Template("{% load parts %}{% item_row item done %}").render(Context({"item": data.item, "done": data.done}))


def test_an_estimate_and_a_hint_describe_the_button_of_a_row():
    shown = row(replace(ROW, item=replace(ROW.item, minutes=90, hint="Of a matrix")))
    assert 'aria-describedby="takes-7 hint-7"' in shown
    assert '<span class="takes" id="takes-7">1 h 30 min</span>' in shown
    assert "aria-describedby" not in row(ROW)


def test_a_part_is_marked_for_a_swap_only_where_the_context_asks_for_it():
    assert "hx-swap-oob" not in html("topics/_head.html", HEAD)
    assert "hx-swap-oob" in html("topics/_head.html", HEAD, oob=True)
    assert "hx-swap-oob" not in html("topics/_head.html", HEAD)


def test_a_title_is_escaped():
    page = html("topics/_head.html", replace(HEAD, title="<script>alert(1)</script>"))
    assert "<script>" not in page and "&lt;script&gt;" in page


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/roadmaps/{0}/", "/roadmaps/{0}/{1}/", "/roadmaps/{0}/{1}/{2}/"])
def test_what_one_person_sees_is_the_same_before_and_after_others_looked(client, page):
    topic = make_topic(items=3)
    first, second = make_user(), make_user()
    set_item(user=first, item=topic.items.first(), done=True)
    set_skip(user=second, topic=topic, skipped=True)
    url = page.format(topic.roadmap.slug, topic.stage.slug, topic.slug)

    def look(user):
        client.force_login(user)
        return client.get(url).context["standing"].progress, client.get(url).content.decode()

    counted, shown = look(first)
    assert counted == Progress(1, 3) and "1 of 3" in shown
    counted, shown = look(second)
    assert counted == Progress(0, 0) and "1 of 3" not in shown
    counted, shown = look(first)
    assert counted == Progress(1, 3) and "1 of 3" in shown and first.email not in shown


@pytest.mark.django_db
def test_an_edit_is_seen_at_the_next_request(learner_client):
    topic = make_topic(items=1)
    url = f"/roadmaps/{topic.roadmap.slug}/{topic.stage.slug}/{topic.slug}/"
    assert "Renamed" not in learner_client.get(url).content.decode()
    item = topic.items.get()
    item.title = "Renamed"
    save_content(item)
    assert "Renamed" in learner_client.get(url).content.decode()


@pytest.mark.parametrize("name", KEPT)
def test_a_template_that_is_kept_asks_for_nothing_of_a_request(name):
    source = get_template(name).template.source
    tags = " ".join(re.findall(r"{[{%].*?[%}]}", source, re.DOTALL))
    assert re.findall(r"\b(?:request|user|csrf_token|messages|now(?!/)|perms)\b", tags) == []
