"""The file of a backup: a tar with manifest.json and the copy of the database, and a checksum beside it."""

import hashlib
import json
import os
import re
import tarfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from roadmap_app.backup.errors import BackupError

FORMAT = 1
NAME = re.compile(r"cairn-(\d{8}T\d{6}Z)\.tar(\.age|\.gpg)?")
QUICKLY_READ = 1_000_000_000
MANIFEST, COPY = "manifest.json", "database"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; migrations are "app.name", rows count each table's."""

    format: int
    made_at: str
    database: str
    migrations: list[str]
    rows: dict[str, int]
    sha256: str


def name_of(moment: datetime, suffix: str) -> str:
    """Return the name of a backup made at MOMENT (UTC, to the second)."""
    return f"cairn-{moment:%Y%m%dT%H%M%SZ}.tar{suffix}"


def backups_in(folder: Path) -> dict[datetime, Path]:
    """Return the backups in FOLDER by the moment (UTC) in their names; other files are none of ours."""
    found = {}
    for path in folder.iterdir() if folder.is_dir() else []:
        if match := NAME.fullmatch(path.name):
            found[datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)] = path
    return found


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of PATH's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_path(path: Path) -> Path:
    """Return where PATH's checksum lies, in the format of sha256sum."""
    return path.with_name(f"{path.name}.sha256")


def pack(copy: Path, manifest: Manifest, tar: Path) -> None:
    """Write COPY with its MANIFEST to TAR."""
    with tarfile.open(tar, "w") as file:
        about = tar.with_name(MANIFEST)
        about.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        file.add(about, MANIFEST)
        file.add(copy, COPY)


def unpack(tar: Path, folder: Path) -> tuple[Manifest, Path]:
    """Return the manifest of TAR and the copy of the database, put into FOLDER; raises BackupError if it is damaged."""
    try:
        with tarfile.open(tar, "r:") as file:
            for name in (MANIFEST, COPY):
                if not (member := file.getmember(name)).isfile():
                    raise ValueError(f"its {name} is no file")
                file.extract(member, folder, filter="data")
        manifest = _manifest((folder / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, KeyError, OSError, ValueError, TypeError, RecursionError) as error:
        raise BackupError(f"{tar.name} is not a backup of Cairn’s, or is damaged ({error}).") from error
    if manifest.format != FORMAT:
        raise BackupError(f"{tar.name} was made by a newer Cairn: update this one first.")
    if sha256_of(folder / COPY) != manifest.sha256:
        raise BackupError(f"{tar.name} is damaged: the copy of the database is not what the manifest says.")
    return manifest, folder / COPY


def _manifest(text: str) -> Manifest:
    manifest = Manifest(**json.loads(text))
    words = [manifest.made_at, manifest.database, manifest.sha256, *manifest.migrations, *manifest.rows]
    numbers = [manifest.format, *manifest.rows.values()] if isinstance(manifest.rows, dict) else [None]
    if not (all(isinstance(word, str) for word in words) and all(isinstance(number, int) for number in numbers)):
        raise TypeError("its manifest holds what it should not")
    return manifest


def check_sum(path: Path) -> None:
    """Raise BackupError where PATH is not what the checksum beside it says; without one, nothing is said here."""
    beside = checksum_path(path)
    if beside.exists() and beside.read_text(encoding="utf-8", errors="replace").split()[:1] != [sha256_of(path)]:
        raise BackupError(f"{path.name} is damaged: it is not what {beside.name} says.")


def fault_at_a_glance(path: Path) -> str:
    """Return what is wrong with the backup in PATH, "" for nothing that shows without opening it.

    Content and checksum are compared, unless that would take long.
    """
    try:
        size = path.stat().st_size
        if not size:
            return f"{path.name} is empty."
        if not checksum_path(path).exists():
            return f"{path.name} has no checksum beside it: it may be cut off."
        if size <= QUICKLY_READ:
            check_sum(path)
    except BackupError as error:
        return str(error)
    except OSError as error:
        return f"{path.name} cannot be read: {error.strerror}."
    return ""


def settle(temporary: Path, path: Path) -> None:
    """Move TEMPORARY to PATH with its checksum, readable for its owner only, once it is safely on the disk."""
    temporary.chmod(0o600)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    checksum_path(path).write_text(f"{sha256_of(temporary)}  {path.name}\n", encoding="utf-8")
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
