"""Periodic jobs run when due, and never twice."""

from datetime import timedelta

import pytest
from django.core.management import load_command_class
from django.utils import timezone
from time_machine import travel

from roadmap_app.actions.jobs import Job, claim, run_job
from roadmap_app.models import JobRun

pytestmark = pytest.mark.django_db
JOB = Job(("sweep",), every=timedelta(days=1))


def later(**time):
    return travel(timezone.now() + timedelta(**time), tick=False)


def fail(job):
    raise ValueError("no broom")


def test_a_job_is_due_at_once_and_again_after_its_interval():
    assert claim(JOB)
    assert run_job(JOB, lambda job: None) is None
    with later(hours=23):
        assert not claim(JOB)
    with later(hours=25):
        assert claim(JOB)
        assert not claim(JOB)


def test_a_failed_job_is_retried_sooner():
    claim(JOB)
    assert isinstance(run_job(JOB, fail), ValueError)
    assert JobRun.objects.get().failure == "ValueError: no broom"
    with later(minutes=50):
        assert not claim(JOB)
    with later(minutes=70):
        assert claim(JOB)
        assert JobRun.objects.get().failure == ""


def test_an_interrupted_job_is_retried():
    claim(JOB)
    with later(hours=5):
        assert not claim(JOB)
    with later(hours=7):
        assert claim(JOB)


def test_every_job_is_an_existing_command():
    from roadmap_app.actions.jobs import JOBS

    for job in JOBS:
        command = load_command_class("roadmap_app", job.name)
        command.create_parser("manage.py", job.name).parse_args(list(job.command[1:]))
