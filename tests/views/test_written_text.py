"""User-written text: web addresses become links, and text has its own direction."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.test import Client

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.links import Checked, mail_dead_links
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.pauses import book_pause
from roadmap_app.link_checker.verdict import Verdict
from roadmap_app.models import Item, Resource
from tests.makers import make_item, make_passkey, make_resource, make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user("owner@example.org", is_staff=True, is_superuser=True, name="Owner")


@pytest.fixture
def owner_client(owner):
    client = Client()
    client.force_login(owner)
    return client


def make_content(words):
    """Return the topic of a roadmap of which every text is WORDS."""
    roadmap = make_roadmap(slug="r", title=words, summary=words, credit=words)
    stage = make_stage(roadmap, slug="s", title=words, goal=words)
    topic = make_topic(stage, items=0, slug="t", title=words, summary=words)
    make_topic(stage, items=1, slug="u", title=words, summary=words)
    make_item(topic, title=words, group=words, hint=words)
    make_resource(topic, title=words, author=words)
    return topic


@pytest.mark.parametrize(
    ("path", "count"),
    [("/", 1), ("/roadmaps/r/", 4), ("/roadmaps/r/s/", 4), ("/roadmaps/r/s/t/", 2)],
)
def test_addresses_in_summaries_goals_hints_and_credits_are_links(learner_client, path, count):
    make_content("See https://written.example/a_(b), <now>.")
    make_roadmap()
    html = learner_client.get(path).content.decode()
    link = 'See <a href="https://written.example/a_(b)" dir="ltr" target="_blank" rel="nofollow noopener">'
    assert html.count(link) == count
    assert "<now>" not in html


def test_addresses_are_links_in_previews(owner_client):
    topic = make_content("")
    fields = {"title": "T", "summary": "https://written.example", "slug": "t", "stage": topic.stage_id}
    forms = {f"{name}-{key}": "0" for name in ("items", "resources") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    preview = owner_client.post(f"/admin/roadmap_app/topic/{topic.pk}/preview/", fields | forms)
    stage = "## Stage 1: B (0–3 Months)\n\n### C\n\n- d\n"
    article = f"# A\n\nMore words than the address: https://written.example\n\n{stage}"
    read = post(owner_client, "/outlines/new/", body=article, act="preview")
    for response in (preview, read):
        assert '<a href="https://written.example" dir="ltr" target="_blank"' in response.content.decode(), response


ARABIC = "\u0639\u0631\u0628\u064a"


class Directions(HTMLParser):
    """Finds text from right to left whose nearest direction is the page's own."""

    VOID = frozenset(("area", "br", "hr", "img", "input", "link", "meta", "source", "wbr", "rect", "line", "path"))

    def __init__(self, html):
        super().__init__()
        self.open, self.found, self.turned = [], 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in self.VOID:
            if ARABIC in attrs.get("value", "") and attrs.get("type", "text") in ("text", "search"):
                self._note(attrs.get("dir") == "auto", f"<{tag} {attrs}>")
            return
        self.open.append((tag, attrs.get("dir") or ("auto" if tag == "bdi" else "")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        around = [tag for tag, _ in self.open]
        # In our own texts a title is between quotation marks.
        if ARABIC in re.sub("“[^”]*”", "", data) and not {"title", "script", "option"} & set(around):
            nearest = next((direction for _, direction in reversed(self.open) if direction), "")
            self._note(nearest == "auto", f"{' > '.join(around)}: {data.strip()[:60]}")

    def _note(self, turned, where):
        self.found += 1
        if not turned:
            self.turned.append(where)


@pytest.fixture
def arabic(owner):
    """Return a topic, with Arabic in all that people write."""
    make_roadmap()
    topic = make_content(ARABIC)
    owner.name = ARABIC
    owner.save()
    make_passkey(owner, name=ARABIC)
    book_pause(user=owner, first_day=date(2026, 5, 4), last_day=None, reason=ARABIC)
    note = f"{ARABIC}\n\n- {ARABIC}\n\n> {ARABIC}\n\n|{ARABIC}|\n|-|\n|{ARABIC}|"
    save_note(user=owner, topic=topic, body=note, version=0)
    return topic


PAGES = {
    "/": 2,
    "/roadmaps/r/": 8,
    "/roadmaps/r/s/": 8,
    "/roadmaps/r/s/t/": 15,
    "/roadmaps/r/enrolment/": 1,
    "/notes/": 3,
    f"/notes/?q={ARABIC}": 4,
    "/notes/?q=\u0639\u0631\u0628\u064ax": 1,
    "/topics/{topic}/note/": 8,
    "/settings/": 1,
    "/pauses/": 1,
    "/roadmaps/r/outline/": 3,
    "/roadmaps/r/outline/?stage=s": 3,
    "/accounts/2fa/": 1,
    "/accounts/2fa/webauthn/": 1,
}


def test_text_has_its_own_direction_on_every_page(owner_client, arabic):
    for path, count in PAGES.items():
        response = owner_client.get(path.format(topic=arabic.pk), follow=True)
        page = Directions(response.content.decode())
        assert response.status_code == 200 and page.turned == [], path
        assert page.found >= count, path


def test_text_has_its_own_direction_in_responses_and_previews(owner_client, arabic):
    item = Item.objects.get(topic=arabic)
    owner_client.get("/roadmaps/r/")
    responses = [
        post(owner_client, f"/topics/{arabic.pk}/note/preview/", htmx=True, body=ARABIC, version="1"),
        post(owner_client, f"/topics/{arabic.pk}/note/", htmx=True, body="mine", version="7"),
        post(owner_client, f"/items/{item.pk}/completion/", htmx=True, state="done", page="topic"),
        post(owner_client, f"/items/{item.pk}/completion/", htmx=True, state="open", page="roadmap"),
    ]
    body = owner_client.get("/roadmaps/r/outline/").context["body"]
    responses += [post(owner_client, "/outlines/new/", body=body, act="preview")]
    changed = body.replace(ARABIC, ARABIC + ARABIC, 9)
    responses += [post(owner_client, "/roadmaps/r/outline/", body=changed, act="preview")]
    item.title = ARABIC + "x"
    save_content(item)
    responses += [owner_client.get("/roadmaps/r/")]
    assert "Changed since" in responses[-1].content.decode()
    for response in responses:
        page = Directions(response.content.decode())
        assert page.found and page.turned == [], response


def test_form_input_has_its_own_direction(owner_client, owner, arabic):
    admin = "/admin/roadmap_app"
    for path in (f"{admin}/topic/{arabic.pk}/change/", f"{admin}/user/{owner.pk}/change/", "/settings/name/"):
        page = Directions(owner_client.get(path).content.decode())
        typed = [where for where in page.turned if where.startswith("<input") or "textarea" in where]
        assert page.found and typed == []


def test_a_mail_isolates_titles(owner, arabic):
    resource = Resource.objects.get(topic=arabic)
    assert mail_dead_links([Checked(resource, Verdict("dead", "It is gone."), is_new=True)]) == 1
    assert f"\u2068{ARABIC} › {ARABIC} › {ARABIC}\u2069: https://example.org/book" in mail.outbox[0].body
