"""Validation of what the note editor sends."""

import pytest

from roadmap_app.forms.notes import NoteForm, too_long
from roadmap_app.models.notes import MAX_NOTE_BYTES


def test_a_text_may_be_empty_but_not_missing():
    assert NoteForm({"body": "", "version": "0"}).is_valid()
    form = NoteForm({"version": "0"})
    assert not form.is_valid() and form.first_error.startswith("No text arrived")


def test_the_limit_is_counted_in_bytes():
    longest = "é" * (MAX_NOTE_BYTES // 2)
    assert NoteForm({"body": longest, "version": "0"}).is_valid()
    assert NoteForm({"body": longest + "x", "version": "0"}).first_error == too_long(MAX_NOTE_BYTES + 1)


def test_line_ends_are_stored_as_newlines():
    form = NoteForm({"body": "one\r\ntwo\r\n", "version": "0"})
    assert form.is_valid() and form.cleaned_data["body"] == "one\ntwo\n"


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40])
def test_an_invalid_version_has_an_error_message(version):
    form = NoteForm({"body": "text", "version": version})
    assert not form.is_valid() and "which version" in form.first_error


@pytest.mark.parametrize(
    ("fields", "version", "join"),
    [
        ({}, 1, False),
        ({"keep": "mine", "stored_version": "3"}, 3, False),
        ({"keep": "both", "stored_version": "3"}, 3, True),
        ({"keep": "both"}, 1, True),
        ({"stored_version": "3"}, 1, False),
    ],
)
def test_a_choice_is_made_against_the_version_shown(fields, version, join):
    form = NoteForm({"body": "text", "version": "1", **fields})
    assert form.is_valid()
    assert form.save_arguments == {"body": "text", "version": version, "join": join}
