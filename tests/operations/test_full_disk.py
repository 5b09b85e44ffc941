"""A disk that is really full: what can be read goes on, what fails says so and leaves nothing."""

import subprocess
import urllib.error

import pytest

from tests.operations.test_server import free_port, get, serving


@pytest.fixture
def small_disk(tmp_path):
    """Return a function that returns a folder on a disk of so many kilobytes."""
    mounted = []

    def make(kilobytes):
        folder = tmp_path / "disk"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("mounting needs root")
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder):
    """Write to FOLDER until there is no room."""
    with pytest.raises(OSError, match="No space left"), (folder / "filling").open("wb", buffering=0) as file:
        while True:
            file.write(b"0" * 4096)


def test_a_backup_that_does_not_fit_says_so_and_leaves_nothing(filled, small_disk):
    folder = small_disk(40)
    output = filled.manage("backup", "--to", str(folder), code=1)
    assert len(output.strip().splitlines()) == 1
    assert (
        "pg_dump failed" in output
        if filled.url
        else f"cannot be copied to {folder}: database or disk is full" in output
    )
    assert list(folder.iterdir()) == []


def test_pages_go_on_while_the_disk_is_full(filled_sqlite, small_disk, tmp_path):
    var, port = filled_sqlite.clone(small_disk(24_000)).var, free_port()
    # Static files are copied and not compressed, and lie on another disk.
    plain = {"PORTAL_DEBUG": "true", "PORTAL_STATIC": str(tmp_path / "static")}
    with serving(var, port, PORTAL_WORKERS="1", PORTAL_THREADS="1", **plain):
        assert get(port, "/readyz")[2] == b"ready\n"
        fill(var)
        for page in ("/roadmaps/ml-engineer-2025/", "/accounts/login/", "/healthz"):
            assert get(port, page)[0] == 200
        with pytest.raises(urllib.error.HTTPError, match="503") as refused:
            get(port, "/readyz")
        assert b"The disk is full" in refused.value.read()
        (var / "filling").unlink()
        assert get(port, "/readyz")[2] == b"ready\n"
