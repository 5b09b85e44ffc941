"""What the doctor finds in jobs, owners and backups."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from roadmap_app.actions.jobs import JOBS
from roadmap_app.backup.files import checksum_path, name_of, sha256_of
from roadmap_app.models import JobRun
from roadmap_app.operations.doctor import examine
from roadmap_app.operations.findings import FAIL, OK, WARN
from tests.makers import make_team_with, make_user
from tests.operations.test_server import free_port

pytestmark = pytest.mark.django_db
DUE = {
    "count_learners": "is due every hour.",
    "clean_up": "is due every day.",
    "make_forecasts": "is due every day.",
    "check_links": "is due every 7 days.",
}


def found(about):
    """Return state and words of the findings about ABOUT."""
    return [(finding.state, finding.seen) for finding in examine() if finding.about == about]


def run(name="clean_up", *, began, took=timedelta(minutes=1)):
    """Note that a job began so long ago, and whether it came to an end."""
    began = timezone.now() - began
    JobRun.objects.create(name=name, started_at=began, finished_at=began + took if took else None)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_that_keeps_its_time_is_well(job):
    run(job.name, began=job.every)
    assert [state for state, seen in found("worker") if f"{job.name} ran at" in seen] == [OK]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_that_has_not_run_for_long_is_not(job):
    run(job.name, began=2 * job.every + timedelta(hours=1))
    [(state, seen)] = [each for each in found("worker") if f"{job.name} ran last at" in each[1]]
    assert state == WARN and seen.endswith(DUE[job.name])


def test_a_job_that_never_ended_is_not_well_and_one_at_work_is():
    run("clean_up", began=timedelta(days=90), took=None)
    run("check_links", began=timedelta(minutes=5), took=None)
    run("count_learners", began=timedelta(minutes=5))
    _, cut_off, _, at_work = found("worker")
    assert at_work[0] == OK and "check_links has been at work since" in at_work[1]
    assert cut_off[0] == WARN and "clean_up began at" in cut_off[1] and "never ended" in cut_off[1]


def test_a_job_that_has_never_run_is_named_and_one_of_an_older_cairn_is_not():
    run("was_once", began=timedelta(days=900))
    assert found("worker") == [(WARN, f"{job.name} has never run.") for job in JOBS]


@pytest.mark.parametrize(
    "why", [{"is_active": False}, {"deletion_asked_at": timezone.now()}], ids=["disabled", "closed"]
)
def test_an_owner_who_cannot_sign_in_does_not_count(why):
    owner = {"is_staff": True, "is_superuser": True}
    make_user("owner@example.org", **owner, **why)
    assert found("owner") == [(FAIL, "No owner can sign in.")]
    make_user("other@example.org", **owner)
    assert found("owner") == [(OK, "There is an owner.")]


@pytest.fixture
def backup(settings, tmp_path):
    """Create the newest backup, dated now, with CONTENT and a checksum of what is its content."""
    settings.PORTAL_BACKUP_DIR = tmp_path

    def make(content, checksum=None):
        path = tmp_path / name_of(datetime.now(UTC), "")
        path.write_bytes(content)
        if checksum is None:
            checksum = f"{sha256_of(path)}  {path.name}\n".encode()
        if checksum:
            checksum_path(path).write_bytes(checksum)
        return path

    return make


def test_a_whole_backup_is_well(backup):
    backup(b"whole")
    [(state, seen)] = found("backup")
    assert state == OK and seen.startswith("The newest is of ")


@pytest.mark.parametrize(
    ("content", "checksum", "words"),
    [
        (b"", None, "is empty"),
        (b"half", b"", "has no checksum beside it"),
        (b"half", b"0" * 64 + b"  other\n", "is damaged: it is not what"),
        (b"half", b"\xff", "is damaged: it is not what"),
    ],
    ids=["empty", "cut off", "changed", "odd checksum"],
)
def test_a_fresh_name_makes_no_backup(backup, content, checksum, words):
    path = backup(content, checksum)
    [(state, seen)] = found("backup")
    assert state == FAIL and path.name in seen and words in seen


def test_a_large_backup_is_not_read_for_this(backup, monkeypatch):
    path = backup(b"")
    os.truncate(path, 2_000_000_000)  # takes no room
    monkeypatch.setattr("roadmap_app.backup.files.sha256_of", lambda path: pytest.fail("read"))
    assert [state for state, _ in found("backup")] == [OK]


def test_a_provider_that_cannot_be_read_is_reported(oidc_process, settings):
    settings.OIDC = replace(settings.OIDC, url=f"http://127.0.0.1:{free_port()}")
    [finding] = [each for each in examine() if each.about == "single sign-on"]
    assert finding.state == FAIL and "cannot be read" in finding.seen and "Check OIDC_URL" in finding.fix
    settings.OIDC = replace(settings.OIDC, url=f"{oidc_process.issuer}/nothing")
    [(state, seen)] = found("single sign-on")
    assert state == FAIL and "404" in seen


def test_teams_of_single_sign_on_that_do_not_exist_are_named(settings):
    slug = make_team_with().slug
    settings.OIDC = replace(settings.OIDC, teams=(("people", slug), ("staff", "gone-1234")))
    [(state, seen)] = found("teams")
    assert state == WARN and seen.endswith(": gone-1234.")
    settings.OIDC = replace(settings.OIDC, teams=(("people", slug),))
    assert [state for state, _ in found("teams")] == [OK]
