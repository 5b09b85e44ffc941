"""The data export has portable file names, valid front matter and valid JSON."""

import io
import json
from datetime import UTC, datetime
from pathlib import PurePosixPath
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.archive import Names, NoteFile, markdown_file, safe_part, write_archive

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("python-basics", "python-basics"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows", "C-Windows"),
        ("", "untitled"),
        ("...", "untitled"),
        ("日本", "untitled"),
        ("Größe", "Groe"),
        ("nul", "nul-"),
        ("COM1", "COM1-"),
        ("a\0b\nc", "a-b-c"),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_part_is_a_portable_file_name(text, part):
    assert safe_part(text) == part


@given(st.lists(st.tuples(st.text(), st.text(max_size=300), st.text()), max_size=20))
def test_paths_are_unique_and_stay_in_their_folder(triples):
    names = Names()
    paths = [names.path("notes", triple, "md") for triple in triples]
    assert len({path.lower() for path in paths}) == len(paths)
    for path in map(PurePosixPath, paths):
        assert not path.is_absolute() and ".." not in path.parts and len(path.parts) == 4 and len(str(path)) < 220


def test_a_title_cannot_break_out_of_the_front_matter():
    text = markdown_file(
        NoteFile("r", "s", "t", {"title": 'A "quoted"\n---\nevil: true', "edited_at": NOW}, "Body\n\n")
    )
    head, body = text.split("\n\n", 1)
    assert head.splitlines() == [
        "---",
        r'title: "A \"quoted\"\n---\nevil: true"',
        'edited_at: "2026-11-24T12:00:00+00:00"',
        "---",
    ]
    assert body == "Body\n"


@given(
    st.dictionaries(
        st.text(max_size=20),
        st.lists(st.dictionaries(st.text(max_size=20), st.none() | st.integers() | st.text(), max_size=4), max_size=4),
        max_size=4,
    )
)
def test_rows_are_written_as_valid_json(data):
    file = io.BytesIO()
    write_archive(file, account={"email": "a@b.org"}, sections=data.items(), notes=[], exported_at=NOW)
    read = json.loads(ZipFile(file).read("cairn.json"))
    assert (read["format"], read["version"], read["data"]) == ("cairn-export", 1, data)
