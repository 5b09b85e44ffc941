"""Texts of several lines, and links."""

import pytest
from django import forms

from roadmap_app.forms.sign_offs import LinkField
from roadmap_app.forms.texts import TextField


def test_a_line_break_counts_as_one_character_as_in_the_browser():
    field = TextField(max_length=3)
    assert field.clean("a\r\nb") == "a\nb" and field.widget_attrs(field.widget)["maxlength"] == "3"
    with pytest.raises(forms.ValidationError):
        field.clean("a\r\n\r\nb")


@pytest.mark.parametrize("link", ["example", "https://example", "mailto:a@b.c", "ftp://example.org/a"])
def test_a_link_that_is_none_gets_one_message(link):
    with pytest.raises(forms.ValidationError) as error:
        LinkField(assume_scheme="https").clean(link)
    assert len(error.value.messages) == 1
