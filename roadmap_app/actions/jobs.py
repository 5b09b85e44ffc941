"""Run periodic jobs when they are due, each in one worker at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from roadmap_app.models import JobRun
from roadmap_app.queries.links import LINK_CHECK

# A run that has not ended after this time was interrupted.
LONGEST = timedelta(hours=6)
RETRY = timedelta(hours=1)


@dataclass(frozen=True)
class Job:
    """A command of manage.py, and how often it is to run."""

    command: tuple[str, ...]
    every: timedelta

    @property
    def name(self) -> str:
        """The name under which its runs are stored."""
        return self.command[0]


JOBS = [
    Job(("count_learners",), every=timedelta(hours=1)),
    Job(("clean_up",), every=timedelta(days=1)),
    Job(("make_forecasts",), every=timedelta(days=1)),
    Job((LINK_CHECK, "--mail"), every=timedelta(days=7)),
]


def claim(job: Job) -> bool:
    """Claim JOB's next run if it is due; of several workers at once, one gets it."""
    now = timezone.now()
    _, new = JobRun.objects.get_or_create(name=job.name, defaults={"started_at": now})
    if new:
        return True
    ended = Q(finished_at__isnull=False)
    due = (
        Q(ended, failure="", started_at__lte=now - job.every)
        | Q(ended, ~Q(failure=""), started_at__lte=now - min(RETRY, job.every))
        | Q(finished_at=None, started_at__lte=now - LONGEST)
        | Q(ended, asked_at__gt=F("started_at"))
    )
    # One statement: the database checks its condition again once it holds the row's lock.
    return bool(JobRun.objects.filter(due, name=job.name).update(started_at=now, finished_at=None, failure=""))


def ask_for(name: str) -> bool:
    """Make the job NAME due at once, or as soon as its current run has ended; return False if it has never run."""
    return bool(JobRun.objects.filter(name=name).update(asked_at=timezone.now()))


def run_job(job: Job, work: Callable[[Job], None]) -> Exception | None:
    """Run WORK for JOB and store how it ended; return the exception that it raised, or None."""
    failure: Exception | None = None
    try:
        work(job)
    except Exception as error:
        failure = error
    JobRun.objects.filter(name=job.name).update(
        finished_at=timezone.now(), failure=f"{type(failure).__name__}: {failure}" if failure else ""
    )
    return failure


def release(job: Job) -> None:
    """Make JOB due again at once: its worker was stopped before it ended, which is no failure of the job.

    It is stored as a run that began so long ago that claim() starts it anew.
    """
    JobRun.objects.filter(name=job.name, finished_at__isnull=False).update(
        started_at=F("started_at") - LONGEST, finished_at=None, failure=""
    )
