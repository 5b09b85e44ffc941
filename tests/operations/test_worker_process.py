"""manage.py worker as a process."""

import signal
import subprocess
import time

import pytest

from tests.database_copies import ROOT
from tests.fork_server import manage_command


def start(copy, *options):
    command = [*manage_command(copy.environment()), "worker", *options]
    return subprocess.Popen(
        command, cwd=ROOT, env=copy.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@pytest.mark.soak  # two workers take seconds to start
def test_of_two_workers_one_does_each_job_and_both_stop_when_told(own):
    with own.connected() as connection:
        connection.execute("DELETE FROM roadmap_app_resource")  # nothing to ask anybody
    with start(own) as one, start(own) as other:
        deadline = time.monotonic() + 60
        done = "SELECT count(*) FROM roadmap_app_jobrun WHERE finished_at IS NOT NULL"
        with own.connected() as connection:
            from roadmap_app.actions.jobs import JOBS

            while connection.execute(done).fetchone()[0] < len(JOBS):
                assert time.monotonic() < deadline
                time.sleep(0.1)  # between two looks at the table
        begun = time.monotonic()
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
        output = "".join(process.communicate(timeout=20)[0] for process in (one, other))
        assert (one.returncode, other.returncode) == (0, 0)
        assert time.monotonic() - begun < 8
    assert output.count("check_links begins.") == 1
    assert output.count("check_links is done.") == 1
