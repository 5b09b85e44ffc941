"""What is refused before anything is made of it."""

import pytest

from roadmap_app.well_formed import FORM, fault_of_address, fault_of_body, fault_of_fields, fault_of_type, is_too_much


@pytest.mark.parametrize("query", ["", "q=%C3%A9+a", "q=é", "p=2&o=-1"])
def test_addresses_that_are_text(query):
    assert fault_of_address("/notes/é/", query) is None


@pytest.mark.parametrize(("path", "query"), [("/a\0", ""), ("/", "q=%00"), ("/", "q=%ff"), ("/", "%ED%A0%80=1")])
def test_addresses_that_are_none(path, query):
    assert "no text" in fault_of_address(path, query)


@pytest.mark.parametrize(("kind", "charset"), [(FORM, None), (FORM, "UTF-8"), ("multipart/form-data", "utf8")])
def test_types_of_forms(kind, charset):
    assert fault_of_type(kind, charset) is None


@pytest.mark.parametrize(
    ("kind", "charset"), [("application/json", None), ("text/plain", "utf-8"), ("", None), (FORM, "utf-16")]
)
def test_other_types(kind, charset):
    assert fault_of_type(kind, charset)


def test_escaped_bytes_are_read_together_and_only_in_forms_that_escape():
    assert fault_of_body(FORM, b"a=%C3%A9", 8) is None
    assert fault_of_body(FORM, b"a=%C3&b=%A9", 11)
    assert fault_of_body("multipart/form-data", b"100%FF of it", 12) is None
    assert fault_of_body("multipart/form-data", b"\xff", 1)


def test_half_a_body_is_none():
    assert "broke off" in fault_of_body(FORM, b"body=The+first+ha", 30)


def test_a_field_twice():
    assert "“state”" in fault_of_fields([("state", ["done", "open"])], many=False)
    assert fault_of_fields([("state", ["done", "done"]), ("apart", ["item-1", "item-2"])], many=False) is None
    assert fault_of_fields([("groups", ["1", "2"])], many=True) is None


@pytest.mark.parametrize("key", ["", "x", "-1", "1.5", "9" * 30, "١"])
def test_rows_of_the_admin_have_numbers(key):
    assert fault_of_fields([("_selected_action", ["1", key])], many=True)
    assert fault_of_fields([("_selected_action", ["1", "22"])], many=True) is None


def test_more_escapes_than_a_note_has_are_too_much():
    longest = ("€" * 33_333).encode()  # a note's 100 kB
    assert not is_too_much(FORM, b"body=" + b"".join(b"%%%02X" % byte for byte in longest))
    assert is_too_much(FORM, b"a=" + b"%41" * 700_000)
    assert not is_too_much("multipart/form-data", b"%41" * 700_000)
