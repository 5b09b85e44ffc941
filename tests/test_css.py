"""Check the rules for style sheets and templates by reading the files."""

import re
from pathlib import Path

import pytest

from roadmap_app.domain.markdown.allow_list import CLASSES

ROOT = Path(__file__).parents[1]
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Admin templates use the classes of Django's own style sheets; only the admin's preview uses the portal's.
PORTAL_TEMPLATES = [
    template
    for template in TEMPLATES
    if template.name == "preview.html" or not {"admin", "simple_history"} & {*template.relative_to(ROOT).parts}
]
# Mail programs drop style sheets, and their pages have no policy of ours.
MAILS = {ROOT / "templates" / "reminders" / "mail.html"}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\((?!-mix)|(?<![-\w])(?:white|black|gr[ae]y|red|orange|yellow|green|blue|purple|silver)(?![-\w])",
    re.IGNORECASE,
)
DURATION = re.compile(r"(?<![-\w])\d*\.?\d+m?s\b")
GENERIC_FONT = re.compile(r"(?<![-\w])(?:serif|sans-serif|monospace|system-ui)(?![-\w])")
# Classes that no template contains: those of the Markdown renderer, htmx and our scripts.
WRITTEN_IN_CODE = CLASSES | {"dismiss", "htmx-request", "tick-failed"}
# Classes that only scripts and tests look for.
HOOKS = {"htmx-request"}


def without_comments(sheet: Path) -> str:
    """Return the text of a style sheet without its comments."""
    return COMMENT.sub("", sheet.read_text())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_is_short_and_has_no_important_rules(sheet):
    assert len(sheet.read_text().splitlines()) <= 150
    assert "!important" not in without_comments(sheet)
    assert "url(" not in "".join(COMMENT.findall(sheet.read_text()))


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name != "tokens.css"], ids=lambda path: path.name)
@pytest.mark.parametrize("literal", [COLOUR, DURATION, GENERIC_FONT], ids=["colour", "duration", "font-stack"])
def test_colours_durations_and_font_stacks_are_tokens(sheet, literal):
    assert literal.findall(without_comments(sheet)) == []
    assert literal.search(without_comments(ROOT / "static/css/tokens.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_used_token_is_defined(sheet):
    defined = set(re.findall(r"(--[\w-]+):", "".join(without_comments(each) for each in SHEETS)))
    assert set(re.findall(r"var\((--[\w-]+)", without_comments(sheet))) <= defined


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_directions_are_logical(sheet):
    sides = r"(?:left|right|top|bottom)"
    physical = rf"(?<![-\w])(?:(?:margin|padding|border)-{sides}|{sides}:|text-align: {sides})"
    assert re.findall(physical, without_comments(sheet)) == []


def test_every_sheet_is_imported_once():
    pages = ["app.css", "activity.css", "outlines.css", "teams.css", "numbers.css"]
    imported = [
        name for page in pages for name in re.findall(r'@import "([^"]+)"', (ROOT / "static/css" / page).read_text())
    ]
    existing = [str(sheet.relative_to(ROOT / "static/css")) for sheet in SHEETS]
    assert sorted([*imported, *pages, "admin.css", "admin-forms.css"]) == sorted(existing)


def test_templates_contain_no_inline_style_or_script():
    for template in set(TEMPLATES) - MAILS:
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", template.read_text()), template


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
def test_mails_keep_the_colours_of_the_reader(mail):
    text = re.sub(r"&#\d+;|{.*?}", "", mail.read_text())
    assert 'name="color-scheme" content="light dark"' in text
    assert "background" not in text and not COLOUR.search(text)


def classes_in_templates() -> set[str]:
    """Return every class in the templates, including those inside the branches of template tags."""
    found: set[str] = set()
    for template in PORTAL_TEMPLATES:
        for attribute in re.findall(r'class="((?:\{[%{].*?[%}]\}|[^"])*)"', template.read_text()):
            found |= set(re.sub(r"\{[%{].*?[%}]\}", " ", attribute).split())
    return found


def classes_in_sheets() -> set[str]:
    """Return every class that the style sheets style, except the admin's."""
    sheets = (without_comments(sheet) for sheet in SHEETS if not sheet.name.startswith("admin"))
    return set(re.findall(r"\.([a-z][\w-]*)(?=[\s.,:>{\[)+~])", re.sub(r'"[^"]*"', "", "".join(sheets))))


def test_every_styled_class_is_used_and_every_used_class_is_styled():
    styled, written = classes_in_sheets(), classes_in_templates()
    assert styled - written - WRITTEN_IN_CODE == set()
    assert written - styled - HOOKS == set()
