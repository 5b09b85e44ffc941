"""Rules for the source of the templates, read from the files."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_lines_are_at_most_140_characters(path):
    lines = enumerate(path.read_text().splitlines(), 1)
    assert [(number, len(line)) for number, line in lines if len(line) > 140] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_comment_ends_on_its_line_or_else_people_read_it(path):
    lines = enumerate(path.read_text().splitlines(), 1)
    assert [number for number, line in lines if line.count("{#") != line.count("#}")] == []


def test_the_oob_tag_is_the_only_place_that_writes_hx_swap_oob():
    sources = [*TEMPLATES, *(ROOT / "roadmap_app").rglob("*.py"), *(ROOT / "static" / "js").rglob("*.js")]
    found = [str(path.relative_to(ROOT)) for path in sources if "hx-swap-oob" in path.read_text()]
    assert found == ["roadmap_app/templatetags/cairn.py"]
