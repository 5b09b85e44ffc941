"""All notes as one document."""

from roadmap_app.domain.notebook import NotebookNote, write_notebook


def test_titles_come_once_above_what_they_hold():
    notes = [
        NotebookNote("ML", "Foundations", "Maths", "\nA *line*.\n\n"),
        NotebookNote("ML", "Foundations", "Python", "    code"),
        NotebookNote("ML", "Deep", "Nets", "x"),
        NotebookNote("Sailing", "Deep", "Water", "y"),
        NotebookNote("", "", "", "z"),
    ]
    assert "".join(write_notebook(notes)) == (
        "# ML\n\n## Foundations\n\n### Maths\n\nA *line*.\n\n### Python\n\n    code\n\n## Deep\n\n### Nets\n\nx\n\n"
        "# Sailing\n\n## Deep\n\n### Water\n\ny\n\n"
        "# Topics that you do not see any more\n\n### A note\n\nz\n\n"
    )


def test_without_notes_it_is_empty():
    assert list(write_notebook([])) == []
