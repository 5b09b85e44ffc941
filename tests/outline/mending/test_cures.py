"""Each cure removes the problems of its kind, changes nothing else, is idempotent, and loses no word unnamed."""

import re
from dataclasses import replace
from urllib.parse import unquote

from hypothesis import HealthCheck, given, settings

from roadmap_app.domain.titles import without_refused
from roadmap_app.outline.gate import check
from roadmap_app.outline.mending.cure import ChosenCure
from roadmap_app.outline.mending.cures import ALL, BY_NAME
from roadmap_app.outline.mending.mend import mend
from roadmap_app.outline.nodes import Outline, OutlineStage, OutlineTopic
from roadmap_app.outline.problems import ProblemKind
from roadmap_app.outline.reading.result import Reading
from tests.outline.mending.broken import broken

BASE = "https://example.org/guide/"
VALUES = {"name-roadmap": "Baking", "base-address": BASE, "join-stages": "2", "merge-stages": "2"}
# Those that cannot mend all of their kind: nothing makes mailto: absolute, and not every topic has resources.
PARTIAL = {"base-address", "resources-as-items"}
# Months are those of all stages; what is cut off or merged goes to the node that holds it.
MAY_CHANGE = {
    "in-a-row": {"start_month", "end_month"},
    "equal-months": {"start_month", "end_month"},
    "weeks-each": {"start_month", "end_month"},
    "shorten-texts": {"summary"},
    "merge-stages": {"title", "goal", "end_month", "start_month", "summary", "slug"},
    "join-stages": {"title", "goal", "end_month", "start_month", "slug"},
    "topics-as-items": {"summary"},
}


def cured(outline, name):
    """Return the reading of OUTLINE after the cure called NAME."""
    cure = BY_NAME[name]
    value = VALUES.get(name) or (cure.asked.default if cure.asked else "")
    return mend(Reading(outline, (), (), without_months=frozenset({2})), [ChosenCure(cure, value)])


def nodes(outline):
    """Return every node of OUTLINE by type and line, without its children; after a cure two can have the same."""
    found = {}
    for node in (outline, *(node for _, node in outline.nodes())):
        children = {
            Outline: {"stages": ()},
            OutlineStage: {"topics": ()},
            OutlineTopic: {"items": (), "resources": ()},
        }.get(type(node), {})
        found.setdefault((type(node), node.line), replace(node, **children))
    return found


def words(outline):
    """Return every word of OUTLINE that a learner reads."""
    texts = []
    for node in (outline, *(node for _, node in outline.nodes())):
        names = ("title", "summary", "credit", "goal", "group", "hint", "author", "url")
        texts += [getattr(node, name, "") for name in names]
    return words_of(*texts)


def words_of(*texts):
    return set(re.findall(r"\w+", without_refused(unquote(" ".join(texts)))))


def lines_with(kinds, outline):
    """Return the lines of the nodes of OUTLINE that have a problem of KINDS."""
    return {problem.line for problem in check(outline, most=10_000) if problem.kind in kinds}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(outline=broken())
def test_a_cure_mends_its_kind_alone(outline):
    for cure in ALL:
        name, kinds = cure.name, set(cure.kinds)
        mended = cured(outline, name)
        after, left_out = mended.reading.outline, mended.reading.unplaced
        if name not in PARTIAL:
            assert not lines_with(kinds, after), name
        # Once more, nothing happens.
        assert cured(after, name).reading.outline == after, name
        # What had no problem is as it was, but for fields that the cure is to change.
        wrong = lines_with(kinds, outline) | {remark.line for remark in left_out}
        before, now = nodes(outline), nodes(after)
        for place, node in before.items():
            if place[1] in wrong or (name in ("merge-stages", "join-stages") and place not in now):
                continue
            changed = {field: getattr(now[place], field) for field in MAY_CHANGE.get(name, ()) if hasattr(node, field)}
            assert replace(node, **changed) == now[place], name
        # Every word is in the outline or named.
        assert words(outline) <= words(after) | words_of(*(remark.text for remark in left_out)), name


def test_every_kind_that_can_be_mended_in_bulk_has_a_cure():
    curable = {kind for cure in ALL for kind in cure.kinds}
    # For these somebody has to say which lines are stages; and the last follows from others.
    assert set(ProblemKind) - curable == {ProblemKind.NO_STAGE, ProblemKind.OTHER, ProblemKind.UNREACHABLE}
