"""A temporary PostgreSQL server, run from the binaries of the system."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

# The shell stops the server when its standard input ends, which happens however this process ends, even by kill -9.
# It runs in its own session, so that Ctrl-C does not interrupt the cleanup.
KEEPER = """
trap '"$1/pg_ctl" stop -D data -m immediate >/dev/null 2>&1; cd /; rm -rf "$2"' EXIT
if "$1/initdb" -D data -U cairn -A trust -E UTF8 --locale="$3" --no-sync --no-instructions >log 2>&1 &&
    "$1/pg_ctl" start -w -D data -l log -o "-k $2 -h '' -p 5432 -N 100 $4" >/dev/null 2>&1
then echo ready; read -r _
else tail -n 5 log
fi
"""
# Faster, and loses data in a power cut.
NOT_DURABLE = "-F -c synchronous_commit=off -c full_page_writes=off"


def find_binaries() -> Path | None:
    """Return the folder of initdb and pg_ctl: on the PATH, else pg_config's, else Debian's newest."""
    candidates = [Path(found).parent for found in [shutil.which("initdb")] if found]
    if pg_config := shutil.which("pg_config"):
        result = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(result.stdout.strip()))
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    candidates += sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


class _Account(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _unprivileged_user(folder: Path) -> _Account:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return {}
    import pwd  # missing on Windows

    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def throwaway_server(*, durable: bool = False) -> Iterator[str | None]:
    """Yield the DATABASE_URL of a server that runs until the with block ends; None if PostgreSQL is not installed.

    With DURABLE it writes commits to the disk, as servers do by default.
    Raise RuntimeError with the output of PostgreSQL if it does not start.
    """
    binaries = find_binaries() if os.name == "posix" else None
    if binaries is None:
        yield None
        return
    # Directly in /tmp: socket paths are limited to 107 bytes, and dj-database-url lowercases hosts.
    folder = Path(tempfile.mkdtemp(prefix="cairn-pg-", dir="/tmp"))
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    with subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "keeper", str(binaries), str(folder), locale, "" if durable else NOT_DURABLE],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **_unprivileged_user(folder),
    ) as keeper:
        assert keeper.stdin and keeper.stdout
        first = keeper.stdout.readline()
        if first != "ready\n":
            raise RuntimeError(f"The temporary PostgreSQL server did not start: {first}{keeper.stdout.read()}")
        try:
            yield f"postgresql://cairn@{quote(str(folder), safe='')}:5432/postgres"
        finally:
            keeper.stdin.close()
            keeper.wait()
