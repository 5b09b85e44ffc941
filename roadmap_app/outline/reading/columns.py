"""What the columns of a table are for a roadmap: by their heads, and by what is in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import Block, Kind
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.duration import Duration
from roadmap_app.outline.reading.durations import take_duration

# Words of heads, in many languages; of several columns of one role the first that is named here has it.
_STAGES = (
    r"phases?|stages?|milestones?|parts?|semesters?|years?|levels?|phasen?|etapas?|fases?|étapes?|этап|"
    r"阶段|階段|المرحلة"
)
_TIMES = (
    r"weeks?|days?|months?|dates?|no\.?|nr\.?|#|number|session|lecture no\.?|modules?|units?|woche|tag|"
    r"monat|semanas?|días?|"
    r"mes(?:es)?|semaines?|jours?|mois|неделя|день|周|週|天|日期|الأسبوع|اليوم|الشهر"
)
_THINGS = (
    r"courses?(?: (?:name|title))?|title|name|items?|lessons?|lectures?|chapters?|skills?|tasks?|activit(?:y|ies)|"
    r"exercises?|assignments?|projects?|practice|what(?: to (?:do|learn))?|to ?do|goals?|books?|"
    r"tutorials?|videos?|articles?|"
    r"papers?|notebooks?|tools?|problems?|questions?|labs?|kurse?|aufgaben?|übung(?:en)?|cursos?|tareas?|ejercicios?|"
    r"cours|exercices?|corsi|corso|курсы?|задани[ея]|课程|課程|任务|コース|المقرر|الدورة|المهمة"
)
_TOPICS = (
    r"topics?|subjects?|themes?|areas?|concepts?|contents?|sections?|category|categories|thema|themen|inhalt|temas?|"
    r"sujets?|argomenti|argomento|темы?|主题|主題|内容|テーマ|الموضوع|المحتوى"
)
_LINKS = (
    r"links?|resources?|urls?|readings?|references?|materials?|sources?|slides|recordings?|ressourcen|quellen|enlaces?|"
    r"recursos?|liens?|ressources?|risorse|ссылк[аи]|资源|链接|リンク|المصادر|الرابط"
)
_ORDER = (
    (Role.STAGE, _STAGES),
    (Role.GROUP, _TIMES),
    (Role.ITEM, _THINGS),
    (Role.TOPIC, _TOPICS),
    (Role.RESOURCE, _LINKS),
)
_HEADS = tuple((role, re.compile(f"(?i)(?:{words})")) for role, words in _ORDER)
_NO_TOPICS = re.compile(
    r"(?i)authors?|instructors?|teachers?|dur|effort|hours|time|level|difficulty|status|type|lang|format|prere|price|"
    r"free|week|day|date|month|phase|stage"
)
_TIMES_OF_STAGES = re.compile(r"(?i)(?:months?|weeks?|duration|time|length)")
_BARE = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass
class TableColumns:
    """The roles of a table's columns, and their heads; `is_content`: it has a column of items.

    `time` is the column that says when each stage is, if there is one.
    """

    heads: tuple[str, ...] = ()
    roles: list[Role] = field(default_factory=list)
    rows: int = 0
    is_content: bool = False
    time: int | None = None

    def role(self, column: int) -> Role:
        """Return the role of the COLUMN, counted from 0."""
        return self.roles[column] if column < len(self.roles) else Role.HINT

    def head(self, column: int) -> str:
        """Return the head of the COLUMN, "" without one."""
        return self.heads[column] if column < len(self.heads) else ""


def tables_of(
    blocks: Sequence[Block], chosen: Mapping[str, Role], *, has_stages: bool, is_own: bool = False
) -> dict[int, TableColumns]:
    """Return the columns of each table by its number; CHOSEN are roles such as "t1c2" of `Choices.levels`.

    HAS_STAGES: headings are the stages, so that no column is.
    """
    rows: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is Kind.ROW:
            rows.setdefault(block.table, []).append(block)
    return {
        number: _columns(number, found, chosen, has_stages=has_stages, is_own=is_own) for number, found in rows.items()
    }


def _columns(
    number: int, rows: list[Block], chosen: Mapping[str, Role], *, has_stages: bool, is_own: bool
) -> TableColumns:
    heads = tuple(plain(head).strip() for head in rows[0].head)
    width = max(max(len(row.cells) for row in rows), len(heads))
    said = {column: chosen.get(f"t{number}c{column + 1}") for column in range(width)}
    roles = [said[column] or _role_of(heads[column] if column < len(heads) else "") for column in range(width)]
    cells = [
        [plain(row.cells[column].text) if column < len(row.cells) else "" for row in rows] for column in range(width)
    ]
    free = [column for column in range(width) if not said[column]]
    if has_stages:
        roles = [Role.GROUP if role is Role.STAGE and column in free else role for column, role in enumerate(roles)]
    is_outline = {Role.STAGE, Role.TOPIC, Role.ITEM} <= set(roles)  # however few of its rows have the same topic
    time = _time_of_stages(heads, roles, cells, free)
    if time is not None:
        roles[time] = Role.HINT
        free.remove(time)
    if is_outline:
        free = [column for column in free if column != roles.index(Role.TOPIC)]
    elif Role.TOPIC not in roles or not any(_repeats(cells[c]) for c in free if roles[c] is Role.TOPIC):
        _choose_topics(heads, roles, cells, free)
    if Role.ITEM not in roles:
        _choose_items(roles, cells, free)
    first = roles.index(Role.ITEM) if Role.ITEM in roles else None
    _keep_one_of_each(roles, cells, free)
    is_content = first is not None and any(cells[first]) and (len(rows) > 1 or any(said.values()) or not is_own)
    return TableColumns(heads, roles, len(rows), is_content, time)


@lru_cache(maxsize=256)  # tables of one document have the same heads
def _role_of(head: str) -> Role:
    bare = _BARE.sub("", head)
    if head.strip() == "#":
        return Role.GROUP
    return next((role for role, words in _HEADS if words.fullmatch(bare)), Role.HINT)


def _choose_topics(heads: tuple[str, ...], roles: list[Role], cells: list[list[str]], free: list[int]) -> None:
    """Make the first column of words that repeat in neighbouring rows that of the topics."""
    for column in free:
        is_open = roles[column] in (Role.HINT, Role.ITEM, Role.GROUP) and not _is_numbers(cells[column])
        if is_open and not (column < len(heads) and _NO_TOPICS.search(heads[column])) and _runs(cells[column]):
            roles[column] = Role.TOPIC
            return


def _time_of_stages(heads: tuple[str, ...], roles: list[Role], cells: list[list[str]], free: list[int]) -> int | None:
    """Return the column that says the same for all rows of a stage, and whose head is "Months" or the like."""
    if Role.STAGE not in roles:
        return None
    stages = cells[roles.index(Role.STAGE)]
    for column in free:
        if column >= len(heads) or not _TIMES_OF_STAGES.fullmatch(heads[column]):
            continue
        pairs = set(zip(stages, cells[column], strict=True))
        is_same = len(pairs) == len(set(stages))
        if is_same and all(time_below(heads[column], cell) for _, cell in pairs):
            return column
    return None


def time_below(head: str, cell: str) -> Duration | None:
    """Return the time that a CELL below HEAD says; None if it says anything else."""
    for text in (cell, f"{head} {cell}"):
        rest, duration = take_duration(text)
        if duration and rest == text and not duration.is_passing:
            return duration
    return None


def _runs(cells: list[str]) -> bool:
    """Return whether CELLS are few values, each in neighbouring rows only."""
    runs = sum(1 for before, cell in zip(["", *cells], cells, strict=False) if cell != before)
    return all(cells) and _repeats(cells) and 1 < runs == len(set(cells)) and max(map(len, cells)) <= 80


def _choose_items(roles: list[Role], cells: list[list[str]], free: list[int]) -> None:
    """Make a column that of the items: the topics, or what is longest of what is no number and no link."""
    topics = [column for column in free if roles[column] is Role.TOPIC]
    order = [column for column in reversed(topics) if not _runs(cells[column])]
    order += sorted(
        (column for column in free if roles[column] is Role.HINT and not _is_numbers(cells[column])),
        key=lambda column: -sum(1 for cell in cells[column] if len(cell) > 3) - (column == 0) * len(cells[column]),
    )
    order += [column for column in free if roles[column] is Role.RESOURCE] + topics
    for column in order:
        if any(any(map(str.isalpha, cell)) for cell in cells[column]):
            roles[column] = Role.ITEM
            return


def _keep_one_of_each(roles: list[Role], cells: list[list[str]], free: list[int]) -> None:
    """Make hints of further columns of items or groups, and a group of topics that do not repeat."""
    first = roles.index(Role.ITEM) if Role.ITEM in roles else None
    for column in free:
        if roles[column] is Role.ITEM and column != first:
            roles[column] = Role.HINT
        if roles[column] is Role.TOPIC and not _repeats(cells[column]):
            roles[column] = Role.GROUP
    groups = [column for column in free if roles[column] is Role.GROUP]
    named = [column for column in groups if not _is_numbers(cells[column])]
    for column in groups:
        if column != (named or groups)[0]:
            roles[column] = Role.HINT


def _repeats(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 3 and len(set(filled)) * 5 <= len(filled) * 4


def _is_numbers(cells: list[str]) -> bool:
    return all(len(re.sub(r"[\W\d_]", "", cell)) <= 3 for cell in cells)
