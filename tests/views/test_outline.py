"""The outline editor: previewed, then applied; no input is lost, and only editors have access."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.outline import OutlineRefused, apply_outline, create_from_outline
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.reach import count_learners
from roadmap_app.domain.sizes import LISTED, MAX_STAGES
from roadmap_app.models import Completion, Item, Roadmap, Stage
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.writer import write_outline
from roadmap_app.queries.outline import outline_of
from tests.makers import make_roadmap, make_stage, make_topic, make_user
from tests.outline.small_outline import HEAD, many_stages

pytestmark = pytest.mark.django_db
ARTICLE = """# Baking

Stage 1: Bread (0–3 Months)
Goal: A loaf.

1. Flour:
• Grains: Wheat, rye (dark, coarse), and spelt.
• Resources: “On Flour” (book)

Follow me for more!
"""


@pytest.fixture
def roadmap(db):
    made = make_roadmap(slug="bake", title="Bake")
    stage = make_stage(made, title="Bread", slug="bread")
    make_topic(stage, title="Flour", slug="flour", items=2)
    return made


ADDRESS = "/roadmaps/bake/outline/"


def text_of(roadmap):
    return write_outline(outline_of(roadmap))


def send(client, body, *, act="preview", address=ADDRESS, **fields):
    return client.post(address, {"body": body, "act": act, **fields})


def shown(response):
    """Return the hidden fields of a preview, for the form that applies it."""
    return {"version": response.context["roadmap"].version, "shown": response.context["plan"].digest}


def test_the_page_shows_the_roadmap_as_text(editor_client, roadmap):
    response = editor_client.get(ADDRESS)
    assert response.status_code == 200
    assert response.context["body"] == text_of(roadmap)


def test_one_stage_alone_is_shown_and_changed(editor_client, roadmap):
    other = make_stage(roadmap, title="Cake", slug="cake")
    make_topic(other, title="Sponge", slug="sponge")
    address = f"{ADDRESS}?stage=bread"
    text = editor_client.get(address).context["body"]
    assert "Cake" not in text
    changed = text.replace("Item 1", "Knead")
    preview = send(editor_client, changed, address=address)
    assert send(editor_client, changed, act="apply", address=address, **shown(preview)).status_code == 302
    assert Item.objects.filter(title="Knead", topic__stage__slug="bread").exists()
    assert not Stage.objects.get(slug="cake").retired


def test_a_stage_without_its_heading_is_rejected(editor_client, roadmap):
    response = send(editor_client, "- Group: a, b", address=f"{ADDRESS}?stage=bread")
    assert "it names no stage" in response.content.decode()
    assert editor_client.get(f"{ADDRESS}?stage=nowhere").status_code == 404


def test_a_preview_changes_nothing_and_counts_affected_learners(editor_client, roadmap, learner):
    item = Item.objects.get(title="Item 1")
    set_item(user=learner, item=item, done=True)
    response = send(editor_client, text_of(roadmap).replace("Item 1, ", ""))
    page = response.content.decode()
    assert "Retired" in page
    assert "under 5 learners have completed it and keep that" in page
    item.refresh_from_db()
    assert not item.retired
    assert Roadmap.objects.get().version == roadmap.version


def test_a_preview_says_when_the_worker_counted_the_learners(editor_client, roadmap, learner, monkeypatch):
    set_item(user=learner, item=Item.objects.get(title="Item 1"), done=True)
    body = text_of(roadmap).replace("Item 1, ", "")
    assert "Learners as counted on" not in send(editor_client, body).content.decode()
    monkeypatch.setattr("roadmap_app.actions.reach.MAX_COUNTED_ON_DEMAND", 0)
    count_learners()
    set_item(user=make_user(), item=Item.objects.get(title="Item 1"), done=True)
    page = send(editor_client, body).content.decode()
    assert "under 5 learners have completed it and keep that" in page and "Learners as counted on" in page
    assert "Learners as counted on" not in send(editor_client, text_of(roadmap)).content.decode()


def test_apply_makes_the_changes_that_were_shown(editor_client, roadmap, learner):
    set_item(user=learner, item=Item.objects.get(title="Item 1"), done=True)
    text = text_of(roadmap).replace("Item 1, Item 2", "Item 2, Shape it")
    response = send(editor_client, text, act="apply", **shown(send(editor_client, text)))
    assert response.status_code == 302
    assert response["Location"] == "/roadmaps/bake/"
    assert Item.objects.get(title="Item 1").retired
    assert Item.objects.filter(title="Shape it").exists()
    assert Completion.objects.count() == 1
    assert Roadmap.objects.get().version == roadmap.version + 1


def test_the_history_records_who_applied_it(editor_client, roadmap):
    text = text_of(roadmap).replace("Item 2", "Item two, and a half").replace("two, and", "two\\, and")
    send(editor_client, text, act="apply", **shown(send(editor_client, text)))
    latest = Item.objects.get(title="Item two, and a half").history.first()
    assert latest.history_user.groups.get().name == "Editors"


def test_a_roadmap_title_in_a_stages_text_is_reported(editor_client, roadmap):
    response = send(editor_client, text_of(roadmap), address=f"{ADDRESS}?stage=bread")
    assert "it holds a roadmap&#x27;s title or summary" in response.content.decode()


def test_a_text_that_is_refused_when_it_is_applied_answers_422(editor_client, roadmap):
    address, whole = f"{ADDRESS}?stage=bread", text_of(roadmap)
    response = send(
        editor_client, whole, address=address, act="apply", **shown(send(editor_client, whole, address=address))
    )
    assert response.status_code == 422 and "it holds a roadmap&#x27;s title or summary" in response.content.decode()


def test_the_text_of_another_roadmap_is_noticed(editor_client, roadmap):
    response = send(editor_client, text_of(roadmap).replace("# Bake", "# Bake {#other}", 1))
    assert "The text names the address “other”" in response.content.decode()


def test_applying_without_a_preview_shows_the_preview(editor_client, roadmap):
    text = text_of(roadmap).replace("Item 1", "Knead")
    response = send(editor_client, text, act="apply", version=roadmap.version)
    assert response.status_code == 409
    assert "not what was shown before" in response.content.decode()
    assert not Item.objects.filter(title="Knead").exists()


def test_a_preview_of_an_older_text_says_that_somebody_else_has_changed_the_roadmap(editor_client, roadmap):
    text, version = text_of(roadmap), roadmap.version
    item = Item.objects.get(title="Item 1")
    item.title = "Knead"
    save_content(item)
    response = send(editor_client, text, version=version)
    assert response.status_code == 409 and "Somebody else changed the roadmap meanwhile" in response.content.decode()
    assert send(editor_client, text, **shown(response)).status_code == 200


def test_a_concurrent_change_is_detected_and_keeps_the_text(editor_client, roadmap):
    text = text_of(roadmap).replace("Item 1", "Knead")
    before = shown(send(editor_client, text))
    save_content(Item.objects.get(title="Item 2"))
    response = send(editor_client, text, act="apply", **before)
    assert response.status_code == 409
    assert "Somebody else changed the roadmap" in response.content.decode()
    assert response.context["body"] == text
    assert not Item.objects.filter(title="Knead").exists()
    assert send(editor_client, text, act="apply", **shown(response)).status_code == 302


@pytest.mark.parametrize("listed", [200, 0])
def test_a_declined_rename_is_previewed_before_it_is_applied(editor_client, roadmap, monkeypatch, listed):
    monkeypatch.setattr("roadmap_app.views.outline.LISTED_CHANGES", listed)
    item = Item.objects.get(title="Item 1")
    item.title = "Knead the dough"
    save_content(item)
    text = text_of(roadmap).replace("Knead the dough", "Knead the dough well")
    first = send(editor_client, text)
    assert first.context["plan"].changes[0].kinds == ("renamed",)
    declined = {"declined": f"item-{item.pk}"}
    assert send(editor_client, text, act="apply", **shown(first), **declined).status_code == 409
    second = send(editor_client, text, **declined)
    assert f'name="declined" value="item-{item.pk}" checked' in second.content.decode()  # so that Apply sends it again
    assert send(editor_client, text, act="apply", **shown(second), **declined).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.retired) == ("Knead the dough", True)


def test_problems_are_listed_with_line_numbers(editor_client, roadmap):
    text = text_of(roadmap).replace("- Basics: Item 1, Item 2", "")
    response = send(editor_client, text)
    assert "This cannot be applied yet" in response.content.decode()
    assert [(problem.place, problem.line) for problem in response.context["preview"].problems] == [
        ("“Bake”", 1),
        ("topic “Flour”", 5),
    ]
    response = send(editor_client, text, act="apply", **shown(response))
    assert not Item.objects.filter(retired=True).exists()


@pytest.mark.parametrize(
    ("body", "message"), [("", "There is no text"), ("x\0y", "NUL character"), ("x" * 400_001, "400,000 characters")]
)
def test_invalid_text_gets_an_error_message(editor_client, roadmap, body, message):
    response = send(editor_client, body)
    assert response.status_code == 422
    assert message in response.content.decode()


def test_a_new_roadmap_from_an_article(editor_client):
    address = "/outlines/new/"
    assert editor_client.get(address).status_code == 200
    preview = send(editor_client, ARTICLE, address=address)
    page, digest = preview.content.decode(), preview.context["preview"].digest
    assert "Follow me for more!" in page
    assert not Roadmap.objects.exists()
    early = send(editor_client, ARTICLE, act="apply", address=address, slug="bread")
    assert early.status_code == 409 and "not what was shown before" in early.content.decode()
    assert not Roadmap.objects.exists()
    made = send(editor_client, ARTICLE, act="apply", address=address, slug="bread", published="on", shown=digest)
    assert made["Location"] == "/roadmaps/bread/"
    assert list(Item.objects.values_list("group", "title", "hint")) == [
        ("Grains", "Wheat", ""),
        ("Grains", "rye", "dark, coarse"),
        ("Grains", "spelt", ""),
    ]
    assert Roadmap.objects.get().is_published


def test_a_new_roadmap_with_a_taken_slug_is_rejected_and_keeps_the_text(editor_client, roadmap):
    digest = send(editor_client, ARTICLE, address="/outlines/new/").context["preview"].digest
    response = send(editor_client, ARTICLE, act="apply", address="/outlines/new/", slug="bake", shown=digest)
    assert response.status_code == 422
    assert "there is a roadmap at the address “bake” already" in response.content.decode()
    assert response.context["body"] == ARTICLE
    assertContains(response, 'aria-describedby="id_slug_error id_slug_help" aria-invalid="true"', status_code=422)
    assertContains(response, '<p class="field-error" id="id_slug_error">There is a roadmap', status_code=422)
    assert Roadmap.objects.count() == 1


@pytest.mark.parametrize("address", [ADDRESS, "/outlines/new/"])
def test_only_editors_can_open_the_pages(roadmap, learner_client, address):
    staff = Client()
    staff.force_login(make_user(is_staff=True))
    for client in (learner_client, staff):
        assert client.get(address).status_code == 404
        assert send(client, "text", address=address).status_code == 404
    visitor = Client().get(address)
    assert visitor["Location"] == f"/accounts/login/?next={address}"


def test_a_signed_out_editor_keeps_the_text(roadmap):
    response = send(Client(), "what I typed", address=ADDRESS)
    assert response.status_code == 403
    assert "what I typed" in response.content.decode()


def test_other_methods_and_missing_roadmaps(editor_client, roadmap):
    assert editor_client.delete(ADDRESS).status_code == 405
    assert editor_client.get("/roadmaps/nowhere/outline/").status_code == 404


def test_the_links_are_shown_to_editors_only(editor_client, learner_client, roadmap):
    for address in ("/roadmaps/bake/", "/roadmaps/bake/bread/"):
        assert "Edit as text" in editor_client.get(address).content.decode()
        assert "Edit as text" not in learner_client.get(address).content.decode()


def test_a_text_that_is_too_large_is_not_planned_and_makes_nothing(editor_client):
    text = many_stages(MAX_STAGES + 1)
    with pytest.raises(OutlineRefused) as refused:
        create_from_outline(outline=read_outline(text).outline)
    assert "is the most" in str(refused.value)
    roadmap = create_from_outline(outline=read_outline(HEAD + "- x\n").outline)
    with pytest.raises(OutlineRefused):
        apply_outline(roadmap=roadmap, outline=read_outline(text).outline, version=roadmap.version)
    for path in (f"/roadmaps/{roadmap.slug}/outline/", "/outlines/new/"):
        response = editor_client.post(path, {"body": text, "act": "preview"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "101 stages; 100 is the most" in page
        assert "What will change" not in page and "tree-lines" not in page
        assert "Stage 101: S101" in page  # the text is kept
        assert len(page) < 3 * len(text) + 30_000
    assert Roadmap.objects.count() == 1


def test_a_preview_lists_the_first_lines_left_out_and_the_first_remarks(editor_client):
    roadmap = create_from_outline(outline=read_outline(HEAD + "- x\n").outline)
    links = "".join(f"- [Link {n}](https://example.org/{n})\n" for n in range(90))
    text = HEAD + "- x\n" + links + "\n## Conclusion\n\n" + "No place.\n\n" * 400
    page = editor_client.post(f"/roadmaps/{roadmap.slug}/outline/", {"body": text}).content.decode()
    preview = page.partition('id="unplaced-title"')[2].partition('class="line-by-line"')[0]
    assert preview.count("No place.") == LISTED - 1  # the heading above them is left out first
    assert "And 351 more." in preview
    assert preview.count("is put among the resources") == LISTED
