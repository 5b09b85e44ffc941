"""Guess what a text that is not in our own format means for a roadmap: blocks, then roles, then the outline."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roadmap_app.outline.nodes import Outline
from roadmap_app.outline.own_format import resembles_own_format
from roadmap_app.outline.reading.blocks import Block, Kind
from roadmap_app.outline.reading.choices import Choices, Role
from roadmap_app.outline.reading.columns import tables_of
from roadmap_app.outline.reading.finish import fill, keep_to_sizes, lay_out, place_pending, tell_apart
from roadmap_app.outline.reading.front_matter import front_matter_facts
from roadmap_app.outline.reading.levels import levels_of
from roadmap_app.outline.reading.markdown import markdown_blocks
from roadmap_app.outline.reading.overlooked import overlooked
from roadmap_app.outline.reading.places import ChosenRoles, Roles
from roadmap_app.outline.reading.plain_text import looks_like_markdown, text_blocks
from roadmap_app.outline.reading.result import ROLES_OF, PlacedBlock, Reading, block_keys, level_of
from roadmap_app.outline.reading.roles import roles_of
from roadmap_app.outline.reading.tree import Builder


def guess(text: str, choices: Choices) -> Reading:
    """Return what TEXT may mean; CHOICES outweigh all evidence."""
    blocks = markdown_blocks(text) if looks_like_markdown(text) else text_blocks(text)
    return read_blocks(blocks, choices, is_own=resembles_own_format(text))


def read_blocks(blocks: Sequence[Block], choices: Choices, *, is_own: bool = False) -> Reading:
    """Return what BLOCKS may mean; IS_OWN: they resemble our own format."""
    keys = block_keys(blocks)
    chosen = _chosen(blocks, keys, choices)
    named = {index for index in chosen if keys[index] in choices.blocks}
    roles = roles_of(blocks, ChosenRoles(chosen, named, choices.levels), is_own=is_own)
    tables = tables_of(blocks, choices.levels, has_stages=Role.STAGE in roles.roles, is_own=is_own)
    builder = Builder(tables, choices.base, is_own=is_own)
    _describe(blocks, roles, builder)
    for block, role, reason in zip(blocks, roles.roles, roles.reasons, strict=True):
        builder.take(block, role, reason)
    builder.end()
    placed = tuple(
        PlacedBlock(
            key, level_of(block), block, role, reason, ROLES_OF.get(block.kind, (Role.LEFT_OUT,)), index in chosen
        )
        for index, (key, block, role, reason) in enumerate(zip(keys, blocks, roles.roles, roles.reasons, strict=True))
    )
    reading = _reading(builder, is_own=is_own)
    forgotten = overlooked(placed, reading.outline, (*reading.unplaced, *reading.remarks))
    unplaced = tuple(sorted((*reading.unplaced, *forgotten), key=lambda remark: remark.line))
    return replace(reading, unplaced=unplaced, placed=placed, levels=levels_of(placed, tables, choices))


def _chosen(blocks: Sequence[Block], keys: Sequence[str], choices: Choices) -> dict[int, Role]:
    """Return the roles that were chosen, by the index of the block."""
    found = {}
    for index, (block, key) in enumerate(zip(blocks, keys, strict=True)):
        role = choices.blocks.get(key) or choices.levels.get(level_of(block))
        if role in ROLES_OF.get(block.kind, ()):
            found[index] = role
    return found


def _describe(blocks: Sequence[Block], roles: Roles, builder: Builder) -> None:
    """Take what front matter and pictures say, where nothing else says what the title is."""
    facts: Mapping[str, str] = {}
    if blocks and blocks[0].kind is Kind.FRONT_MATTER:
        facts = front_matter_facts(blocks[0])
    if Role.TITLE not in roles.roles:
        builder.title = facts.get("title", "")
        builder.title_line = 1 if builder.title else 0
    builder.description = facts.get("description", "")


def _reading(builder: Builder, *, is_own: bool) -> Reading:
    stages = builder.stages
    place_pending(stages)
    remarks = [*builder.report.remarks]
    if not is_own:
        remarks += [*fill(stages), *tell_apart(stages), *keep_to_sizes(stages)]
    spans, times, assumed = lay_out(stages)
    outline = Outline(
        builder.title,
        builder.slug,
        builder.summary or builder.description,
        builder.credit,
        builder.hours,
        tuple(stage.frozen(*span) for stage, span in zip(stages, spans, strict=True)),
        line=builder.title_line,
    )
    return Reading(
        outline,
        tuple(sorted(builder.report.unplaced, key=lambda remark: remark.line)),
        (*remarks, *times),
        relative_links=tuple(builder.report.relative),
        without_months=assumed,
        names_stages=not builder.is_stage_assumed,
    )
