"""The rules of the style sheets and templates, read from the files."""

import re
from pathlib import Path

import pytest

from roadmap_app.domain.markdown.allow_list import CLASSES

ROOT = Path(__file__).parents[1]
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# The admin's bear the classes of Django's own sheets; its preview alone looks like the portal.
PORTAL_TEMPLATES = [
    template
    for template in TEMPLATES
    if template.name == "preview.html" or not {"admin", "simple_history"} & {*template.relative_to(ROOT).parts}
]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\((?!-mix)|(?<![-\w])(?:white|black|red|gray|grey)(?![-\w])",
    re.IGNORECASE,
)
# Classes that no template writes: the Markdown renderer's, htmx's, our scripts', and a marker's kind and side.
WRITTEN_IN_CODE = CLASSES | {"htmx-request", "tick-failed", "plan", "today", "early", "late"}
# Classes that are only there to be found by.
HOOKS = {"today", "htmx-request"}


def bare(sheet: Path) -> str:
    """Return a sheet without its comments."""
    return COMMENT.sub("", sheet.read_text())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_is_short_and_forces_nothing(sheet):
    assert len(sheet.read_text().splitlines()) <= 150
    assert "!important" not in bare(sheet)
    assert "url(" not in "".join(COMMENT.findall(sheet.read_text()))


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_are_tokens(sheet):
    assert COLOUR.findall(bare(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(sheet):
    defined = set(re.findall(r"(--[\w-]+):", "".join(bare(each) for each in SHEETS)))
    assert set(re.findall(r"var\((--[\w-]+)", bare(sheet))) <= defined


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_directions_are_logical(sheet):
    sides = r"(?:left|right|top|bottom)"
    physical = rf"(?<![-\w])(?:(?:margin|padding|border)-{sides}|{sides}:|text-align: {sides})"
    assert re.findall(physical, bare(sheet)) == []


def test_every_sheet_is_imported_once():
    imported = re.findall(r'@import "([^"]+)"', (ROOT / "static/css/app.css").read_text())
    there = [str(sheet.relative_to(ROOT / "static/css")) for sheet in SHEETS]
    assert sorted([*imported, "app.css", "admin.css"]) == sorted(there)


def test_no_template_holds_style_or_script():
    for template in TEMPLATES:
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", template.read_text()), template


def classes_in_templates() -> set[str]:
    """Return every class that a template writes, those inside of template tags' branches too."""
    found: set[str] = set()
    for template in PORTAL_TEMPLATES:
        for attribute in re.findall(r'class="((?:\{[%{].*?[%}]\}|[^"])*)"', template.read_text()):
            found |= set(re.sub(r"\{[%{].*?[%}]\}", " ", attribute).split())
    return found


def classes_in_sheets() -> set[str]:
    """Return every class that a sheet styles, the admin's own sheet left out."""
    sheets = (bare(sheet) for sheet in SHEETS if sheet.name != "admin.css")
    return set(re.findall(r"\.([a-z][\w-]*)(?=[\s.,:>{\[)+~])", re.sub(r'"[^"]*"', "", "".join(sheets))))


def test_no_class_is_styled_that_nobody_bears_and_none_borne_that_nobody_styles():
    styled, written = classes_in_sheets(), classes_in_templates()
    assert styled - written - WRITTEN_IN_CODE == set()
    assert written - styled - HOOKS == set()
