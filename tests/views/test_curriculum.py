"""Browsing: the content, visibility and query count of each page."""

import gzip

import pytest
from django.urls import reverse

from roadmap_app.actions.curriculum import save_content, set_retired
from roadmap_app.actions.load_roadmap import load_fixture_files
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_skip, set_topic
from roadmap_app.models import Item, Topic
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import post, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r", title="The Road"), slug="s", goal="The goal"), slug="t")


def address(topic, name="topic"):
    stage, roadmap = topic.stage, topic.roadmap
    return reverse(
        name,
        args={"roadmap": [roadmap.slug], "stage": [roadmap.slug, stage.slug]}.get(name)
        or [roadmap.slug, stage.slug, topic.slug],
    )


def pages(topic):
    return [address(topic, name) for name in ("roadmap", "stage", "topic")]


def test_roadmaps_redirects_to_the_only_one(client, topic):
    assert client.get("/").headers["Location"] == "/roadmaps/r/"


def test_roadmaps_lists_several(client, topic):
    make_roadmap(title="Another")
    page = client.get("/").content.decode()
    assert "The Road" in page and "Another" in page


def test_roadmaps_without_any_says_what_to_do(client, db):
    assert "There is no roadmap here yet" in client.get("/").content.decode()


def test_pages_show_a_visitor_the_content_without_asking_for_an_account(client, topic):
    make_resource(topic, url="https://example.org/book")
    roadmap, stage, page = (client.get(url).content.decode() for url in pages(topic))
    assert "The goal" in roadmap and topic.title in roadmap and "Sign in" in roadmap
    assert "Item 1" in stage
    assert 'href="https://example.org/book" target="_blank" rel="noopener"' in page


def test_the_head_of_a_roadmap_leads_to_what_can_be_done_first(client, learner_client, topic):
    page = learner_client.get(address(topic, "roadmap")).content.decode()
    assert (
        'href="#start">Set out</a>' in page and 'id="start"' in page and 'href="#next"' in page and 'id="next"' in page
    )
    assert "Sign in to walk it</a>" in client.get(address(topic, "roadmap")).content.decode()


def test_pages_ask_a_visitor_to_sign_in_where_the_portal_is_not_public(client, topic, settings):
    settings.PORTAL_PUBLIC = False
    for url in ["/", *pages(topic)]:
        assert client.get(url).headers["Location"].startswith("/accounts/login/?next=")


def test_the_link_to_the_roadmap_leads_to_the_pages_own_or_to_the_list(learner_client, topic):
    link = '<a href="{}" data-key="r"'
    for url in [*pages(topic), "/roadmaps/r/now/"]:
        assert link.format("/roadmaps/r/") in learner_client.get(url).content.decode()
    for url in ["/notes/", "/settings/", "/nowhere/"]:
        assert link.format("/") in learner_client.get(url).content.decode()


def test_the_time_of_a_short_stage_is_shown_in_weeks(client):
    stage = make_topic(make_stage(make_roadmap(slug="s"), start_month=0, end_month=0.5)).stage
    make_topic(make_stage(stage.roadmap, start_month=1, end_month=3))
    make_roadmap()
    roadmap_page, stage_page, listing = (
        client.get(url).content.decode() for url in ("/roadmaps/s/", f"/roadmaps/s/{stage.slug}/", "/")
    )
    assert "Weeks 0–2" in roadmap_page and "Months 1–3" in roadmap_page
    assert "Stage 1, Stage 1, 0 % done, weeks 0 to 2" in roadmap_page and "The trail, 3 months" in roadmap_page
    assert "weeks 0 to 2" in stage_page
    assert "2 stages · 3 months" in listing


@pytest.mark.parametrize("name", ["roadmap", "stage", "topic"])
def test_pages_reject_post(learner_client, topic, name):
    assert learner_client.post(address(topic, name)).status_code == 405


@pytest.mark.parametrize("url", ["/roadmaps/x/", "/roadmaps/r/x/", "/roadmaps/r/s/x/", "/roadmaps/x/s/t/"])
def test_a_missing_page_is_404_in_our_layout(client, topic, url):
    response = client.get(url)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_a_draft_is_for_staff_only(client, topic):
    roadmap = topic.roadmap
    roadmap.is_published = False
    roadmap.save()
    assert [client.get(url).status_code for url in pages(topic)] == [404, 404, 404]
    client.force_login(make_user(is_staff=True))
    assert [client.get(url).status_code for url in pages(topic)] == [200, 200, 200]


def test_a_moved_topic_is_found_at_its_old_url(client, topic):
    topic.stage = make_stage(topic.roadmap, slug="elsewhere")
    topic.save()
    assert client.get("/roadmaps/r/s/t/").headers["Location"] == "/roadmaps/r/elsewhere/t/"


def test_a_retired_topic_is_404_except_for_learners_who_completed_some_of_it(client, learner_client, learner, topic):
    set_item(user=learner, item=topic.items.first(), done=True)
    set_retired([topic], retired=True)
    assert client.get(address(topic)).status_code == 404
    assert "retired" in learner_client.get(address(topic)).content.decode()


def test_completed_items_are_shown_only_to_the_learner_who_completed_them(client, learner_client, learner, topic):
    set_topic(user=learner, topic=topic, done=True)
    assert learner_client.get(address(topic)).content.decode().count('aria-checked="true"') == 3
    assert client.get(address(topic)).content.decode().count('aria-checked="true"') == 0
    other = make_user()
    client.force_login(other)
    assert client.get(address(topic)).content.decode().count('aria-checked="true"') == 0


def test_a_stage_folds_what_is_finished_and_links_what_belongs_to_it(learner_client, learner, topic):
    make_stage(topic.roadmap, slug="next", title="Later", start_month=3, end_month=6)
    other = make_topic(topic.stage, summary="About it.")
    make_resource(other, title="Knots")
    save_note(user=learner, topic=other, body="note", version=0)
    set_topic(user=learner, topic=topic, done=True)
    page = learner_client.get(address(topic, "stage")).content.decode()
    finished, open_card = page.split(f'id="topic-{topic.pk}"')[1].split(f'id="topic-{other.pk}"')
    assert "<details><summary>3 items</summary>" in finished and "✓" not in finished and "Complete" in finished
    assert open_card.index("About it.") < open_card.index("<progress") < open_card.index("Tick all")
    assert "Knots" in open_card and f'/{other.slug}/#note">Your note</a>' in open_card
    assert "Write a note" in finished and "<details><summary>" not in open_card
    assert '<a rel="next" href="/roadmaps/r/next/"><span>Next</span> <bdi>Later</bdi></a>' in page
    later = learner_client.get("/roadmaps/r/next/").content.decode()
    assert 'aria-label="Stages before and after"' in later and '<a rel="prev" href="/roadmaps/r/s/">' in later


def test_a_hint_that_a_whole_group_shares_is_shown_once(learner_client, topic):
    for number in range(2):
        make_item(topic, group="Calculus", hint="With slopes in mind", title=f"C{number}")
    make_item(topic, group="Algebra", hint="Only here", title="A")
    page = learner_client.get(address(topic)).content.decode()
    assert page.count("With slopes in mind") == 1 and page.count("Only here") == 1
    item = topic.items.get(title="C0")
    for where, count in (("topic", 0), ("stage", 0), ("home", 1)):
        row = post(learner_client, f"/items/{item.pk}/completion/", htmx=True, state="done", page=where)
        assert row.content.decode().partition("</li>")[0].count("With slopes in mind") == count


def test_a_skipped_topic_says_above_its_items_that_they_do_not_count(learner_client, learner, topic):
    set_skip(user=learner, topic=topic, skipped=True)
    checklist = learner_client.get(address(topic)).content.decode().split('id="checklist"')[1]
    assert checklist.index("its items do not count") < checklist.index('role="checkbox"')


def test_an_empty_roadmap_and_an_empty_stage_say_so(client, learner_client):
    stage = make_stage()
    assert "no stages yet" in client.get(f"/roadmaps/{make_roadmap().slug}/").content.decode()
    for browser in (client, learner_client):
        assert "no topics yet" in browser.get(f"/roadmaps/{stage.roadmap.slug}/{stage.slug}/").content.decode()
        assert "Nothing to tick" in browser.get(f"/roadmaps/{stage.roadmap.slug}/").content.decode()


def test_odd_titles_are_shown_as_text(client):
    topic = make_topic(make_stage(title="<b>&"), title='"><script>alert(1)</script>' + "x" * 150)
    for url in pages(topic):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_dates_are_in_the_learners_time_zone(learner_client, learner, topic, time_machine):
    learner.time_zone = "Pacific/Auckland"
    learner.save()
    time_machine.move_to("2026-06-30T13:00:00Z", tick=False)  # the 1st of July there
    enrol(user=learner, roadmap=topic.roadmap, started_on="2026-07-02", hours_per_week=10)
    assert "in 1 day." in learner_client.get(address(topic, "roadmap")).content.decode()


@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize("name", ["roadmap", "stage", "topic"])
def test_pages_run_at_most_4_queries_regardless_of_items(learner_client, learner, name, count):
    topic = make_topic(items=count)
    set_topic(user=learner, topic=topic, done=True)
    save_note(user=learner, topic=topic, body="note", version=0)
    enrol(user=learner, roadmap=topic.roadmap, started_on="2026-01-01", hours_per_week=10)
    learner_client.get(address(topic, name))  # the snapshot is read once per version, not per request
    with queries(at_most=4):
        assert learner_client.get(address(topic, name)).status_code == 200


def test_a_note_is_that_of_the_topic_which_is_at_the_address_now(learner_client, learner, topic):
    other = make_topic(topic.stage, slug="other")
    for each, text in ((topic, "Of the first"), (other, "Of the second")):
        save_note(user=learner, topic=each, body=text, version=0)
    assert "Of the first" in learner_client.get("/roadmaps/r/s/t/").content.decode()
    for each, slug in ((topic, "moved"), (other, "t")):
        each.slug = slug
        save_content(each)
    page = learner_client.get("/roadmaps/r/s/t/").content.decode()
    assert "Of the second" in page and "Of the first" not in page
    assert "Of the first" in learner_client.get("/roadmaps/r/s/moved/").content.decode()


def test_the_first_page_after_an_edit_runs_few_more_queries(learner_client, learner, topic):
    with queries(at_most=13):
        learner_client.get(address(topic))


def test_the_roadmap_page_is_under_20_kb_compressed(learner_client, learner):
    load_fixture_files()
    for item in Item.objects.all()[:40]:
        set_item(user=learner, item=item, done=True)
    enrol(user=learner, roadmap=Topic.objects.first().roadmap, started_on="2026-01-01", hours_per_week=10)
    page = learner_client.get("/roadmaps/ml-engineer-2025/").content
    assert len(gzip.compress(page)) < 20_000


def test_the_head_marks_the_page_and_what_a_page_lies_below(learner_client, topic):
    marks = {"/roadmaps/r/": "page", "/roadmaps/r/s/t/": "true", "/notes/": "page", "/pauses/": "true"}
    for url, mark in marks.items():
        head = learner_client.get(url).content.decode().partition("</header>")[0]
        assert head.count("aria-current") == 1 and f'aria-current="{mark}"' in head


def test_the_head_marks_the_list_of_roadmaps(client, topic):
    assert "aria-current" in client.get("/roadmaps/r/").content.decode().partition("</header>")[0]
    make_topic(make_stage(make_roadmap(slug="other")))
    head = client.get("/").content.decode().partition("</header>")[0]
    assert 'data-key="r"' in head and head.count('aria-current="page"') == 1
