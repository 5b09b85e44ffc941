"""Files in place of the text of an outline: read, previewed, never applied unseen; no typed text is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roadmap_app.forms.outline import MAX_OUTLINE
from roadmap_app.models import Roadmap
from tests.makers import make_roadmap, make_stage, make_topic

pytestmark = pytest.mark.django_db
NEW = "/outlines/new/"
MARKDOWN = "# Baker\n\n## Stage 1: Doughs (0–3 Months)\n\n### Sour\n\n- Feed it\n"
PAGE = "<nav>Home</nav><h1>Baker</h1><h2>Stage 1: Doughs (0–3 Months)</h2><h3>Sour</h3><ul><li>Feed it</ul>"
PDF = b"%PDF-1.7\xff\xfe"


def send(client, name, data, *, address=NEW, body="", act="preview", **more):
    data = data.encode() if isinstance(data, str) else data
    return client.post(address, {"body": body, "act": act, "file": SimpleUploadedFile(name, data)}, **more)


@pytest.mark.parametrize("act", ["preview", "apply"])
def test_a_file_fills_the_text_and_is_previewed_and_never_made_unseen(editor_client, act):
    response = send(editor_client, "baker.md", MARKDOWN, body="typed before", act=act)
    assert response.status_code == 200
    assert response.context["body"] == MARKDOWN
    assert [stage.title for stage in response.context["outline"].stages] == ["Doughs"]
    assert not Roadmap.objects.exists()
    shown = {"body": MARKDOWN, "shown": response.context["preview"].digest, "slug": "baker"}
    assert editor_client.post(NEW, shown | {"act": "apply"}).status_code == 302
    assert Roadmap.objects.filter(slug="baker").exists()


def test_what_a_conversion_leaves_out_is_on_the_page(editor_client):
    response = send(editor_client, "baker.html", PAGE)
    assert response.context["body"] == MARKDOWN
    assert "Left out: navigation – “Home”." in response.content.decode()
    pasted = editor_client.post(NEW, {"body": PAGE})
    assert pasted.context["body"] == MARKDOWN and "Left out: navigation" in pasted.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", PDF, "“a.pdf” is a PDF, which is not read."),
        ("a.md", b"", "“a.md” is empty."),
        ("a.md", b"x" * (MAX_OUTLINE + 1), "“a.md” is too large."),
        ("a.csv", b"\xff", "is not text in UTF-8"),
    ],
)
def test_a_wrong_file_is_said_to_be_one_beside_its_field_and_the_typed_text_stays(editor_client, name, data, message):
    response = send(editor_client, name, data, body="typed before")
    html = response.content.decode()
    assert response.status_code == 422 and response.context["body"] == "typed before"
    field = html[html.index('id="outline-file"') :]
    assert 'aria-invalid="true"' in field.partition(">")[0] and message in field and html.count(message) == 1


def test_a_file_changes_a_roadmap_as_a_text_does(editor_client):
    roadmap = make_roadmap(slug="baker", title="Baker")
    make_topic(make_stage(roadmap, title="Doughs", slug="doughs"), title="Sour", slug="sour", items=1)
    address = "/roadmaps/baker/outline/"
    response = send(editor_client, "baker.md", MARKDOWN, address=address)
    assert response.status_code == 200 and response.context["body"] == MARKDOWN and response.context["plan"].changes
    refused = send(editor_client, "baker.pdf", PDF, address=address, body="typed before")
    assert refused.status_code == 422 and refused.context["body"] == "typed before"


def test_htmx_replaces_the_form_with_the_text_of_a_file_and_else_the_preview(editor_client):
    htmx = {"headers": {"HX-Request": "true"}}
    for file in [("baker.md", MARKDOWN), ("a.pdf", PDF)]:
        response = send(editor_client, *file, **htmx)
        assert response["HX-Retarget"] == response["HX-Reselect"] == ".outline-form"
    assert "HX-Retarget" not in editor_client.post(NEW, {"body": MARKDOWN}, **htmx)


def test_the_page_names_the_limits_that_hold(editor_client):
    html = editor_client.get(NEW).content.decode()
    assert f'maxlength="{MAX_OUTLINE}"' in html and "400 kB at the most" in html and MAX_OUTLINE == 400_000
    assert 'enctype="multipart/form-data"' in html
    long = f"{MARKDOWN}\n<!-- {'面' * (MAX_OUTLINE - 200)} -->"
    assert editor_client.post(NEW, {"body": long}).status_code == 200


@pytest.mark.parametrize(("address", "status"), [(NEW, 422), ("/activity/parts/streak/", 400)])
def test_files_may_be_anything_only_where_files_are_read(editor_client, address, status):
    assert send(editor_client, "a.pdf", PDF, address=address).status_code == status
