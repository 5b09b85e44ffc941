"""Validation of what the outline editor sends."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from roadmap_app.forms.outline import MAX_OUTLINE, NewRoadmapForm, OutlineForm


def sent(fields):
    """Return FIELDS as a browser sends them."""
    return QueryDict(urlencode(fields))


def test_a_text_alone_is_a_preview():
    form = OutlineForm(sent({"body": "# A roadmap"}))
    assert form.is_valid() and not form.applies
    applied = OutlineForm(sent({"body": "# A roadmap", "act": "apply"}))
    assert applied.is_valid() and applied.applies


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ""}, "There is no text"),
        ({}, "There is no text"),
        ({"body": "x" * (MAX_OUTLINE + 1)}, "400,000 characters at the most"),
        ({"body": "a\0b"}, "NUL character"),
        ({"body": "text", "version": "x"}, "did not say what it shows"),
        ({"body": "text", "act": "destroy"}, "did not say what it shows"),
    ],
)
def test_an_invalid_request_has_an_error_message(fields, message):
    form = OutlineForm(sent(fields))
    assert not form.is_valid() and message in form.first_error


def test_choices_name_rows_and_ignore_anything_else():
    form = OutlineForm(
        QueryDict("declined=topic-3&declined=user-1&declined=item-x&same=item-7=A title&same=item-8=&same=")
    )
    assert form.declined == [("topic", 3)]
    assert form.same == [(("item", 7), "A title")]


@pytest.mark.parametrize(
    ("slug", "valid"), [("", True), ("a-b_1", True), ("a b", False), ("a/b", False), ("a" * 81, False)]
)
def test_the_slug_of_a_new_roadmap(slug, valid):
    form = NewRoadmapForm(sent({"body": "text", "slug": slug}))
    assert form.is_valid() is valid
    assert valid or "letters, digits, hyphens and underscores" in form.first_error
