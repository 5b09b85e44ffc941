"""How a text is meant: roles of levels and lines, and cures, are kept with the text, shown, and applied as shown."""

import pytest

from roadmap_app.models import Roadmap, Stage
from tests.makers import make_roadmap, make_stage, make_topic
from tests.views.test_outline import ADDRESS, send, shown, text_of

pytestmark = pytest.mark.django_db
NEW = "/outlines/new/"
HARD = """# Baker

## Part one

### Doughs

#### Sour

- Feed it

### Ovens

#### Wood

- Fire

## Thanks

Buy me a coffee!
"""
ROLES = ["h3=stage", "h4=topic"]


@pytest.fixture
def roadmap(db):
    made = make_roadmap(slug="bake", title="Bake")
    make_topic(make_stage(made, title="Bread", slug="bread"), title="Flour", slug="flour", items=2)
    return made


def read(client, body=HARD, **fields):
    """Return the answer to the text BODY on the page for new roadmaps."""
    return send(client, body, address=NEW, **fields)


def stages(response):
    return [stage.title for stage in response.context["preview"].reading.outline.stages]


def done(response):
    return [str(each.chosen) for each in response.context["preview"].mended.done]


def test_a_level_can_be_given_another_role(editor_client):
    first = read(editor_client)
    assert stages(first) == ["Part one"]
    second = read(editor_client, level=ROLES, before=str(first.context["preview"].counts))
    page = second.content.decode()
    assert stages(second) == ["Doughs", "Ovens"]
    assert '<option value="h3=stage" selected>' in page
    assert "2 stages (before: 1)" in page


def test_headings_are_left_out_without_the_stages_below_them(editor_client):
    response = read(editor_client, level=["h2=left out", *ROLES])
    assert stages(response) == ["Doughs", "Ovens"]
    assert "Part one" in [row.words for row in response.context["preview"].left_out]


def test_a_line_that_was_left_out_can_be_taken_in(editor_client):
    (row,) = [row for row in read(editor_client).context["preview"].left_out if "coffee" in row.words]
    assert row.line == 19 and row.reason
    assert "item" in [option.words for option in row.options]
    page = read(editor_client, block=[f"{row.key}=summary"]).content.decode()
    assert f"{row.key}=summary" in page


def test_cures_are_kept_shown_and_taken_back(editor_client):
    value = {"value-merge-stages": "2", "value-equal-months": "12"}
    page = read(editor_client, level=ROLES, cure="merge-stages", **value).content.decode()
    assert "2 stages with one topic: merged, at most 2 at a time" in page
    assert 'name="mend" value="merge-stages=2"' in page
    second = read(editor_client, level=ROLES, mend=["merge-stages=2"], cure="equal-months", **value)
    assert done(second) == ["merge-stages=2", "equal-months=12"]
    assert done(read(editor_client, mend=done(second), undo="merge-stages")) == ["equal-months=12"]
    last = read(editor_client, level=ROLES, mend=["equal-months=12"], forget="all")
    assert stages(last) == ["Part one"] and done(last) == []


def test_a_roadmap_is_made_as_it_was_shown(editor_client):
    wishes = {"level": ROLES, "mend": ["equal-months=8"]}
    digest = read(editor_client, **wishes).context["preview"].digest
    # Other choices than those that were shown make nothing.
    other = read(editor_client, act="apply", shown=digest, **wishes | {"level": []})
    assert other.status_code == 409 and not Roadmap.objects.exists()
    assert read(editor_client, act="apply", shown=digest, **wishes).status_code == 302
    assert list(Stage.objects.values_list("title", "start_month", "end_month")) == [("Doughs", 0, 4), ("Ovens", 4, 8)]


def test_an_existing_roadmap_is_changed_as_it_was_shown(editor_client, roadmap):
    text = text_of(roadmap).replace("Item 1, Item 2", "Item 1, Item 1, Item 2")
    assert "Keep the first of each" in send(editor_client, text).content.decode()
    assert send(editor_client, text, mend=["drop-equal-items"]).context["plan"].changes == ()
    text = text.replace("Item 2", "Shape it")
    fields = shown(send(editor_client, text, mend=["drop-equal-items"]))
    assert send(editor_client, text, act="apply", **fields).status_code == 409
    assert send(editor_client, text, act="apply", mend=["drop-equal-items"], **fields).status_code == 302
    assert roadmap.stages.get().topics.get().items.filter(retired=False).count() == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"level": ["h2=king", "h4=topic"]}, "“h2=king” is no choice of a role"),
        ({"level": ["h9=stage", "h4=topic"]}, "“h9” is no level"),
        ({"block": ["<b>=stage"]}, "is no choice of a role"),
        ({"cure": "magic"}, "There is no cure “magic”"),
        ({"cure": "equal-months", "value-equal-months": "soon"}, "choose a whole number from 1 to 240"),
        ({"mend": ["base-address=javascript:x"]}, "cannot be used"),
    ],
)
@pytest.mark.parametrize("address", [NEW, ADDRESS])
def test_what_cannot_be_chosen_is_refused_and_all_else_kept(editor_client, roadmap, address, fields, message):
    response = send(editor_client, HARD, address=address, act="apply", **({"level": ["h4=topic"]} | fields))
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page and "Buy me a coffee!" in page.partition("<textarea")[2]
    assert 'value="h4=topic" selected' in page


def test_choices_are_kept_while_there_is_no_text(editor_client):
    page = read(editor_client, "", level=["h3=stage"], mend=["equal-months=8"]).content.decode()
    assert 'name="level" value="h3=stage"' in page and 'name="mend" value="equal-months=8"' in page


def test_choices_that_match_nothing_are_said_and_forgotten(editor_client):
    page = read(editor_client, level=["h6=stage"], block=["0123456789ab=item"]).content.decode()
    assert "2 earlier choices" in page
    assert "h6=stage" not in page and "0123456789ab" not in page


def test_a_long_text_is_listed_in_parts(editor_client):
    body = HARD + "".join(f"\n#### Topic {n}\n\n- Item {n}\n- And {n}\n" for n in range(1500))
    page = read(editor_client, body).content.decode()
    assert len(page) < len(body) + 150_000
    first = read(editor_client, body, start="1").context["preview"]
    assert (len(first.blocks), first.blocks[0].line, first.previous_start) == (40, 1, 0)
    start = str(first.next_start)
    # A choice for a line that is not listed stays in the form.
    second = read(editor_client, body, block=[f"{first.blocks[2].key}=left out"], start=start).context["preview"]
    assert second.blocks[0].line > first.blocks[-1].line and second.previous_start == 1
    assert f"{first.blocks[2].key}=left out" in [
        *second.kept_blocks,
        *(row.options[-1].value for row in second.left_out),
    ]
