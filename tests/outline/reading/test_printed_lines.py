"""Texts that were printed: their pages' heads, feet and numbers are no content, and lines are joined again."""

from roadmap_app.domain.titles import is_visible
from roadmap_app.outline.reading.blocks import Kind
from roadmap_app.outline.reading.plain_text import looks_like_markdown, text_blocks
from tests.outline.reading.test_plain_text import shape

PRINTED = """\
The Baker's Path                                      Spring Edition

A PATH FOR BAKERS

This guide leads a beginner from flour to a shop of their own, and it
takes about a year of evenings. Bring a well-made scale, a compu-
ter for the accounts, and patience.

1. Foundations (months 1–3)

1.1 Flour
• Tell rye from wheat by its smell, its colour and the way that it
feels between two fingers
• Read a label
– Ash content
– Protein
Baker's Path – Spring                                              1

The Baker's Path                                      Spring Edition

1.2 Water
• Measure hardness
• A peel that is well-
made

2. Ovens (months 4–6)

2.1 Wood

The oven was once the heart of a village, and whoever kept it warm was
a person of some
Baker's Path – Spring                                              2

The Baker's Path                                      Spring Edition

consequence there.
• Light a fire
• Keep the accounts on a computer

Baker's Path – Spring                                              3
"""


def test_an_article_out_of_a_pdf_is_read_as_before_it_was_printed():
    assert [line for line in shape(PRINTED) if line != "page"] == [
        "h1 A PATH FOR BAKERS",
        "p This guide leads a beginner from flour to a shop of their own, and it takes about a year of evenings. "
        "Bring a well-made scale, a computer for the accounts, and patience.",
        "h2 Foundations (months 1–3)",
        "h3 Flour",
        "-1 Tell rye from wheat by its smell, its colour and the way that it feels between two fingers",
        "-1 Read a label",
        "-2 Ash content",
        "-2 Protein",
        "h3 Water",
        "-1 Measure hardness",
        "-1 A peel that is well-made",
        "h2 Ovens (months 4–6)",
        "h3 Wood",
        "p The oven was once the heart of a village, and whoever kept it warm was a person of some consequence there.",
        "-1 Light a fire",
        "-1 Keep the accounts on a computer",
    ]
    assert shape(PRINTED).count("page") == 6


def test_form_feeds_part_pages():
    pages = [f"Bakers monthly\n\nTopic {name}\n\n- Knead\n- Fold\n\n{n}" for n, name in enumerate("ABC", 1)]
    assert shape("\n\f".join(pages)) == [
        line for name in "ABC" for line in ("page", f"h1 Topic {name}", "-1 Knead", "-1 Fold", "page")
    ]


def test_many_pages_are_read_to_the_end():
    text = PRINTED * 20
    found = {number for block in text_blocks(text) for number in range(block.first, block.last + 1)}
    assert {number for number, line in enumerate(text.split("\n"), 1) if is_visible(line)} <= found
    assert not looks_like_markdown(text)


def test_two_lines_that_name_their_page_are_running_heads_of_a_short_text():
    text = (
        "The beekeeper   Page 1\n\nPart I. Hives\n• Build a hive\n• Paint it\n\nThe beekeeper   Page 2\n\n• Move in\n"
    )
    heads = [block.first for block in text_blocks(text) if block.kind == Kind.RUNNING_HEAD]
    assert heads == [1, 7]
    # In another order they are no pages.
    swapped = text.replace("Page 1", "Page 9")
    assert not [block for block in text_blocks(swapped) if block.kind == Kind.RUNNING_HEAD]
