"""manage.py worker: the portal's periodic jobs and its mails, in one process."""

import argparse
import logging
import subprocess
import sys
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from roadmap_app.actions.jobs import JOBS, Job, claim, release, run_job
from roadmap_app.actions.reminders import send_due_reminders
from roadmap_app.operations.mail_queue import MailThread, deliver_due
from roadmap_app.operations.periodic import Ending

POLL_INTERVAL = timedelta(seconds=30)
log = logging.getLogger(__name__)


class JobFailed(Exception):
    """A job's process has ended with an exit code other than 0."""


class Command(BaseCommand):
    """Run due jobs and send mails; any number of workers may run at the same time."""

    help = "Run the periodic jobs (counts, clean-up, forecasts, links) when due, and send mails, until SIGTERM."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now, then exit")

    def handle(self, *args: object, **options: object) -> None:
        """Work until SIGTERM or SIGINT; a job that fails is logged, and the others continue."""
        self.ending = Ending()
        mails = MailThread()  # in a thread, as a job may take hours
        if options["once"]:
            self._send_mails()
        else:
            mails.start()
        while not self.ending:
            for job in JOBS:
                self._run_if_due(job)
            # The database may restart between two polls; a kept connection would be stale.
            connection.close()
            if options["once"] or self.ending.wait(POLL_INTERVAL):
                break
        mails.end()

    def _send_mails(self) -> None:
        try:
            send_due_reminders()
            deliver_due()
        except DatabaseError as error:
            log.error("Mails must wait, the database cannot be used: %s", " ".join(str(error).split()))

    def _run_if_due(self, job: Job) -> None:
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
        # In a separate process: it can be stopped at any time, and frees its memory.
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
