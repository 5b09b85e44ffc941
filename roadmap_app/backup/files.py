"""The file of a backup: a tar with manifest.json and the copy of the database, and a checksum beside it."""

import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from roadmap_app.backup.errors import BackupError

FORMAT = 1
NAME = re.compile(r"cairn-(\d{8}T\d{6}Z)\.tar(\.age|\.gpg)?")
QUICKLY_READ = 1_000_000_000
LARGEST_MANIFEST = 10_000_000
TEMPORARY = ".cairn-"
LEFT_OVER = 24 * 3600  # seconds
CHUNK = 1 << 20
MANIFEST, COPY = "manifest.json", "database"


@dataclass(frozen=True)
class Manifest:
    """The metadata of a backup: migrations as "app.name", rows as the number per table."""

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
    """Return the backups in FOLDER by the time (UTC) in their names; ignore other files."""
    backups = {}
    for path in folder.iterdir() if folder.is_dir() else []:
        if match := NAME.fullmatch(path.name):
            backups[datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)] = path
    return backups


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of PATH's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_path(path: Path) -> Path:
    """Return the path of the checksum of PATH, a file in the format of sha256sum."""
    return path.with_name(f"{path.name}.sha256")


def pack(copy: Path, manifest: Manifest, tar: Path) -> None:
    """Write MANIFEST and COPY to TAR, the manifest first, as a backup is read as a stream."""
    with tarfile.open(tar, "w") as file:
        about = tar.with_name(MANIFEST)
        about.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        file.add(about, MANIFEST)
        file.add(copy, COPY)


class Readable(Protocol):
    """A binary stream that can be read once."""

    def read(self, size: int, /) -> bytes:
        """Return at most SIZE bytes, b"" at the end."""


class StoredCopy:
    """The copy of the database in a backup, read once in chunks, never in memory or on disk as a whole."""

    def __init__(self, name: str, stream: Readable, size: int, sha256: str) -> None:
        """Read SIZE bytes of the backup NAME from STREAM."""
        self.name, self.size = name, size
        self._stream, self._sha256, self._digest = stream, sha256, hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """Return at most SIZE bytes, b"" at the end. Raise BackupError there if the checksum is wrong."""
        try:
            chunk = self._stream.read(size)
        except (tarfile.TarError, OSError, EOFError) as error:
            raise damaged(self.name, error) from error
        self._digest.update(chunk)
        if not chunk and self._digest.hexdigest() != self._sha256:
            raise BackupError(f"{self.name} is damaged: the copy of the database is not what the manifest says.")
        return chunk


def damaged(name: str, error: Exception) -> BackupError:
    """Return a BackupError for the backup NAME, which cannot be read because of ERROR."""
    return BackupError(f"{name} is not a backup of Cairn’s, or is damaged ({error}).")


def read_backup(name: str, stream: Readable) -> tuple[Manifest, StoredCopy]:
    """Return the manifest of the tar in STREAM and its copy of the database, still unread; NAME is for errors.

    Raise BackupError if STREAM does not begin like a backup.
    """
    try:
        # Not closed here: its content is read later.
        tar = tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK)  # type: ignore[call-overload]  # noqa: SIM115
        about = _member(tar, MANIFEST)[1].read(LARGEST_MANIFEST)
        size, content = _member(tar, COPY)
        manifest = _manifest(about.decode())
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError, RecursionError) as error:
        raise damaged(name, error) from error
    if manifest.format != FORMAT:
        raise BackupError(f"{name} was made by a newer Cairn: update this one first.")
    return manifest, StoredCopy(name, content, size, manifest.sha256)


def _member(tar: tarfile.TarFile, name: str) -> tuple[int, Readable]:
    member = tar.next()
    if member is None or member.name != name:
        raise ValueError(f"its {name} is missing")
    content = tar.extractfile(member) if member.isfile() else None
    if content is None:
        raise ValueError(f"its {name} is no file")
    return member.size, content


def _manifest(text: str) -> Manifest:
    manifest = Manifest(**json.loads(text))
    words = [manifest.made_at, manifest.database, manifest.sha256, *manifest.migrations, *manifest.rows]
    numbers = [manifest.format, *manifest.rows.values()] if isinstance(manifest.rows, dict) else [None]
    if not (all(isinstance(word, str) for word in words) and all(isinstance(number, int) for number in numbers)):
        raise TypeError("its manifest holds what it should not")
    return manifest


def check_sum(path: Path) -> None:
    """Raise BackupError if PATH does not match the checksum beside it; accept PATH without a checksum."""
    beside = checksum_path(path)
    if beside.exists() and beside.read_text(encoding="utf-8", errors="replace").split()[:1] != [sha256_of(path)]:
        raise BackupError(f"{path.name} is damaged: it is not what {beside.name} says.")


def fault_at_a_glance(path: Path) -> str:
    """Return what is wrong with the backup in PATH without opening it, "" if nothing is.

    The checksum is verified for files up to QUICKLY_READ bytes.
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
    """Flush TEMPORARY to disk and move it to PATH with its checksum, readable only for the owner."""
    temporary.chmod(0o600)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    checksum = temporary.with_name("checksum")
    checksum.write_text(f"{sha256_of(temporary)}  {path.name}\n", encoding="utf-8")
    checksum.replace(checksum_path(path))
    temporary.replace(path)
    synchronize(path.parent)


def synchronize(folder: Path) -> None:
    """Flush renames in FOLDER to disk."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """Yield a temporary directory in PARENT, readable only for its owner, and delete it afterwards.

    Not in /tmp, which may be in memory. Directories left by killed processes are deleted first.
    """
    for path in parent.glob(f"{TEMPORARY}*"):
        if time.time() - path.stat().st_mtime > LEFT_OVER:
            shutil.rmtree(path, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=TEMPORARY, ignore_cleanup_errors=True) as made:
        yield Path(made)
