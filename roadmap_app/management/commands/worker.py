"""manage.py worker: the portal's periodic jobs and its mails, in one process."""

import logging
import subprocess
import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from roadmap_app.actions.jobs import JOBS, Job, claim, release, run_job
from roadmap_app.operations.mail_queue import MailThread, deliver_due
from roadmap_app.operations.periodic import Ending

LOOK = timedelta(seconds=30)
log = logging.getLogger(__name__)


class JobFailed(Exception):
    """A job's process has ended with another code than 0."""


class Command(BaseCommand):
    """Run what is due, and wait; any number of workers may run side by side."""

    help = "Run the periodic jobs (link checks, clean-up) when they are due, and send mails, until SIGTERM."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """Add --once."""
        parser.add_argument("--once", action="store_true", help="run what is due now, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop; a job that fails is logged, and the others go on."""
        self.ending = Ending()
        mails = MailThread()  # in a thread, as a job may take hours
        if options["once"]:
            self._send_mails()
        else:
            mails.start()
        while not self.ending:
            for job in JOBS:
                self._attend(job)
            # Between two looks the database may be started anew; a connection held over would not know.
            connection.close()
            if options["once"] or self.ending.wait(LOOK):
                break
        mails.end()

    def _send_mails(self) -> None:
        try:
            deliver_due()
        except DatabaseError as error:
            log.error("Mails must wait, the database cannot be used: %s", " ".join(str(error).split()))

    def _attend(self, job: Job) -> None:
        try:
            if self.ending or not claim(job):
                return
            log.info("%s begins.", job.name)
            failure = run_job(job, self._work)
            if self.ending and failure:
                release(job)
            elif failure:
                log.error("%s failed: %s", job.name, failure)
            else:
                log.info("%s is done.", job.name)
        except DatabaseError as error:
            log.error("%s must wait, the database cannot be used: %s", job.name, " ".join(str(error).split()))

    def _work(self, job: Job) -> None:
        # In a process of its own: it can be stopped at any moment, and leaves no memory behind.
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *job.command]
        with subprocess.Popen(command) as process:
            while process.poll() is None:
                if self.ending.wait(timedelta(seconds=0.5)):
                    process.terminate()
                    break
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
        if process.returncode:
            raise JobFailed(f"its process ended with {process.returncode}")
