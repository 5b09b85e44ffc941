"""File permissions of database, backups and secret key."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from roadmap_app.backup.files import backups_in
from roadmap_app.operations.database_file import database_file
from roadmap_app.operations.findings import FAIL, OK, WARN, Finding

OTHERS = stat.S_IRWXG | stat.S_IRWXO
# SQLite's files beside the database; it gives them the permissions of the database.
BESIDE = ("", "-wal", "-shm", "-journal")


def keep_private(report: Callable[[str], None]) -> None:
    """Remove other users' permissions, left by an earlier version or another umask, and report changes with REPORT."""
    closed = [path for path in _readable() if _take(path)]
    if closed:
        more = f" and {len(closed) - 1} more" if len(closed) > 1 else ""
        report(f"Other users of this machine could read {closed[0]}{more}: now only the user who runs Cairn can.")


def private_files() -> Iterator[Finding]:
    """Check whether other users of this machine can read secret files."""
    readable = list(_readable())
    if readable:
        names = ", ".join(str(path) for path in readable[:3]) + (" …" if len(readable) > 3 else "")
        fix = "Close them: chmod -R go= PATH. A start does so with what belongs to the user who runs Cairn."
        yield Finding("files", FAIL, f"Other users of this machine can read {names}.", fix)
    else:
        yield Finding("files", OK, "Nobody else on this machine can read database, backups and secret key.")
    env_file = settings.BASE_DIR / ".env"
    if env_file.is_file() and _is_open(env_file):
        yield Finding("files", WARN, f"Other users of this machine can read {env_file}.", f"chmod 600 {env_file}")


def _readable() -> Iterator[Path]:
    """Yield the files that others can reach; files inside a closed folder are not reachable."""
    if os.name == "nt":
        return
    folder = Path(settings.VAR_DIR).resolve()
    static = Path(settings.STATIC_ROOT).resolve()
    yield from filter(_is_open, (folder, *_inside(folder, but=static)))
    elsewhere = [*_database_files(), *backups_in(Path(settings.PORTAL_BACKUP_DIR)).values()]
    yield from (path for path in elsewhere if folder not in path.resolve().parents and _is_open(path))


def _inside(folder: Path, *, but: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if os.access(folder, os.R_OK | os.X_OK) else []:
        if path == but or path.is_symlink():
            continue
        yield path
        if path.is_dir():
            yield from _inside(path, but=but)


def _database_files() -> Iterator[Path]:
    if database := database_file():
        beside = (database.with_name(database.name + ending) for ending in BESIDE)
        yield from (path for path in beside if path.exists())


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OTHERS)
    except FileNotFoundError:  # SQLite has just deleted it
        return False


def _take(path: Path) -> bool:
    """Remove others' permissions on PATH; return False if PATH belongs to another user."""
    try:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
    except OSError:
        return False
    return True
