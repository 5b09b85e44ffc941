"""Apply the cures that a person chose to a reading, and offer those that would still change something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from roadmap_app.domain.sizes import LISTED
from roadmap_app.outline.mending.cure import ChosenCure, Cure
from roadmap_app.outline.mending.cures import ALL, BY_NAME
from roadmap_app.outline.mending.repair import Repair
from roadmap_app.outline.mending.stages import holds_one_topic
from roadmap_app.outline.problems import Problem, ProblemKind, grouped
from roadmap_app.outline.reading.durations import ASSUMED
from roadmap_app.outline.reading.result import Reading

GIVE_MONTHS = ("equal-months", "weeks-each", "in-a-row")
OF_ALL_STAGES = (*GIVE_MONTHS, "merge-stages", "join-stages", "name-roadmap")
_LINKS = "links to places in the text or beside it"
MANY_SINGLE = 3  # from so many on it is worth offering to merge stages of one topic


@dataclass(frozen=True)
class Done:
    """A cure that was applied, and to how many nodes."""

    chosen: ChosenCure
    count: int

    @property
    def words(self) -> str:
        """Return what it has done, in words."""
        return self.chosen.cure.words(self.count, self.chosen.value)


@dataclass(frozen=True)
class Mended:
    """A reading after the cures, and what each of them did."""

    reading: Reading
    done: tuple[Done, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A cure that would change `count` nodes; `default` is the value that its field begins with."""

    cure: Cure
    count: int
    default: str = ""


@dataclass(frozen=True)
class Decision:
    """A kind of problem with its count, some of the problems, and the cures; `refuses`: it prevents publishing."""

    title: str
    count: int
    problems: tuple[Problem, ...]
    offers: tuple[Offer, ...]
    refuses: bool = True

    @property
    def unlisted(self) -> int:
        """Return how many more problems there are than are listed."""
        return self.count - len(self.problems)


def mend(reading: Reading, chosen: Iterable[ChosenCure]) -> Mended:
    """Return READING after the cures CHOSEN, applied in their order."""
    done = []
    for each in chosen:
        repair = Repair(reading.without_months)
        outline = each.cure.apply(reading.outline, repair, each.value)
        reading = repair.result(reading, outline)
        if each.cure.name in GIVE_MONTHS:
            reading = _with_months(reading)
        done.append(Done(each, repair.count))
    return Mended(reading, tuple(done))


def _with_months(reading: Reading) -> Reading:
    """Return READING, whose stages have been given months, without what it says of assumed ones."""
    remarks = [
        replace(remark, message=remark.message.partition(ASSUMED)[0].strip())
        if remark.line in reading.without_months
        else remark
        for remark in reading.remarks
    ]
    return replace(reading, remarks=tuple(each for each in remarks if each.message), without_months=frozenset())


def decisions(reading: Reading, problems: Iterable[Problem], *, is_whole: bool = True) -> list[Decision]:
    """Return what a person can decide about READING: the PROBLEMS by kind, then what is only worth a thought.

    If it is not the whole roadmap but one stage, cures that change the stages as a whole are not offered.
    """
    cures = [cure for cure in ALL if is_whole or cure.name not in OF_ALL_STAGES]
    found = [
        Decision(group.kind, group.count, group.listed, _offers(reading, (c for c in cures if group.kind in c.kinds)))
        for group in grouped(problems)
    ]
    # That not all can be ticked follows from another problem, unless it is the only one.
    found.sort(key=lambda decision: decision.title == ProblemKind.UNREACHABLE)
    return found + _thoughts(reading) if is_whole else found


def _thoughts(reading: Reading) -> list[Decision]:
    """Return what prevents nothing: assumed months, stages of one topic each, links that lead nowhere yet."""
    found = []
    if count := len(reading.without_months):
        cures = (BY_NAME["equal-months"], BY_NAME["weeks-each"])
        found.append(Decision("stages without months", count, (), _offers(reading, cures), refuses=False))
    runs = (len(list(run)) for holds_one, run in groupby(reading.outline.stages, holds_one_topic) if holds_one)
    if (single := sum(length for length in runs if length > 1)) >= MANY_SINGLE:
        offers = _offers(reading, [BY_NAME["merge-stages"]])
        found.append(Decision("stages with one topic each", single, (), offers, refuses=False))
    if reading.relative_links:
        offers = (Offer(BY_NAME["base-address"], len(reading.relative_links)),)
        found.append(Decision(_LINKS, len(reading.relative_links), _link_problems(reading), offers, refuses=False))
    return found


def _link_problems(reading: Reading) -> tuple[Problem, ...]:
    """Return the first links of READING that lead nowhere as long as nobody says where the text was."""
    message = "“{}” is no resource without the address of the original text."
    return tuple(
        Problem(ProblemKind.RESOURCE_ADDRESS, f"“{link.title}”", message.format(link.address), link.line)
        for link in reading.relative_links[:LISTED]
    )


def _offers(reading: Reading, cures: Iterable[Cure]) -> tuple[Offer, ...]:
    """Return those of CURES that would change something, by trying them."""
    found = []
    for cure in cures:
        repair = Repair(reading.without_months)
        default = _default(cure, reading)
        cure.apply(reading.outline, repair, default)
        # With another value than the one it begins with, it may change something.
        if repair.count or cure.asked:
            found.append(Offer(cure, repair.count, default))
    return tuple(found)


def _default(cure: Cure, reading: Reading) -> str:
    """Return the value that CURE begins with: the months that the stages take now, or its own."""
    if cure.asked is None:
        return ""
    if cure.name == "equal-months":
        last = max((stage.end_month for stage in reading.outline.stages if not stage.retired), default=0)
        return str(min(max(cure.asked.least, ceil(last)), cure.asked.most))
    return cure.asked.default
