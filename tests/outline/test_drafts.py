"""The months of draft stages."""

from roadmap_app.outline.drafts import Bullet, DraftStage, flatten, months_of
from roadmap_app.outline.lines import Line
from roadmap_app.outline.reading.duration import Duration, Meaning


def test_each_stage_gets_its_months_and_a_remark_on_what_was_assumed():
    durations = (Duration(Meaning.EXACT, 0, 3), None, Duration(Meaning.LENGTH, None, 2, "week"))
    stages = [DraftStage("S", "", False, each, line) for line, each in enumerate(durations, 1)]
    spans, remarks = months_of(stages)
    assert spans == [(0, 3), (3, 6), (6, 6.5)]
    assert [(remark.line, remark.message) for remark in remarks] == [
        (2, "No duration is named; months 3–6 are assumed."),
        (3, "Its time is read as weeks 24–26, counted from 0."),
    ]


def test_bullets_are_flattened_in_order():
    def bullet(number, *children):
        return Bullet(Line(number, "bullet"), "", list(children))

    nested = [bullet(1, bullet(2, bullet(3)), bullet(4)), bullet(5)]
    assert [each.line.number for each in flatten(nested)] == [1, 2, 3, 4, 5]
