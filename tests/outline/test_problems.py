"""Problems are grouped by kind, each kind with its whole count."""

from roadmap_app.domain.sizes import LISTED
from roadmap_app.outline.gate import check
from roadmap_app.outline.problems import Problem, ProblemGroup, ProblemKind, grouped
from tests.outline.small_outline import HEAD, read


def test_a_group_counts_the_problems_that_are_not_listed_too():
    outline = read(HEAD + "".join(f"### Topic {n}\n\n" for n in range(400)) + "### Last\n\n- x\n- X\n")
    groups = {group.kind: group for group in grouped(check(outline))}
    empty, same = groups[ProblemKind.NO_ITEM], groups[ProblemKind.SAME_ITEM]
    assert (empty.count, len(empty.listed)) == (401, LISTED)  # the topic of HEAD is empty, too
    assert (same.count, [problem.line for problem in same.listed]) == (1, [same.listed[0].line])
    assert "400 more" not in str(empty.listed[-1])


def test_groups_are_in_the_order_of_their_first_problems():
    first, second = Problem(ProblemKind.NO_ITEM, "a", "x"), Problem(ProblemKind.NO_TOPIC, "b", "y")
    assert grouped([first, second, first]) == [
        ProblemGroup(ProblemKind.NO_ITEM, 2, (first, first)),
        ProblemGroup(ProblemKind.NO_TOPIC, 1, (second,)),
    ]
