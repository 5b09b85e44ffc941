"""Periodic jobs: which is due, and one worker for each run."""

from datetime import timedelta

import pytest

from roadmap_app.actions.jobs import LONGEST, RETRY, Job, ask_for, claim, release, run_job
from roadmap_app.models import JobRun

pytestmark = pytest.mark.django_db
JOB = Job(("clean_up",), every=timedelta(days=1))


def ago(delay):
    JobRun.objects.update(started_at=JobRun.objects.get().started_at - delay)


def fail(job):
    raise ValueError("no network")


def test_a_new_job_is_claimed_once():
    assert claim(JOB)
    assert not claim(JOB)


def test_a_finished_job_is_due_again_after_its_interval():
    claim(JOB)
    assert run_job(JOB, lambda job: None) is None
    assert not claim(JOB)
    ago(JOB.every)
    assert claim(JOB)


def test_a_job_that_somebody_asks_for_runs_once_more():
    assert not ask_for(JOB.name)  # no worker has ever run it
    claim(JOB)
    assert ask_for(JOB.name) and not claim(JOB)  # it is at work
    run_job(JOB, lambda job: None)
    assert claim(JOB)
    run_job(JOB, lambda job: None)
    assert not claim(JOB)


def test_a_failed_job_is_retried_after_an_hour_and_keeps_its_error():
    claim(JOB)
    assert isinstance(run_job(JOB, fail), ValueError)
    assert JobRun.objects.get().failure == "ValueError: no network"
    assert not claim(JOB)
    ago(RETRY)
    assert claim(JOB)


def test_a_run_that_never_ended_is_claimed_after_six_hours():
    claim(JOB)
    ago(LONGEST)
    assert claim(JOB)


def test_a_job_that_was_stopped_is_due_at_once_and_has_not_failed():
    claim(JOB)
    run_job(JOB, fail)  # its process is ended, as by SIGTERM
    release(JOB)
    assert JobRun.objects.get().failure == ""
    assert claim(JOB)
    assert not claim(JOB)


def test_a_run_of_another_worker_is_not_released():
    claim(JOB)
    release(JOB)
    assert not claim(JOB)
