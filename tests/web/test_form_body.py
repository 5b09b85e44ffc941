"""Parsing forms: what is refused, equality with the standard library, and memory."""

import tracemalloc
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.web.form_body import (
    FORM,
    TooManyFields,
    fault_of_address,
    fault_of_type,
    is_cut_off,
    is_text,
    parse_urlencoded,
)


@pytest.mark.parametrize("query", ["", "q=%C3%A9+a", "q=é", "p=2&o=-1"])
def test_addresses_that_are_text(query):
    assert fault_of_address("/notes/é/", query) is None


@pytest.mark.parametrize(("path", "query"), [("/a\0", ""), ("/", "q=%00"), ("/", "q=%ff"), ("/", "%ED%A0%80=1")])
def test_addresses_that_are_not_text(path, query):
    assert "not text" in fault_of_address(path, query)


@pytest.mark.parametrize(("kind", "charset"), [(FORM, None), (FORM, "UTF-8"), ("multipart/form-data", "utf8")])
def test_types_of_forms(kind, charset):
    assert fault_of_type(kind, charset) is None


@pytest.mark.parametrize(
    ("kind", "charset"), [("application/json", None), ("text/plain", "utf-8"), ("", None), (FORM, "utf-16")]
)
def test_other_types(kind, charset):
    assert fault_of_type(kind, charset)


def test_text_is_utf_8():
    assert is_text(b"100%FF of it")
    assert not is_text(b"\xff")


def test_a_body_shorter_than_announced_is_cut_off():
    assert is_cut_off(b"body=The+first+ha", 30)
    assert not is_cut_off(b"body=x", 6)


@given(st.lists(st.tuples(st.text(), st.text(max_size=9000))))
def test_a_form_is_parsed_as_it_was_encoded(fields):
    body = urlencode(fields).encode()
    assert parse_urlencoded(body, 1000) == [pair for pair in fields if pair != ("", "")] or ("", "") in fields
    assert parse_urlencoded(body, 1000) == parse_qsl(body.decode(), keep_blank_values=True)


@given(st.text(alphabet="a%&=+4AGé1;", max_size=60))
def test_malformed_bodies_are_parsed_as_by_the_standard_library(text):
    body = text.encode()
    try:
        expected = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            parse_urlencoded(body, 1000)
    else:
        assert parse_urlencoded(body, 1000) == expected


@pytest.mark.parametrize("shift", range(3))
def test_an_escape_at_the_edge_of_a_piece_is_not_split(shift):
    text = "x" * shift + "é" * 3000
    assert parse_urlencoded(urlencode({"body": text}).encode(), 1) == [("body", text)]


def test_half_a_character_is_not_text():
    with pytest.raises(UnicodeDecodeError):
        parse_urlencoded(b"a=%C3&b=%A9", 9)


def test_too_many_fields():
    assert len(parse_urlencoded(b"&".join([b"a=1"] * 5), 5)) == 5
    with pytest.raises(TooManyFields):
        parse_urlencoded(b"&".join([b"a=1"] * 6), 5)


SIZE = 600_000
SHAPES = {
    "escapes": b"a=" + b"%41" * (SIZE // 3),
    "escapes and letters": b"a=" + b"%41b" * (SIZE // 4),
    "escaped Cyrillic": b"a=" + b"%D0%96" * (SIZE // 6),
    "percent signs": b"a=" + b"%" * SIZE,
    "pluses": b"+" * SIZE,
    "separators": b"&" * 299 + b"a" * SIZE,
    "equals signs": b"a" + b"=" * SIZE,
    "the maximum of fields": b"&".join([b"field=" + b"%41%2B" * 320] * 300),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_parsing_a_form_takes_less_memory_than_three_times_its_size(shape):
    body = SHAPES[shape]  # the body itself is the fourth
    tracemalloc.start()
    try:
        parse_urlencoded(body, 300)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(body)
