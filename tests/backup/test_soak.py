"""Back up and restore a large team's data within the memory limits of the compose file."""

import subprocess
import sys
import time

import pytest
import yaml

from tests.backup.crowd import make_crowd
from tests.backup.test_restore import confined
from tests.database_copies import ROOT, Copy, new_database

ROWS = 10_000_000
# Python's process that waits for the drill; its children's peak is what they had resident, each for itself.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print("peak:", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
sys.exit(code)
"""


def memory_limit(service):
    """Return the memory limit of SERVICE in the compose file, in MB."""
    text = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][service]
    return int(text["deploy"]["resources"]["limits"]["memory"].removesuffix("m"))


def drill(copy, *command, **variables):
    """Run manage.py with COMMAND; return its duration in seconds and the peak memory of one process in MB."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=copy.environment(**variables),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return time.monotonic() - begun, int(done.stdout.rpartition("peak:")[2])


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_large_team_backs_up_and_restores_within_the_limits(request, kind, tmp_path, soak_scale):
    def copy(name):
        (tmp_path / name).mkdir()
        url = new_database(request.getfixturevalue("server")) if kind == "postgresql" else ""
        return Copy(tmp_path / name, url)

    first, second = copy("first"), copy("second")
    first.manage("prepare")
    first.fill()
    make_crowd(first, int(ROWS * soak_scale))
    # There is no folder for temporary files, so that none can be in memory.
    limits = confined(tmp_path / "confined", 0)
    limit = memory_limit("backup")
    for name, where, command in (
        ("backup", first, ["backup"]),
        ("restore", second, ["restore"]),
    ):
        files = [str(path) for path in first.backups()]
        seconds, peak = drill(where, *command, *files, **limits)
        print(f"{kind} {name}: {seconds:.0f} s, {peak} MB at most")
        # Half of it is for the other processes of the container, and for what is written but not yet on the disk.
        assert peak < limit / 2
    counting = "SELECT count(*), max(user_id), max(item_id) FROM roadmap_app_completion"
    with first.connected() as one, second.connected() as other:
        assert one.execute(counting).fetchone() == other.execute(counting).fetchone()
