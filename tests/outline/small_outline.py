"""A small outline for tests, and outlines as they would come from the database."""

import random
import string
from dataclasses import replace
from itertools import count

from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.reader import read_outline

TEXT = """# Learning to bake

## Stage 1: Bread (0–3 Months)

Goal: A loaf.

### Flour

- Grains: Wheat, Rye, Spelt
- Mills: Stone mill (slow and cool)
- Resources: [Flour](https://example.org/flour) (book, A. Miller)

### Dough

- Yeast: Wild yeast, Bakers yeast

## Stage 2: Cake (3–6 Months)

### Sponge

- Eggs: Separate them, Beat them
"""
# The beginning of an outline, for items to be appended.
HEAD = "# R\n\n## Stage 1: S (0–3 Months)\n\n### T\n\n"


def read(text):
    """Return the outline in TEXT, with slugs."""
    return with_slugs(read_outline(text).outline)


def with_rows(outline):
    """Return OUTLINE with slugs, and with an id for every node as if it came from the database."""
    ids = count(1)

    def row(node, **children):
        return replace(node, id=next(ids), **children)

    def topic(node):
        return row(node, items=tuple(map(row, node.items)), resources=tuple(map(row, node.resources)))

    outline = with_slugs(outline)
    return row(outline, stages=tuple(row(stage, topics=tuple(map(topic, stage.topics))) for stage in outline.stages))


def stored_outline(text):
    """Return the outline in TEXT with a row for every node."""
    return with_rows(read_outline(text).outline)


def many_stages(count):
    """Return the text of a roadmap of COUNT stages that all overlap."""
    stages = (f"## Stage {n}: S{n} (0–3 Months)\n\n### T\n\n- x\n\n" for n in range(1, count + 1))
    return "# R\n\n" + "".join(stages)


def random_items(seed, items, words):
    """Return a text with ITEMS items of WORDS random words each, the same for a SEED."""
    chosen = random.Random(seed)
    vocabulary = ["".join(chosen.choices(string.ascii_lowercase, k=chosen.randint(5, 9))) for _ in range(900)]
    return HEAD + "".join(f"- {' '.join(chosen.choices(vocabulary, k=words))}\n" for _ in range(items))
