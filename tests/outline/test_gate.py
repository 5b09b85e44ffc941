"""The publish gate reports every kind of error, and passes the shipped roadmap."""

from dataclasses import replace

import pytest

from roadmap_app.actions.load_roadmap import load_fixture_files
from roadmap_app.domain.sizes import LISTED, MAX_ITEMS, MAX_STAGES, MAX_TOPIC_ITEMS
from roadmap_app.models import Roadmap
from roadmap_app.outline.gate import check, reachable, too_large
from roadmap_app.queries.outline import outline_of
from tests.outline.small_outline import HEAD, TEXT, many_stages, read

GOOD = read(TEXT)


def change(node, path, **values):
    """Return NODE with VALUES set on the node at PATH, such as ["stages", 0, "topics", 1]."""
    if not path:
        return replace(node, **values)
    name, place, *rest = path
    rows = list(getattr(node, name))
    rows[place] = change(rows[place], rest, **values)
    return replace(node, **{name: tuple(rows)})


STAGE, TOPIC = ["stages", 0], ["stages", 0, "topics", 0]
ITEM, RESOURCE = [*TOPIC, "items", 0], [*TOPIC, "resources", 0]
BREAD, CAKE = GOOD.stages
FLOUR, DOUGH = BREAD.topics
WHEAT = FLOUR.items[0]


def twice(first, second):
    """Return the topic Flour with the titles of its first two items set."""
    items = (replace(WHEAT, title=first), replace(WHEAT, title=second), *FLOUR.items[2:])
    return change(GOOD, TOPIC, items=items)


# An error, a roadmap that has it, and a part of the expected message.
DEFECTS = {
    "two stages at one address": (
        change(GOOD, ["stages", 1], slug="bread"),
        "“Bread” and “Cake” share the address “bread”",
    ),
    "two topics at one address": (change(GOOD, [*STAGE, "topics", 1], slug="flour"), "share the address “flour”"),
    "a roadmap without stages": (change(GOOD, [], stages=()), "it has no stage"),
    "all stages retired": (
        change(change(GOOD, STAGE, retired=True), ["stages", 1], retired=True),
        "100 % cannot be reached",
    ),
    "a stage without topics": (change(GOOD, ["stages", 1], topics=()), "stage “Cake”: it has no topic"),
    "a stage whose topics are all retired": (
        change(GOOD, ["stages", 1], topics=(replace(CAKE.topics[0], retired=True),)),
        "stage “Cake”: it has no topic",
    ),
    "an item of no time": (change(GOOD, ITEM, minutes=0), "item “Wheat”: it takes 0 minutes; choose 1 to 6,000"),
    "a resource of no time": (change(GOOD, RESOURCE, hours=0), "it takes 0 hours; choose 1 to 1,000"),
    "an item of more than 100 hours": (change(GOOD, ITEM, minutes=6001), "it takes 6,001 minutes; choose 1 to 6,000"),
    "a topic without items": (change(GOOD, TOPIC, items=()), "topic “Flour”: it has no item"),
    "a topic whose items are all retired": (
        change(GOOD, TOPIC, items=tuple(replace(item, retired=True) for item in FLOUR.items)),
        "topic “Flour”: it has no item",
    ),
    "months that overlap": (change(GOOD, ["stages", 1], start_month=2), "months 2–6 overlap with “Bread”, months 0–3"),
    "months within another stage's": (change(GOOD, ["stages", 1], start_month=0, end_month=1), "overlap with"),
    "a stage that ends before it starts": (
        change(GOOD, STAGE, start_month=3, end_month=1),
        "it must end after it starts",
    ),
    "a stage of no length": (change(GOOD, ["stages", 1], start_month=6), "it must end after it starts"),
    "months beyond the calendar": (change(GOOD, ["stages", 1], end_month=300), "between 0 and 240"),
    "an ftp address": (change(GOOD, RESOURCE, url="ftp://example.org/"), "“ftp://example.org/” is not http(s)"),
    "a script for an address": (change(GOOD, RESOURCE, url="javascript:alert(1)"), "is not http(s)"),
    "an address without a host": (change(GOOD, RESOURCE, url="https:///path"), "names no host"),
    "an address with a space": (change(GOOD, RESOURCE, url="https://example.org/a b"), "holds a space"),
    "a broken address": (change(GOOD, RESOURCE, url="http://[::1"), "cannot be read as an address"),
    "an unknown kind": (change(GOOD, RESOURCE, kind="scroll"), "its kind “scroll” is not one of"),
    "items that differ by case": (twice("Rye", "rye"), "item “rye” differs from “Rye” by case or spaces only"),
    "items that differ by spaces": (twice("Old rye", "Old  rye"), "by case or spaces only"),
    "the same item twice": (twice("Rye", "Rye"), "item “Rye” is there twice"),
    "100 % out of reach": (change(GOOD, [*STAGE, "topics", 1], slug="flour"), "only 6 of 8 items can be ticked"),
    "an empty title": (change(GOOD, ITEM, title=" "), "its title is empty"),
    "a title that is too long": (change(GOOD, STAGE, title="x" * 201), "its title has 201 characters; 200 is the most"),
    "a group that is too long": (change(GOOD, ITEM, group="x" * 121), "its group has 121 characters"),
    "a control character": (change(GOOD, ITEM, title="a\x07b"), "holds a control character"),
    "an address that is a page": (change(GOOD, STAGE, slug="enrolment"), "taken by a page of the portal"),
    "an address with invalid characters": (change(GOOD, STAGE, slug="a b"), "may hold letters, digits, - and _ only"),
    "no hours a week": (change(GOOD, [], weekly_hours=0), "its hours a week are 0"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_every_defect_has_an_error_message(defect):
    outline, words = DEFECTS[defect]
    messages = list(map(str, check(outline)))
    assert [message for message in messages if words in message], messages


def test_at_least_twenty_defects_are_tested():
    assert len(DEFECTS) >= 20


def test_a_valid_roadmap_passes():
    assert check(GOOD) == []
    assert reachable(GOOD).percent == 100


@pytest.mark.django_db
def test_the_shipped_roadmap_passes():
    load_fixture_files()
    assert check(outline_of(Roadmap.objects.get())) == []


def test_an_error_names_the_line_of_the_text():
    problems = check(read(TEXT.replace("- Yeast: Wild yeast, Bakers yeast\n", "")))
    assert [str(problem) for problem in problems] == [
        "Line 13, topic “Dough”: it has no item; what would a learner tick? Add one, or retire the topic."
    ]


def test_of_two_stages_with_the_same_title_the_one_that_overlaps_is_named():
    text = "# R\n\n" + "\n\n".join(f"## A ({months} Months)\n\n### T\n\n- x" for months in ("0–3", "2–5"))
    assert [problem.line for problem in check(read(text)) if "overlap" in problem.message] == [9]


def test_a_retired_duplicate_is_valid():
    items = (WHEAT, replace(WHEAT, retired=True), *FLOUR.items[1:])
    assert check(change(GOOD, TOPIC, items=items)) == []


def test_the_same_title_in_two_groups_or_topics_is_valid():
    items = (*FLOUR.items, replace(WHEAT, group="Other"))
    assert check(change(change(GOOD, TOPIC, items=items), [*STAGE, "topics", 1], items=FLOUR.items)) == []


def test_the_first_problems_of_a_kind_are_listed_and_all_counted():
    problems = check(read(many_stages(MAX_STAGES)))
    messages = [str(problem) for problem in problems if "overlap" in problem.message]
    pairs = MAX_STAGES * (MAX_STAGES - 1) // 2
    assert len(messages) == LISTED + 1
    assert f"{pairs - LISTED:,} more" in messages[-1]
    empty = HEAD + "".join(f"### Topic {n}\n\n" for n in range(400))
    assert len(check(read(empty))) <= LISTED + 2


def test_too_many_stages_are_the_only_problem_listed():
    outline = read(many_stages(MAX_STAGES + 1))
    (problem,) = check(outline)
    assert f"{MAX_STAGES + 1} stages; {MAX_STAGES} is the most" in problem.message
    assert too_large(outline) == [problem]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "- x\n" * (MAX_TOPIC_ITEMS + 1), "has 301 items; 300 is the most a topic may have"),
        (HEAD + "- [a](https://example.org/)\n" * 101, "has 101 resources; 100 is the most a topic may have"),
        (HEAD + "".join(f"### T{n}\n\n- x\n\n" for n in range(600)), "has 601 topics; 600 is the most"),
        (HEAD + "".join(f"### T{n}\n\n{'- x' * 1}\n" + "- y\n" * 249 for n in range(13)), "3,250 items; 3,000 is"),
    ],
)
def test_the_message_names_the_exceeded_limit(text, expected):
    assert any(expected in problem.message for problem in check(read(text)))


def test_messages_shorten_long_titles():
    item = "- " + "word " * 1500 + "\n"
    problems = check(read(HEAD + item * 3))
    assert problems and all(len(str(problem)) < 600 for problem in problems)


def test_the_limits_exceed_the_shipped_roadmap_by_far():
    assert MAX_ITEMS >= 10 * 113
