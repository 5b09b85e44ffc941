"""The file of a backup, as somebody may have made it who is not Cairn."""

import hashlib
import io
import json
import tarfile

import pytest

from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import CHUNK, read_backup

MANIFEST = {
    "format": 1,
    "made_at": "2026-11-24T03:00:00+00:00",
    "database": "sqlite",
    "migrations": ["roadmap_app.0001_initial"],
    "rows": {"roadmap_app_user": 1},
    "sha256": hashlib.sha256(b"rows").hexdigest(),
}


def tar_of(folder, text, **kinds):
    """Return a tar in FOLDER with TEXT as its manifest and a copy of a database, its members being of other KINDS."""
    path = folder / "some.tar"
    with tarfile.open(path, "w") as tar:
        for name, content in (("manifest.json", text.encode()), ("database", b"rows")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if kind := kinds.get(name.partition(".")[0]):
                member.type, member.size, member.linkname = kind, 0, "elsewhere"
            tar.addfile(member, io.BytesIO(content))
    return path


def begun(path):
    """Return what the beginning of the backup in PATH gives."""
    with path.open("rb") as file:
        manifest, copy = read_backup(path.name, file)
        return manifest, copy.read(CHUNK)


def test_an_intact_backup_is_read(tmp_path):
    manifest, content = begun(tar_of(tmp_path, json.dumps(MANIFEST)))
    assert (manifest.rows, content) == ({"roadmap_app_user": 1}, b"rows")


def test_a_copy_is_compared_when_it_has_been_read_to_its_end(tmp_path):
    path = tar_of(tmp_path, json.dumps(MANIFEST | {"sha256": "0" * 64}))
    with path.open("rb") as file:
        _, copy = read_backup(path.name, file)
        assert copy.read(3) == b"row"
        assert copy.read(3) == b"s"
        with pytest.raises(BackupError, match=r"some\.tar is damaged"):
            copy.read(3)


@pytest.mark.parametrize(
    "facts",
    [
        {"rows": [1]},
        {"rows": {"a": "many"}},
        {"migrations": 5},
        {"migrations": [5]},
        {"sha256": None},
        {"format": "1"},
        {"made_at": 1},
        {"more": 1},
    ],
    ids=str,
)
def test_a_manifest_of_another_make_is_refused_in_a_sentence(tmp_path, facts):
    with pytest.raises(BackupError, match=r"some\.tar is not a backup of Cairn’s, or is damaged"):
        begun(tar_of(tmp_path, json.dumps(MANIFEST | facts)))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000], ids=["empty", "list", "null", "cut", "deep"])
def test_a_manifest_that_is_none_is_refused_in_a_sentence(tmp_path, text):
    with pytest.raises(BackupError, match="is not a backup of Cairn’s"):
        begun(tar_of(tmp_path, text))


@pytest.mark.parametrize("name", ["manifest", "database"])
@pytest.mark.parametrize("kind", [tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.FIFOTYPE], ids=["folder", "link", "pipe"])
def test_what_should_be_a_file_must_be_one(tmp_path, name, kind):
    with pytest.raises(BackupError, match=f"its {name}.* is no file"):
        begun(tar_of(tmp_path, json.dumps(MANIFEST), **{name: kind}))
