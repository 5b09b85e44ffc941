"""The commands that export, import and check a roadmap."""

import io

import pytest
from django.core.management import CommandError, call_command

from roadmap_app.actions.outline import create_from_outline
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.reach import count_learners
from roadmap_app.models import Item, Roadmap
from roadmap_app.outline.reader import read_outline
from roadmap_app.queries.reach import counted_at
from tests.makers import make_roadmap
from tests.outline.small_outline import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def roadmap():
    return create_from_outline(outline=read_outline(TEXT).outline)


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "outline.md"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def run(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_export_prints_or_writes_the_text(roadmap, tmp_path):
    assert run("export_outline", "learning-to-bake") == TEXT
    path = tmp_path / "out.md"
    run("export_outline", "learning-to-bake", "--output", str(path))
    assert path.read_bytes() == TEXT.encode()


def test_export_of_a_missing_roadmap_names_the_existing_ones(roadmap):
    with pytest.raises(CommandError, match=r"no roadmap “nowhere”. The roadmaps here: learning-to-bake"):
        run("export_outline", "nowhere")


def test_import_says_when_the_worker_counted_the_learners(roadmap, file, learner, monkeypatch):
    set_item(user=learner, item=Item.objects.get(title="Rye"), done=True)
    path = file(TEXT.replace("Wheat, Rye, Spelt", "Wheat, Spelt"))
    assert "Learners as counted on" not in run("import_outline", path)
    monkeypatch.setattr("roadmap_app.actions.reach.MAX_COUNTED_ON_DEMAND", 0)
    count_learners()
    output = run("import_outline", path)
    assert "under 5 learners have completed it" in output
    assert f"Learners as counted on {counted_at():%Y-%m-%d at %H:%M} UTC.\n" in output


def test_import_changes_nothing_without_apply(roadmap, file):
    path = file(TEXT.replace("Wheat, Rye, Spelt", "Wheats, Millet, Spelt"))
    output = run("import_outline", path)
    assert (
        "Renamed (1):\n  item “Wheat” in “Flour”; title: “Wheat” → “Wheats” [if it is not the same: --decline" in output
    )
    assert "Added (1):\n  item “Millet” in “Flour”" in output
    assert "Retired (1):\n  item “Rye” in “Flour”" in output
    assert "Nothing is changed yet" in output
    assert not Item.objects.filter(title="Millet").exists()
    assert "is changed." in run("import_outline", path, "--apply")
    assert Item.objects.filter(title="Millet").exists()
    assert "says just this already" in run("import_outline", path)


def test_a_rename_can_be_declined(roadmap, file):
    item = Item.objects.get(title="Wheat")
    run("import_outline", file(TEXT.replace("Wheat", "Wheats")), "--apply", "--apart", f"ITEM-{item.pk}")
    item.refresh_from_db()
    assert (item.title, item.retired) == ("Wheat", True)
    with pytest.raises(CommandError, match="names no row"):
        run("import_outline", file(TEXT), "--decline", "Wheat")


def test_ignored_lines_are_reported_with_their_number(roadmap, file):
    assert "Line 23 is left out." in run("import_outline", file(TEXT + "\nFollow me for more!\n"))


def test_import_can_create_a_new_roadmap(roadmap, file):
    path = file(TEXT)
    output = run("import_outline", path, "--new", "copy")
    assert "“Learning to bake” is made at /roadmaps/copy/" in output
    assert not Roadmap.objects.get(slug="copy").is_published
    with pytest.raises(CommandError, match="there is a roadmap at the address “copy” already"):
        run("import_outline", path, "--new", "copy")
    run("import_outline", path, "--new", "shown", "--publish")
    assert Roadmap.objects.get(slug="shown").is_published
    assert Roadmap.objects.count() == 3


def test_import_into_another_roadmap(roadmap, file):
    run("import_outline", file(TEXT), "--new", "copy")
    run("import_outline", file(TEXT.replace("Rye", "Millet")), "--roadmap", "copy", "--apply")
    assert Item.objects.get(title="Millet").topic.stage.roadmap.slug == "copy"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff", "is not text in UTF-8"),
        ("# Elsewhere\n", "There is no roadmap “elsewhere”. Name one with --roadmap"),
        (TEXT.replace("(3–6 Months)", "(2–6 Months)"), "Nothing is changed, because of this:\nLine 17, stage “Cake”"),
    ],
)
def test_an_invalid_outline_gets_an_error_message(roadmap, file, text, message):
    with pytest.raises(CommandError) as refused:
        run("import_outline", file(text), "--apply")
    assert message in str(refused.value)


def test_a_missing_file_gets_an_error_message():
    with pytest.raises(CommandError, match=r"nowhere.md” cannot be read: No such file"):
        run("import_outline", "nowhere.md")


def test_check_roadmap_reports_faults(roadmap):
    assert run("check_roadmap") == "learning-to-bake: nothing is wrong.\n"
    make_roadmap(slug="empty", title="Empty")
    with pytest.raises(CommandError, match="empty: “Empty”: it has no stage"):
        run("check_roadmap")
    assert run("check_roadmap", "learning-to-bake") == "learning-to-bake: nothing is wrong.\n"
    with pytest.raises(CommandError, match="no roadmap “nowhere”"):
        run("check_roadmap", "nowhere")


def test_an_added_line_can_be_matched_to_an_existing_row(roadmap, file):
    item = Item.objects.get(title="Rye")
    text = file(TEXT.replace("Rye", "Something else"))
    output = run("import_outline", text)
    assert f"--same item-{item.pk}=TITLE" in output
    new = Item.objects.filter(title="Something else")
    for name in (f"item-{item.pk}", item.ref):
        shown = run("import_outline", text, "--same", f"{name}=Something else")
        assert "Renamed (1):" in shown and "Added" not in shown and not new.exists()
    run("import_outline", text, "--same", f"{item.ref}=Something else", "--apply")
    assert new.get() == item
    wrongs = {"item-999=Something else": "is no row of", f"item-{item.pk}=Nothing": "The text has no item"}
    for wrong, why in wrongs.items():
        with pytest.raises(CommandError, match=why):
            run("import_outline", text, "--same", wrong)


HARD = "# Baker\n\n## Part one\n\n### Doughs\n\n#### Sour\n\n- Feed it\n\n### Ovens\n\n#### Wood\n\n- Fire\n"


def test_levels_can_be_given_roles_and_stages_months(file):
    roles, cures = ("--stages", "h3", "--topics", "h4"), ("--mend", "equal-months=8")
    output = run("import_outline", file(HARD), "--new", "baker", *roles, *cures)
    assert "h3: Headings ###, 2, such as “Doughs”: stage\n" in output
    assert "2 stages: spread evenly over 8 months\n" in output
    stages = Roadmap.objects.get(slug="baker").stages.values_list("title", "start_month", "end_month")
    assert list(stages) == [("Doughs", 0, 4), ("Ovens", 4, 8)]


def test_problems_are_refused_with_the_cures_that_mend_them(file):
    path = file(TEXT.replace("- Yeast: Wild yeast, Bakers yeast\n", ""))
    with pytest.raises(CommandError) as refused:
        run("import_outline", path, "--new", "baker")
    assert "Topics without an item (1): --mend drop-empty-topics or --mend title-as-item" in str(refused.value)
    output = run("import_outline", path, "--new", "baker", "--mend", "title-as-item")
    assert "1 topic without items: the title is its item\n" in output
    assert Item.objects.filter(title="Dough").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--stages", "h9"), "“h9” is no level"),
        (("--mend", "magic"), "There is no cure “magic”"),
        (("--mend", "equal-months=soon"), "choose a whole number from 1 to 240"),
    ],
)
def test_unknown_levels_and_cures_get_an_error_message(file, options, message):
    with pytest.raises(CommandError, match=message):
        run("import_outline", file(HARD), *options)
