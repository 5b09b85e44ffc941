"""Decide by the evidence of the whole document which headings are its title, its stages and their topics."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import BOLD, Block, Kind
from roadmap_app.outline.reading.chatter import is_weak
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.labels import is_resource_label
from roadmap_app.outline.reading.places import ChosenRoles
from roadmap_app.outline.reading.sections import Section
from roadmap_app.outline.reading.wrappers import is_about_the_plan, is_the_plan, is_unlike, is_wrapper, only_first_rank

FEW = 2
_LONGEST_TITLE = 120


@dataclass
class Shape:
    """What headings are: a role and a reason by the index of the block, and what lists are for the headless.

    `has_stages`: there are headings that are stages. `topics_in`: the indexes of the stages below which headings are
    topics.
    """

    roles: dict[int, tuple[Role, str]] = field(default_factory=dict)
    has_stages: bool = False
    topics_in: set[int] = field(default_factory=set)


def shape_of(blocks: Sequence[Block], sections: Sequence[Section], chosen: ChosenRoles, *, is_own: bool) -> Shape:
    """Return the shape of a document with these SECTIONS; CHOSEN are roles that outweigh all evidence.

    IS_OWN: it resembles our own format, in which nothing below a stage is left out.
    """
    return _Decision(blocks, sections, chosen, is_own=is_own).shape()


class _Decision:
    def __init__(
        self, blocks: Sequence[Block], sections: Sequence[Section], chosen: ChosenRoles, *, is_own: bool
    ) -> None:
        self.blocks, self.sections, self.chosen, self.is_own = blocks, sections, chosen.roles, is_own
        self.found = Shape()
        self.full: dict[int, bool] = {}  # by rank: whether a good part of its headings has something below
        self.marked: dict[int, bool] = {}  # by rank: whether most of its headings have a stage word
        self.real: dict[int, bool] = {}  # by stage: whether a heading that is not merely bold is below
        self.has_real_topics = False
        self.beside: set[int] = set()  # introductions and the like beside a section called "Curriculum"
        for section in sections:
            if section.index in chosen.named and self.chosen[section.index] is not Role.LEFT_OUT:
                self._take_in(section)

    def _take_in(self, section: Section) -> None:
        reason = section.chatter
        for each in _all(section):
            if each.chatter == reason:
                each.chatter = ""

    def shape(self) -> Shape:
        title = self._title()
        rest = [each for each in self.sections if each is not title and self._is_open(each)]
        if title:
            self._give(title, Role.TITLE, "It stands above everything else.")
        rank = self._stage_rank(rest)
        for section in rest:
            if rank or section.index in self.chosen or self._topic_of(section):
                self._place(section, rank)
        for section in self.sections:
            if section is not title and section.index not in self.found.roles:
                self._leave_out(section)
        self.found.has_stages = any(role is Role.STAGE for role, _ in self.found.roles.values())
        return self.found

    def _give(self, section: Section, role: Role, reason: str) -> None:
        self.found.roles[section.index] = (role, reason)

    def _leave_out(self, section: Section) -> None:
        if section.chatter:
            self._give(section, Role.LEFT_OUT, f"This is {section.chatter}, not content.")
        elif any(self.chosen.get(each.index) is Role.LEFT_OUT for each in _above(section)):
            self._give(section, Role.LEFT_OUT, "It was chosen to be left out.")
        else:
            self._give(section, Role.LEFT_OUT, "This heading has no place in a roadmap.")

    def _is_open(self, section: Section) -> bool:
        """Return whether nothing says that SECTION, or what it is in, is left out; the innermost choice counts."""
        nearest = next((self.chosen[each.index] for each in _above(section) if each.index in self.chosen), None)
        if nearest is Role.LEFT_OUT:
            return False
        return not section.chatter or (self.is_own and section.parent is not None and section.parent.is_marked)

    # The title.

    def _title(self) -> Section | None:
        said = [each for each in self.sections if self.chosen.get(each.index) is Role.TITLE]
        if said:
            return said[0]
        rest = [
            each
            for each in self.sections
            if self._is_open(each) and self._is_free(each) and len(each.text) <= 2 * _LONGEST_TITLE
        ]
        if not rest:
            return None
        if (only := only_first_rank(rest)) and only is not rest[0] and not self._is_stage_heading(only):
            return only
        return self._first_as_title(rest[0], rest)

    def _is_free(self, section: Section) -> bool:
        """Return whether no role was chosen for SECTION, or one that it cannot have above all others."""
        if section.index not in self.chosen:
            return True
        below = self.chosen[section.index] in (Role.TOPIC, Role.GROUP, Role.ITEM)
        return below and section is self.sections[0] and not section.filled

    def _first_as_title(self, first: Section, rest: list[Section]) -> Section | None:
        """Return FIRST, which is the first of REST, if it is the title."""
        if is_weak(first.text) and len(rest) > 1:
            return None
        peers = [each for each in rest if each.rank == first.rank]
        highest = min(each.rank for each in rest)
        if any(each.kind in (Kind.ITEM, Kind.ROW) for each in self.blocks[: first.index]) and first.rank > 1:
            return None
        if first.rank == highest and len(peers) == 1:
            # The only one of the highest rank, with everything below it; or with nothing but a list.
            is_title = first.rank == 1 or (len(rest) > 1 and not first.span)
            return first if is_title and not self._is_stage_heading(first) else None
        if first.rank == highest == 1 and is_unlike(first, peers[1:]):
            return first
        if first.own or self._is_stage_heading(first):
            return None
        if first.rank > highest:
            # A lower heading above all others, such as <h3> in the middle of a page.
            before = any(each.kind is Kind.PARAGRAPH for each in self.blocks[: first.index])
            return first if not first.filled and not before else None
        others = [each for each in peers[1:] if each.filled]
        is_alone = len(others) == 1 and others[0].index == first.index + 1  # two headings in a row
        is_empty = not first.filled and (len(others) >= FEW or is_alone)
        return first if is_empty and (first.rank == 1 or all(each.is_marked for each in others)) else None

    def _is_stage_heading(self, section: Section) -> bool:
        """Return whether SECTION is a stage rather than a title: "Stage 1: …", and others below are not stages."""
        if not section.span or self.blocks[section.index].slug:
            return False
        return not any(each.span and each.rank > section.rank for each in self.sections)

    # The stages.

    def _stage_rank(self, rest: list[Section]) -> int:
        """Return the rank of the headings that are stages, 0 if no headings are."""
        said = [each.rank for each in rest if self.chosen.get(each.index) is Role.STAGE]
        if said:
            return max(set(said), key=said.count)
        topics = [each.rank for each in rest if self.chosen.get(each.index) is Role.TOPIC]
        free = [each for each in rest if self.chosen.get(each.index) not in (Role.TOPIC, Role.GROUP, Role.ITEM)]
        ranks = sorted({each.rank for each in free if not topics or each.rank < min(topics)})
        if len(ranks) > 1 and ranks[-1] == BOLD and self._bold_is_inside(free):
            ranks.pop()
        for rank in ranks:
            here = [each for each in free if each.rank == rank]
            full = [each for each in here if each.filled or each.is_marked]
            deeper = [each for each in free if each.rank > rank]
            if not full and deeper:
                continue
            if len(full) == 1 and deeper and not full[0].span and self._is_container(full[0], deeper):
                continue
            if any(is_the_plan(each, full) for each in full):
                self.beside |= {each.index for each in here if is_about_the_plan(each) and not each.is_marked}
            if any(is_wrapper(each, full) for each in full):
                continue
            return rank
        return ranks[0] if ranks else 0

    def _bold_is_inside(self, free: list[Section]) -> bool:
        real = [each for each in free if each.rank < BOLD and each.filled]
        return len(real) >= FEW or any(each.span for each in real)

    def _is_container(self, section: Section, deeper: list[Section]) -> bool:
        """Return whether SECTION, the only full one of its rank, merely holds those that are the stages."""
        rank = min((each.rank for each in deeper if section.index < each.index < section.end), default=0)
        return sum(1 for each in deeper if each.rank == rank and each.filled) >= FEW

    def _place(self, section: Section, rank: int) -> None:
        """Give SECTION the role of its rank, where RANK is that of stages."""
        said = self.chosen.get(section.index)
        if said in (Role.STAGE, Role.TOPIC, Role.GROUP, Role.ITEM):
            self._give(section, said, "It was chosen.")
            if said is Role.TOPIC and (stage := self._stage_of(section)):
                self.found.topics_in.add(stage.index)
            return
        if any(each.index in self.beside for each in _above(section)):
            self._give(section, Role.LEFT_OUT, "It stands beside the stages.")
            return
        if section.rank < rank:
            if section.own:
                self._give(section, Role.STAGE, "It has entries of its own.")
            else:
                self._give(section, Role.LEFT_OUT, "It only holds the stages below it.")
            return
        stage = self._stage_of(section)
        if not rank:
            self._give(section, Role.GROUP, "It is below a topic.")
        elif section.rank == rank or stage is None:
            self._stage(section, rank)
        else:
            self._below(section, stage)

    def _stage(self, section: Section, rank: int) -> None:
        if not section.is_marked and self._is_beside(section, rank):
            self._give(section, Role.LEFT_OUT, "It stands beside the stages.")
        elif section.filled or section.is_marked or self.is_own or not self._are_mostly_full(rank):
            words = "It is of the rank of the stages." if section.rank == rank else "It stands outside of the stages."
            self._give(section, Role.STAGE, words)
        else:
            self._give(section, Role.LEFT_OUT, "There is nothing to learn below it.")

    def _is_beside(self, section: Section, rank: int) -> bool:
        """Return whether SECTION is one of resources or the like beside stages that all have a stage word."""
        if section.rank != rank or not is_about_the_plan(section):
            return False
        if rank not in self.marked:
            here = [each for each in self.sections if each.rank == rank and not each.chatter]
            stages = [each for each in here if not is_about_the_plan(each)]
            self.marked[rank] = sum(1 for each in stages if each.is_marked) * 3 >= len(stages) * 2
        return self.marked[rank]

    def _are_mostly_full(self, rank: int) -> bool:
        if rank not in self.full:
            here = [each for each in self.sections if each.rank == rank and not each.chatter]
            self.full[rank] = sum(1 for each in here if each.filled) * 3 >= len(here)
        return self.full[rank]

    def _topic_of(self, section: Section) -> bool:
        return any(self.found.roles.get(each.index, (None,))[0] is Role.TOPIC for each in _above(section)[1:])

    def _stage_of(self, section: Section) -> Section | None:
        for each in _above(section)[1:]:
            if self.found.roles.get(each.index, (None,))[0] is Role.STAGE:
                return each
        return None

    def _below(self, section: Section, stage: Section) -> None:
        """Give SECTION, which is below STAGE, its role: topic, or group of a topic."""
        text = plain(section.text).removesuffix(":").strip()
        topics = [
            each
            for each in _above(section)[1:]
            if self.found.roles.get(each.index, (None,))[0] is Role.TOPIC and each.rank < section.rank
        ]
        if stage.index not in self.real:
            self.real[stage.index] = any(each.rank < BOLD and not each.chatter for each in _all(stage)[1:])
        real = self.real[stage.index] or self.has_real_topics
        rules = is_resource_label(text) and stage.index in self.found.topics_in and not is_resource_label(stage.text)
        if topics or (section.rank >= BOLD and (real or self._is_single_label(section, stage))):
            self._give(section, Role.GROUP, "It is below a topic.")
        elif (rules or self._are_labels(stage)) and self._links_only(section):
            self._give(section, Role.GROUP, "It heads resources.")
        elif is_weak(text) and not section.filled and not self.is_own:
            self._give(section, Role.LEFT_OUT, "There is nothing to learn below it.")
        else:
            self._give(section, Role.TOPIC, "It is the first rank below a stage.")
            self.found.topics_in.add(stage.index)
            self.has_real_topics = self.has_real_topics or section.rank < BOLD

    def _are_labels(self, stage: Section) -> bool:
        """Return whether all headings below STAGE are "Articles", "Videos" and the like: they are of its one topic."""
        here = [each for each in stage.below if not each.chatter]
        return not is_resource_label(stage.text) and all(is_resource_label(each.text) for each in here)

    def _is_single_label(self, section: Section, stage: Section) -> bool:
        """Return whether the bold SECTION is the only one below STAGE, and merely a label of its list."""
        ends = plain(section.text).rstrip().endswith((":", "："))
        return len(stage.below) == 1 and (ends or stage.own > 0)

    def _links_only(self, section: Section) -> bool:
        """Return whether all entries below SECTION are links."""
        entries = [block for block in self.blocks[section.index : section.end] if block.kind is Kind.ITEM]
        return bool(entries) and all(block.words.links for block in entries)


def _all(section: Section) -> list[Section]:
    """Return SECTION and those below it, in order."""
    found, rest = [], [section]
    while rest:
        each = rest.pop()
        found.append(each)
        rest += reversed(each.below)
    return found


def _above(section: Section) -> list[Section]:
    """Return SECTION and those that it is in, innermost first."""
    found: list[Section] = []
    at: Section | None = section
    while at:
        found.append(at)
        at = at.parent
    return found
