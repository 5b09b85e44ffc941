"""What a text costs is bounded by its size: counted in comparisons, rows and lines listed, never by the clock."""

import random
import string
from dataclasses import replace

import pytest

from roadmap_app.actions.outline import OutlineRefused, apply_outline, create_from_outline
from roadmap_app.domain.sizes import LISTED, MAX_ITEMS, MAX_STAGES, MAX_TOPIC_ITEMS
from roadmap_app.domain.spans import StageSpan, count_overlaps, overlaps
from roadmap_app.models import Roadmap
from roadmap_app.outline.gate import check, too_large
from roadmap_app.outline.likeness import MAX_RATIOS
from roadmap_app.outline.match import CANDIDATES, match
from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.plan import plan_changes
from roadmap_app.outline.reader import read_outline
from tests.makers import make_editor

HEAD = "# R\n\n## Stage 1: S (0–3 Months)\n\n### T\n\n"
ALIKE = "## Stage {}: S{} (0–3 Months)\n\n### T\n\n- x\n\n"


def stages(count):
    return "# R\n\n" + "".join(ALIKE.format(number, number) for number in range(1, count + 1))


def words(seed, items, each):
    """A checklist of random words, the same for a seed."""
    chosen = random.Random(seed)
    vocabulary = ["".join(chosen.choices(string.ascii_lowercase, k=chosen.randint(5, 9))) for _ in range(900)]
    return HEAD + "".join(f"- {' '.join(chosen.choices(vocabulary, k=each))}\n" for _ in range(items))


def stored(text):
    """The outline of TEXT as if the database had it: each node with a row of its own."""
    numbers = iter(range(1, 10**6))

    def row(node, **below):
        return replace(node, id=next(numbers), **below)

    def topic(node):
        return row(node, items=tuple(map(row, node.items)), resources=tuple(map(row, node.resources)))

    outline = with_slugs(read_outline(text).outline)
    return row(outline, stages=tuple(row(stage, topics=tuple(map(topic, stage.topics))) for stage in outline.stages))


def test_problems_of_a_kind_are_counted_and_the_first_are_listed():
    problems = check(with_slugs(read_outline(stages(MAX_STAGES)).outline))
    said = [str(problem) for problem in problems if "overlap" in problem.message]
    pairs = MAX_STAGES * (MAX_STAGES - 1) // 2
    assert len(said) == LISTED + 1
    assert f"{pairs - LISTED:,} more" in said[-1]
    empty = HEAD + "- x\n\n### Empty\n\n" * 0 + "".join(f"### Topic {n}\n\n" for n in range(400))
    assert len(check(with_slugs(read_outline(empty).outline))) <= LISTED + 2


def test_a_text_with_too_many_stages_is_refused_with_its_size_alone():
    outline = with_slugs(read_outline(stages(MAX_STAGES + 1)).outline)
    (problem,) = check(outline)
    assert f"{MAX_STAGES + 1} stages; {MAX_STAGES} is the most" in problem.message
    assert too_large(outline) == [problem]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "- x\n" * (MAX_TOPIC_ITEMS + 1), "has 301 items; 300 is the most a topic may have"),
        (HEAD + "- [a](https://example.org/)\n" * 101, "has 101 resources; 100 is the most a topic may have"),
        (HEAD + "".join(f"### T{n}\n\n- x\n\n" for n in range(600)), "has 601 topics; 600 is the most"),
        (HEAD + "".join(f"### T{n}\n\n{'- x' * 1}\n" + "- y\n" * 249 for n in range(13)), "3,250 items; 3,000 is"),
    ],
)
def test_every_size_has_a_limit_that_is_named(text, said):
    assert any(said in problem.message for problem in check(with_slugs(read_outline(text).outline)))


def test_no_problem_repeats_a_whole_text():
    item = "- " + "word " * 1500 + "\n"
    problems = check(with_slugs(read_outline(HEAD + item * 3).outline))
    assert problems and all(len(str(problem)) < 600 for problem in problems)


def test_overlaps_are_found_by_sorting():
    spans = [StageSpan(str(number), 0, 3) for number in range(20_000)]
    assert count_overlaps(spans) == 20_000 * 19_999 // 2
    found = overlaps(spans)
    assert next(found) == (spans[0], spans[1])  # one at a time, never all of them in memory


def test_rewording_long_items_compares_few_of_them():
    old, new = stored(words(1, 60, 22)), read_outline(words(2, 60, 22)).outline
    found = match(old, new)
    assert found.pairs <= 60 * CANDIDATES
    assert found.ratios <= MAX_RATIOS


def test_comparisons_have_a_ceiling_whatever_the_words():
    alike = HEAD + "".join("- " + " ".join(f"aaa{n:02x}{m:02x}b" for m in range(22)) + "\n" for n in range(250))
    other = alike.replace("aaa", "aab")
    found = match(stored(alike), read_outline(other).outline)
    assert found.ratios <= MAX_RATIOS
    assert found.pairs <= 250 * CANDIDATES


def test_a_new_wording_is_found_among_many():
    titles = words(3, 200, 4).removeprefix(HEAD).splitlines()
    old = stored(HEAD + "\n".join(titles))
    reworded = [f"{line} anew" for line in titles]
    shown = plan_changes(old, read_outline(HEAD + "\n".join(reworded)).outline)
    assert {change.kinds for change in shown.changes} == {("renamed",)}


def test_a_long_word_costs_no_more_than_a_short_one():
    old = stored(HEAD + f"- {'ab' * 90} one\n- {'cd' * 90} two\n")
    found = match(old, read_outline(HEAD + f"- {'ba' * 90} one\n- {'dc' * 90} two\n").outline)
    assert found.ratios == 0


def test_what_is_left_out_and_reordered_is_planned_row_by_row():
    items = "".join(f"- Item number {n}\n" for n in range(MAX_TOPIC_ITEMS * 8))
    old = stored(HEAD + items)
    gone = plan_changes(old, read_outline(HEAD + "- Item number 7\n").outline)
    rows = gone.target.stages[0].topics[0].items
    assert [row.id for row in rows] == [row.id for row in old.stages[0].topics[0].items]
    backwards = "".join(reversed(items.splitlines(keepends=True)))
    assert plan_changes(old, read_outline(HEAD + backwards).outline).changes[-1].kinds == ("reordered",)


def test_a_line_that_goes_on_without_end_is_named_and_left_out():
    for text in (HEAD + "- x\n" + "  a b c d\n" * 3000, HEAD + "a b c d\n" * 3000):
        reading = read_outline(text)
        (topic,) = reading.outline.stages[0].topics
        assert len(topic.summary) < 9_000 and all(len(item.title) < 9_000 for item in topic.items)
        assert len(reading.unplaced) > 1_000


@pytest.mark.django_db
def test_what_is_too_large_is_neither_planned_nor_made(editor_browser, monkeypatch):
    text = stages(MAX_STAGES + 1)
    with pytest.raises(OutlineRefused) as refused:
        create_from_outline(outline=read_outline(text).outline)
    assert "is the most" in str(refused.value)
    roadmap = create_from_outline(outline=read_outline(HEAD + "- x\n").outline)
    with pytest.raises(OutlineRefused):
        apply_outline(roadmap=roadmap, outline=read_outline(text).outline, version=roadmap.version)
    for path in (f"/roadmaps/{roadmap.slug}/outline/", "/outlines/new/"):
        answer = editor_browser.post(path, {"body": text, "act": "preview"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "101 stages; 100 is the most" in page
        assert "What will change" not in page and "tree-lines" not in page
        assert "Stage 101: S101" in page  # nothing typed is lost
        assert len(page) < 3 * len(text) + 30_000
    assert Roadmap.objects.count() == 1


@pytest.mark.django_db
def test_a_preview_lists_the_first_of_what_was_left_out_and_of_what_changes(editor_browser):
    roadmap = create_from_outline(outline=read_outline(HEAD + "- x\n").outline)
    links = "".join(f"- [Link {n}](https://example.org/{n})\n" for n in range(90))
    text = HEAD + "- x\n" + links + "\n## Conclusion\n\n" + "No place.\n\n" * 400
    page = editor_browser.post(f"/roadmaps/{roadmap.slug}/outline/", {"body": text}).content.decode()
    preview = page.partition('id="preview"')[2].partition("<textarea")[0]
    assert preview.count("No place.") == LISTED - 1  # the heading above them is the first
    assert "And 351 more." in preview
    assert preview.count("is put among the resources") == LISTED


@pytest.fixture
def editor_browser(client):
    client.force_login(make_editor())
    return client


def test_the_limits_leave_room_for_what_is_shipped():
    assert MAX_ITEMS >= 10 * 113
