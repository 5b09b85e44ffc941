"""Which titles are valid, and every place where that is checked."""

import json

import pytest
from django.core.exceptions import ValidationError

from roadmap_app.actions.outline import OutlineRefused, create_from_outline
from roadmap_app.domain.titles import clean_title, is_visible, tidy, title_error
from roadmap_app.identity.sso import SocialAccountAdapter
from roadmap_app.models import Item, Roadmap, Topic, User
from roadmap_app.outline.reader import read_outline
from roadmap_app.queries.fixture import FixtureError
from tests.admin.conftest import topic_form, url
from tests.makers import make_editor, make_topic
from tests.small_roadmap import small

GOOD = [
    "Linear algebra",
    "מבוא ללמידת מכונה",
    "مقدمة في التعلم الآلي",
    "نمی‌خواهم",  # a zero width non-joiner, as Persian writes
    "RTL with a mark \u200f here",
    "👩‍💻 Coding",  # joined by U+200D
    "👩🏽‍🔬",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",  # a flag made of tag characters
    "हिन्दी",
    "C++ (2nd ed.)",
    "1",
    "…",
    "½",
]
BAD = {
    "invoice\u202egpj.exe": "U+202E",
    "a\u2066b": "U+2066",
    "a\u2069b": "U+2069",
    "a\u202ab": "U+202A",
    "red \x1b[31m": "U+001B",
    "a\x00b": "U+0000",
    "a\x1cb": "U+001C",
    "a\x7fb": "U+007F",
    "a\x9bb": "U+009B",
    "a\ud800b": "U+D800",
    "\u200b": "nothing that can be seen",
    "\u200d\u200c\ufeff": "nothing that can be seen",
    "\u3164": "nothing that can be seen",
    "\u2800\u2800": "nothing that can be seen",
    "\u00ad": "nothing that can be seen",
    "\u200e \u200f": "nothing that can be seen",
    "\ufe0f": "nothing that can be seen",
}


@pytest.mark.parametrize("title", GOOD)
def test_a_good_title_is_valid_and_unchanged(title):
    assert title_error(tidy(title)) == ""
    assert clean_title(title) == tidy(title)


@pytest.mark.parametrize("title", BAD, ids=ascii)
def test_a_title_with_invisible_or_direction_changing_text_is_refused(title):
    assert BAD[title] in title_error(tidy(title))
    assert title_error(clean_title(title)) == "" or not clean_title(title)


def test_a_title_is_tidied():
    assert tidy("  Re\u0301sume\u0301\t of \n\n all\u00a0 ") == "Résumé of all"
    assert tidy("\u2028a\u3000b") == "a b"
    assert not is_visible("") and is_visible("a")


@pytest.mark.django_db
@pytest.mark.parametrize("title", sorted(BAD.keys() - {"a\x00b", "a\ud800b"}), ids=ascii)  # no form can send these
def test_the_admin_refuses_a_bad_title_and_saves_nothing(client, title):
    client.force_login(make_editor())
    topic = make_topic(items=1)
    for field in ("title", "items-0-title", "items-0-group"):
        answer = client.post(url(topic), topic_form(topic, **{field: title}))
        assert answer.status_code == 200, field
        assert BAD[title] in answer.content.decode()
    assert Topic.objects.get().title == topic.title
    assert Item.objects.get().title == "Item 1"


@pytest.mark.django_db
def test_the_admin_tidies_titles(client):
    client.force_login(make_editor())
    topic = make_topic(items=1)
    sent = topic_form(topic, title="  Re\u0301sume\u0301 \u00a0 x ", **{"items-0-title": " a  b "})
    assert client.post(url(topic), sent).status_code == 302
    assert Topic.objects.get().title == "Résumé x"
    assert Item.objects.get().title == "a b"


def test_an_outline_is_read_without_refused_characters_and_says_so():
    text = "# R\u202e\n\n## Stage 1: S (0–3 Months)\n\n### T\x1b\n\n\u200b\n\n- a\u2066b\n- \u200b\n- Re\u0301\n"
    reading = read_outline(text)
    (stage,) = reading.outline.stages
    assert (reading.outline.title, stage.topics[0].title) == ("R", "T")
    assert [item.title for item in stage.topics[0].items] == ["ab", "Ré"]
    assert [remark.line for remark in reading.remarks] == [1, 5, 9]
    assert "U+202E" in reading.remarks[0].message
    assert reading.unplaced == ()


@pytest.mark.django_db
def test_the_gate_refuses_an_invisible_title():
    outline = read_outline(
        "# R\n\n## Stage 1: S (0–3 Months)\n\n### T {#t}\n\n- a\n\n### \u200b\u200b {#x}\n\n- b\n"
    ).outline
    with pytest.raises(OutlineRefused, match="its title has nothing that can be seen"):
        create_from_outline(outline=outline)


@pytest.mark.parametrize("name", ["title", "group", "hint"])
def test_a_fixture_with_a_bad_title_is_refused_and_nfd_is_composed(load, name):
    rows = small()
    rows[3]["fields"][name] = "a\u202eb"
    with pytest.raises(FixtureError, match=rf"i1.*{name}.*U\+202E"):
        load(rows)
    rows[3]["fields"][name] = "Re\u0301sume\u0301"
    load(rows)
    assert getattr(Item.objects.get(ref="i1"), name) == "Résumé"
    assert str(load(json.dumps(rows))) == "nothing to do"


@pytest.mark.django_db
def test_a_display_name_is_validated_like_a_title(learner_client, learner):
    refused = learner_client.post("/settings/name/", {"name": "Ada\u202e"})
    assert refused.status_code == 422 and "U+202E" in refused.content.decode()
    assert learner_client.post("/settings/name/", {"name": "  Ada   Love\u0065\u0301 "}).status_code == 302
    learner.refresh_from_db()
    assert learner.name == "Ada Loveé"
    with pytest.raises(ValidationError):
        User(email="a@example.org", name="\u200b").full_clean(exclude=["password"])


def test_a_name_from_an_identity_provider_is_cleaned(rf):
    class Login:
        user = User()

    user = SocialAccountAdapter().populate_user(rf.get("/"), Login, {"email": "a@example.org", "name": "A\u202e  b"})
    assert user.name == "A b"


@pytest.mark.django_db
def test_a_title_field_is_a_char_field_in_migrations():
    assert Roadmap._meta.get_field("title").deconstruct()[1] == "django.db.models.CharField"
