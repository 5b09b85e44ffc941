"""Headings that stand above or beside the stages: the title of a text, "Curriculum", "Resources" or the like."""

import re
from collections.abc import Sequence

from roadmap_app.outline.reading.chatter import is_weak
from roadmap_app.outline.reading.labels import is_goal_label, is_resource_label
from roadmap_app.outline.reading.sections import Section

FEW = 2
_WRAPPER = re.compile(
    r"(?i)[^\w]*(?:.* )?(?:curricul(?:um|a)|syllabus|courses?|course list|roadmap|(?:learning|study) (?:path|plan)|"
    r"program(?:me)?|(?:weekly |course |class )?(?:schedule|calendar|timetable)|lessons|modules|topics(?: of study)?|"
    r"content|plan|lehrplan|studienplan|plan de estudios|temario|"
    r"programa|curr[íi]culo|cours|corso|программа|курс|课程.*|學習.*|学习.*|カリキュラム|커리큘럼|المنهج)[^\w]*"
)


def is_about_the_plan(section: Section) -> bool:
    """Return whether SECTION is one of resources, goals or the like, which stand beside stages."""
    return is_resource_label(section.text) or is_goal_label(section.text) or is_weak(section.text)


def is_wrapper(section: Section, beside: Sequence[Section]) -> bool:
    """Return whether SECTION, called "Curriculum" or the like, holds stages, and more than all BESIDE it."""
    below = [each for each in section.below if each.filled and not each.chatter]
    if len(below) < FEW or not is_the_plan(section, beside):
        return False
    deep = sum(1 for each in below if any(one.filled for one in each.below))
    return deep * 2 >= len(below) or sum(1 for each in below if each.is_marked) * 3 >= len(below) * 2


def is_the_plan(section: Section, beside: Sequence[Section]) -> bool:
    """Return whether SECTION is called "Curriculum" or the like and holds more than all BESIDE it."""
    is_named = not section.is_marked and bool(_WRAPPER.fullmatch(section.text))
    return is_named and section.filled * 2 > sum(each.filled for each in beside)


def is_unlike(first: Section, others: Sequence[Section]) -> bool:
    """Return whether FIRST is the title above OTHERS of its rank: these are counted or timed, or it holds chatter."""
    if first.is_marked or first.is_numbered or not others:
        return False
    if all(each.span or (len(others) >= FEW and (each.is_marked or each.is_numbered)) for each in others):
        return True
    chatter = sum(1 for each in first.below if each.chatter)
    return chatter >= FEW and chatter * 2 >= len(first.below)


def only_first_rank(sections: Sequence[Section]) -> Section | None:
    """Return the only one of SECTIONS of the first rank, if there is nothing to learn above it."""
    found = [each for each in sections if each.rank == 1]
    if len(found) != 1 or any(each.filled for each in sections if each.index < found[0].index):
        return None
    return found[0]
