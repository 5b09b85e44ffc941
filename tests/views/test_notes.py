"""Notes over HTTP: no input is lost."""

import re

import pytest
from django.urls import reverse

from roadmap_app.actions.curriculum import set_retired
from roadmap_app.actions.notes import save_note
from roadmap_app.models import Note, Roadmap
from roadmap_app.models.notes import MAX_NOTE_BYTES
from roadmap_app.templatetags.parts import NO_TOKEN
from roadmap_app.views import notebook, notes
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import post, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r"), slug="s"), slug="t", title="Calculus")


def of(topic, name="topic_note"):
    return reverse(name, args=[topic.pk])


def test_topic_note_saves_and_goes_back_to_the_note(learner_client, learner, topic):
    response = post(learner_client, of(topic), body="# Hello", version="0", next="/roadmaps/r/s/t/")
    assert response.headers["Location"] == "/roadmaps/r/s/t/#note"
    assert Note.objects.get(user=learner).body == "# Hello"


def test_topic_note_returns_all_but_the_textarea_to_htmx(learner_client, topic):
    html = post(learner_client, of(topic), htmx=True, body="**bold**", version="0").content.decode()
    assert 'id="note-version" value="1"' in html and "<strong>bold</strong>" in html and "Saved" in html
    assert "<textarea" not in html and "<html" not in html


def test_the_form_on_a_topics_page_is_that_of_its_own_response(learner_client, learner, client, topic, time_machine):
    """The editor is kept, and two learners have written the same at the same moment."""
    time_machine.move_to("2026-06-30T12:00:00Z", tick=False)
    other = make_user()
    client.force_login(other)
    for user in (learner, other):
        save_note(user=user, topic=topic, body="The same", version=0)
    pages = [each.get("/roadmaps/r/s/t/").content.decode() for each in (learner_client, client, client)]
    forms = [page.partition('id="note-form"')[2].partition("</form>")[0] for page in pages]
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', form) for form in forms]
    marks = [re.findall(r'name="began_as" value="(\w+)"', form) for form in forms]
    assert all(len(found) == 1 for found in (*tokens, *marks)) and len({token for [token] in tokens}) == 3
    assert marks[0] != marks[1] == marks[2] and not any(NO_TOKEN in page for page in pages)
    assert "12:00:00" in pages[1]
    type(other).objects.filter(pk=other.pk).update(time_zone="Asia/Tokyo")
    assert "21:00:00" in client.get("/roadmaps/r/s/t/").content.decode()


def test_topic_note_is_shown_on_the_topic_and_on_its_own_page(learner_client, learner, topic):
    save_note(user=learner, topic=topic, body="\n  leading *space*", version=0)
    for url in ("/roadmaps/r/s/t/", of(topic)):
        page = learner_client.get(url).content.decode()
        assert "<em>space</em>" in page and ">\n\n  leading *space*</textarea>" in page


def test_the_second_tab_gets_both_texts(learner_client, learner, topic):
    save_note(user=learner, topic=topic, body="stored text", version=0)
    for htmx in (True, False):
        response = post(learner_client, of(topic), htmx=htmx, body="my text", version="0")
        page = response.content.decode()
        assert response.status_code == 409
        assert "stored text" in page and "Keep both" in page
        assert htmx or ">\nmy text</textarea>" in page
    assert Note.objects.get().body == "stored text"


@pytest.mark.parametrize(("keep", "body"), [("mine", "my text"), ("both", "stored text\n\n---\n\nmy text")])
def test_the_learner_chooses_what_to_keep(learner_client, learner, topic, keep, body):
    save_note(user=learner, topic=topic, body="stored text", version=0)
    post(learner_client, of(topic), body="my text", version="0", keep=keep, stored_version="1")
    assert Note.objects.get().body == body


def test_a_choice_against_an_outdated_version_is_a_conflict_again(learner_client, learner, topic):
    save_note(user=learner, topic=topic, body="one", version=0)
    save_note(user=learner, topic=topic, body="two", version=1)
    response = post(learner_client, of(topic), body="mine", version="0", keep="mine", stored_version="1")
    assert response.status_code == 409 and "two" in response.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_note_over_the_limit_gets_an_error_and_keeps_the_text(learner_client, topic, htmx):
    text = "é" * (MAX_NOTE_BYTES // 2) + "x"
    response = post(learner_client, of(topic), htmx=htmx, body=text, version="0")
    page = response.content.decode()
    assert response.status_code == 422
    assert "100 kB at the most" in page
    assert htmx or text in page
    assert not Note.objects.exists()


@pytest.mark.parametrize("version", ["", "x"])
def test_an_invalid_version_is_rejected_and_keeps_the_text(learner_client, topic, version):
    response = post(learner_client, of(topic), body="typed text", version=version)
    assert response.status_code == 422 and "typed text" in response.content.decode()
    assert not Note.objects.exists()


def test_a_nul_byte_is_rejected_with_a_message(learner_client, topic):
    response = post(learner_client, of(topic), body="a\0b", version="0")
    assert response.status_code == 422 and "Null characters are not allowed" in response.content.decode()


def test_note_preview_shows_and_saves_nothing(learner_client, topic):
    page = post(learner_client, of(topic, "note_preview"), body="*hi*", version="3").content.decode()
    assert "<em>hi</em>" in page and ">\n*hi*</textarea>" in page and 'value="3"' in page and "Not saved yet" in page
    assert not Note.objects.exists()


def test_html_in_a_note_is_sanitized(learner_client, learner, topic):
    save_note(user=learner, topic=topic, body="</textarea><script>alert(1)</script>", version=0)
    assert "<script>alert" not in learner_client.get(of(topic)).content.decode()


def test_a_second_learner_sees_and_changes_only_their_own(client, learner, topic):
    save_note(user=learner, topic=topic, body="secret words", version=0)
    client.force_login(make_user())
    for url in ("/notes/", "/notes/?q=secret", of(topic), "/roadmaps/r/s/t/"):
        assert "secret words" not in client.get(url).content.decode()
    post(client, of(topic), body="hers", version="0")
    assert Note.objects.get(user=learner).body == "secret words"


def test_missing_topic_is_404(learner_client, db):
    assert learner_client.get("/topics/99999/note/").status_code == 404
    assert post(learner_client, "/topics/99999/note/preview/", body="x", version="0").status_code == 404


def test_signed_out_redirects_to_the_login_and_back(client, topic):
    assert client.get("/notes/").headers["Location"] == "/accounts/login/?next=/notes/"
    assert client.get(of(topic)).headers["Location"] == f"/accounts/login/?next=/topics/{topic.pk}/note/"


@pytest.mark.parametrize("name", ["topic_note", "note_preview"])
def test_signed_out_the_input_is_kept(client, topic, name):
    response = post(client, of(topic, name), body="typed <text>", version="0", next="/roadmaps/r/s/t/")
    page = response.content.decode()
    assert response.status_code == 403
    assert ">\ntyped &lt;text&gt;</textarea>" in page
    assert f"/accounts/login/?next=/roadmaps/r/s/t/%23topic-{topic.pk}" in page
    htmx = post(client, of(topic, name), htmx=True, body="typed", version="0")
    assert (htmx.status_code, htmx.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert not Note.objects.exists()


def test_a_note_outlives_its_topics_page(learner_client, client, learner, topic):
    save_note(user=learner, topic=topic, body="still mine", version=0)
    set_retired([topic], retired=True)
    assert "still mine" in learner_client.get("/roadmaps/r/s/t/").content.decode()
    Roadmap.objects.update(is_published=False)
    page = learner_client.get("/notes/").content.decode()
    assert f'href="{of(topic)}"' in page
    assert "still mine" in learner_client.get(of(topic)).content.decode()
    client.force_login(make_user())
    assert client.get(of(topic)).status_code == 404


def test_keeping_both_over_the_limit_shows_the_size_and_both_texts(learner_client, learner, topic):
    save_note(user=learner, topic=topic, body="a" * 60_000, version=0)
    fields = {"body": "b" * 60_000, "version": "0", "keep": "both", "stored_version": "1"}
    page = post(learner_client, of(topic), **fields).content.decode()
    assert "would be 120,007 bytes" in page
    assert "a" * 60_000 in page
    assert "b" * 60_000 in page


@pytest.mark.parametrize("keep", ["mine", "both"])
def test_a_choice_by_htmx_reloads_the_page(learner_client, learner, topic, keep):
    save_note(user=learner, topic=topic, body="stored", version=0)
    response = post(learner_client, of(topic), htmx=True, body="mine", version="0", keep=keep, stored_version="1")
    assert response.headers["HX-Refresh"] == "true"
    assert Note.objects.get().version == 2


def test_two_million_characters_get_an_error_message(learner_client, topic):
    response = post(learner_client, of(topic), body="я" * 2_000_000, version="0")
    assert response.status_code == 422
    assert "would be 4,000,000 bytes" in response.content.decode()


def test_wrong_methods_are_405(learner_client, topic):
    assert learner_client.post("/notes/").status_code == 405
    assert learner_client.get(of(topic, "note_preview")).status_code == 405
    assert learner_client.put(of(topic)).status_code == 405


def test_notes_lists_and_filters(learner_client, learner, topic):
    assert "You have no notes yet" in learner_client.get("/notes/").content.decode()
    save_note(user=learner, topic=topic, body="# Chain rule\n\nof *derivatives*", version=0)
    page = learner_client.get("/notes/?q=DERIV").content.decode()
    assert (
        "Calculus" in page
        and "Chain rule · of <mark>deriv</mark>atives" in page
        and "1 note with “<bdi>DERIV</bdi>”" in " ".join(page.split())
    )
    assert "No note of yours holds “<bdi>xyz</bdi>”" in learner_client.get("/notes/?q=xyz").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_notes_asks_at_most_8_queries(learner_client, learner, count):
    stage = make_stage()
    for _ in range(count):
        save_note(user=learner, topic=make_topic(stage), body="text", version=0)
    with queries(at_most=3):
        learner_client.get("/notes/")


def test_all_notes_are_on_one_page_and_in_one_file(learner_client, client, learner, topic):
    save_note(user=learner, topic=topic, body="Of *slopes* and $x^2$", version=0)
    page = learner_client.get("/notes/all/").content.decode()
    assert "Of <em>slopes</em>" in page and "<math" in page and ">Calculus</a></h3>" in page
    file = learner_client.get("/notes/download/")
    assert file["Content-Type"] == "text/markdown; charset=utf-8" and ".md" in file["Content-Disposition"]
    assert file.content.decode().endswith("### Calculus\n\nOf *slopes* and $x^2$\n\n")
    client.force_login(make_user())
    for path in ("/notes/all/", "/notes/download/"):
        assert "slopes" not in client.get(path).content.decode()


def test_the_page_of_all_notes_says_where_the_rest_is(learner_client, learner, topic, monkeypatch):
    monkeypatch.setattr(notebook, "PAGE_LENGTH", 10)
    for each, body in ((topic, "123456"), (make_topic(topic.stage), "more")):
        save_note(user=learner, topic=each, body=body, version=0)
    assert "all of them would be too much" not in learner_client.get("/notes/all/").content.decode()
    save_note(user=learner, topic=make_topic(topic.stage), body="one too many", version=0)
    page = learner_client.get("/notes/all/").content.decode()
    assert "all of them would be too much" in page and "more" in page and "one too many" not in page


def test_a_new_note_is_begun_from_its_topic(learner_client, learner, topic):
    save_note(user=learner, topic=make_topic(topic.stage, slug="u", title="Done"), body="text", version=0)
    page = " ".join(learner_client.get("/notes/new/").content.decode().split())
    assert '<a href="/roadmaps/r/s/t/#note" dir="auto">Calculus</a> </li>' in page
    assert 'dir="auto">Done</a> <span class="facts">has a note</span>' in page


def test_what_was_looked_for_is_marked_in_text_and_titles_and_escaped(learner_client, learner, topic):
    body = "Before it. " * 60 + "There <b> is a ÉPONA & $x^2$ **at last**." + " After it." * 60
    save_note(user=learner, topic=topic, body=body, version=0)
    page = learner_client.get("/notes/?q=epona+calc").content.decode()
    assert "<mark>ÉPONA</mark> &amp; x" in page and "at last" in page and "&lt;b" in page and "…" in page
    assert "<mark>Calc</mark>ulus</a>" in page
    page = learner_client.get("/notes/?q=calc").content.decode()
    assert "Before it. Before it." in page  # the words are not in the text: its beginning is shown


@pytest.mark.parametrize("count", [1, 30])
def test_a_filter_takes_one_query_more_for_what_is_not_in_the_excerpt(learner_client, learner, count):
    stage = make_stage()
    for _ in range(count):
        save_note(user=learner, topic=make_topic(stage), body="text", version=0)
        save_note(user=learner, topic=make_topic(stage), body="before " * 40 + "hidden", version=0)
    for word, most in (("text", 3), ("hidden", 4)):
        with queries(at_most=most):
            assert learner_client.get(f"/notes/?q={word}").content.decode().count(f"<mark>{word}</mark>") == count


def test_of_very_many_notes_that_are_found_the_first_are_shown(learner_client, learner, monkeypatch):
    monkeypatch.setattr(notes, "MOST_FOUND", 2)
    stage = make_stage()
    for _ in range(3):
        save_note(user=learner, topic=make_topic(stage), body="text", version=0)
    page = learner_client.get("/notes/?q=text").content.decode()
    assert page.count("<mark>text</mark>") == 2 and "3 notes with" in page and "the first 2 of them" in page
    assert learner_client.get("/notes/").content.decode().count("note-excerpt") == 3
