"""Plain URLs and e-mail addresses become links, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.markdown import excerpt, link_addresses, render
from roadmap_app.domain.markdown.addresses import addresses_in
from tests.domain.markdown.page import safe_page

# A text, and the targets of its links.
LINKS = [
    ("see https://a.b/c.", ["https://a.b/c"]),
    ("(https://a.b/c_(d)), or [https://e.f]!", ["https://a.b/c_(d)", "https://e.f"]),
    ("https://en.wikipedia.org/wiki/A_(b)_c?d=e&f=g#h", ["https://en.wikipedia.org/wiki/A_(b)_c?d=e&f=g#h"]),
    ("HTTP://A.b", ["HTTP://A.b"]),
    ("www.a.b/c, www.d", ["http://www.a.b/c"]),
    ("write to a.b+c@d.org.", ["mailto:a.b+c@d.org"]),
    ("git@github.com:a/b.git a@b @c.d", []),
    ("http://localhost:8000/a and http://[::1]/", ["http://localhost:8000/a", "http://[::1]/"]),
    ("https:// http://. http://[ https://?", []),
    ("xhttp://a.b ftp://a.b javascript://a.b", []),
    ('"https://a.b" “https://c.d” <https://e.f>', ["https://a.b", "https://c.d", "https://e.f"]),
    ("见https://a.b/c。然后", ["https://a.b/c"]),
    ("https://a.b…", ["https://a.b"]),
    ("https://a.b/?c=$d&e=$f", ["https://a.b/?c=$d&e=$f"]),
    ("https://a.b/c_d_e__f__*g*", ["https://a.b/c_d_e__f__*g"]),
    ("**https://a.b** _https://c.d_ ~~https://e.f~~", ["https://a.b", "https://c.d", "https://e.f"]),
    ("https://a.b/~c/", ["https://a.b/~c/"]),
    ("https://a.b/'c", ["https://a.b/'c"]),
]


def hrefs(html):
    page = safe_page(html)
    assert all(a["rel"] == "nofollow noopener" for a in page.of("a"))
    assert all(a.get("target") == ("_blank" if a["href"].lower().startswith("http") else None) for a in page.of("a"))
    return [a["href"] for a in page.of("a")]


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_plain_addresses_become_links_in_notes_and_plain_text(text, expected):
    assert hrefs(render(text)) == expected
    assert hrefs(link_addresses(text)) == expected
    assert safe_page(link_addresses(text)).text == text


@pytest.mark.parametrize(
    "text",
    [
        "`https://a.b`",
        "    https://a.b",
        "```\nhttps://a.b\n```",
        "$https://a.b$",
        r"https\://a.b",
        "[a]: https://a.b",
    ],
)
def test_there_are_no_links_in_code_and_formulas(text):
    assert hrefs(render(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "[https://a.b](https://c.d)",
        "[see https://a.b and www.e.f or g@h.i](https://c.d)",
        "![https://a.b](https://c.d)",
        "[![https://a.b](x.png)](https://c.d)",
    ],
)
def test_a_link_contains_no_other_link(text):
    assert hrefs(render(text)) == ["https://c.d"]


def test_addresses_become_links_in_every_part_of_a_note():
    source = "# https://a.b\n\n- [ ] https://a.b\n\n> https://a.b\n\n|https://a.b|\n|-|\n|www.a.b|\n\nc[^1]\n\n[^1]: https://a.b"
    assert [href for href in hrefs(render(source)) if "a.b" in href] == ["https://a.b"] * 4 + [
        "http://www.a.b",
        "https://a.b",
    ]
    assert excerpt("*See* https://a.b/c_d_e now") == "See https://a.b/c_d_e now"


@given(st.lists(st.sampled_from(["https://", "www.", "a", "@", ".", "(", ")", "[", "]", " ", "<", '"', "&", "é", "'"])))
def test_any_text_is_unchanged_and_its_links_are_parts_of_it(pieces):
    text = "".join(pieces)
    assert safe_page(link_addresses(text)).text == text
    for start, address, href in addresses_in(text):
        assert text.startswith(address, start) and href.endswith(address) and address[-1] not in ".,"
    safe_page(render(text))
