"""manage.py check_roadmap with files: they are read by their suffix, as on the page."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db
PAGE = "<h1>Baker</h1><h2>Stage 1: Doughs (0–3 Months)</h2><h3>Sour</h3><ul><li>Feed it</ul><footer>Imprint</footer>"


def checked(*paths, output=None):
    output = output or StringIO()
    call_command("check_roadmap", *map(str, paths), stdout=output)
    return output.getvalue()


def test_a_file_is_checked_as_the_roadmap_it_would_become(tmp_path):
    page = tmp_path / "baker.HTML"
    page.write_text(PAGE, encoding="utf-8")
    assert "Left out: the foot of the page – “Imprint”." in checked(page) and "nothing is wrong" in checked(page)
    page.write_text(PAGE.replace("<li>Feed it", ""), encoding="utf-8")
    with pytest.raises(CommandError, match="it has no item"):
        checked(page)


def test_a_file_that_is_no_text_says_what_it_is(tmp_path):
    picture = tmp_path / "a.md"
    picture.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(CommandError, match=r"“a.md” is an image"):
        checked(picture)
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        checked(tmp_path / "b.md")


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_checked(tmp_path):
    page, empty, output = tmp_path / "baker.html", tmp_path / "empty.md", StringIO()
    page.write_text(PAGE, encoding="utf-8")
    empty.write_text("")
    with pytest.raises(CommandError, match=r"empty.md.*\n.*cannot be read"):
        checked(empty, page, tmp_path / "gone.md", output=output)
    assert f"{page}: nothing is wrong." in output.getvalue()
