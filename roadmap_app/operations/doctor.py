"""Checks of an installation, each with an explanation and a fix."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone
from requests import RequestException

from roadmap_app.actions.jobs import JOBS, LONGEST, Job
from roadmap_app.backup.files import backups_in, fault_at_a_glance
from roadmap_app.identity.oidc import discovered
from roadmap_app.models import JobRun, Team, User
from roadmap_app.operations.database_file import why_lost
from roadmap_app.operations.findings import FAIL, OK, WARN, Finding
from roadmap_app.operations.mail_checks import mail, queue, reminders
from roadmap_app.operations.private_files import private_files
from roadmap_app.operations.secret_checks import second_factors
from roadmap_app.queries.health import unready_reason
from roadmap_app.views.health import FORWARDED

CLOCK_SKEW = timedelta(seconds=30)
LOW_SPACE = 1_000_000_000
OLDEST_BACKUP = timedelta(days=2)


def examine(url: str = "", mail_to: str = "") -> list[Finding]:
    """Return the result of every check; if set, URL is requested and MAIL_TO gets a test mail."""
    findings: list[Finding] = []
    database = list(_database())
    findings += database
    if all(finding.state != FAIL for finding in database):
        for look in (_owner, second_factors, _clock, _jobs, queue, reminders, _teams_of_groups):
            findings += look()
    looks: list[Callable[[], Iterator[Finding]]] = [
        _secret_key,
        private_files,
        _disk,
        _backups,
        lambda: mail(mail_to),
        _single_sign_on,
        _deploy_checks,
    ]
    for look in looks:
        findings += look()
    if url:
        findings += _from_outside(url.rstrip("/"))
    return findings


def _database() -> Iterator[Finding]:
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    # Before connecting, which would create a missing file.
    if lost := why_lost():
        yield Finding("database", FAIL, lost, "Find out what became of it: a disk fault, or was it deleted?")
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
            version = cursor.fetchone()[0]
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        yield Finding(
            "database", FAIL, f"{name} cannot be reached: {reason}", "Check DATABASE_URL or POSTGRES_…; is it up?"
        )
        return
    yield Finding("database", OK, f"{name} {version} answers.")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            result = cursor.fetchone()[0]
        if result != "ok":
            yield Finding("database", FAIL, f"The file is damaged: {result}", "Stop the portal and restore a backup.")
        if settings.IN_PRODUCTION:
            yield Finding(
                "database", WARN, "A team's copy runs on SQLite.", "Move it: manage.py move_database --to postgres://…"
            )
    reason = unready_reason()
    yield Finding("migrations", FAIL if reason else OK, reason or "All are applied.", "Run manage.py prepare.")


def _owner() -> Iterator[Finding]:
    if User.objects.filter(is_superuser=True, is_active=True, deletion_asked_at=None).exists():
        yield Finding("owner", OK, "There is an owner.")
    elif User.objects.exists():
        yield Finding("owner", FAIL, "No owner can sign in.", "Run manage.py createsuperuser.")
    else:
        yield Finding(
            "owner", WARN, "There is no account yet.", "Open the link in the log of the web server, or set OWNER_EMAIL."
        )


def _clock() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment = cursor.fetchone()[0]
    yield _skew("the database's", moment)


def _skew(whose: str, moment: datetime) -> Finding:
    difference = abs(timezone.now() - moment)
    seen = f"This machine's clock and {whose} are {difference.total_seconds():.0f} seconds apart."
    return Finding("clock", WARN if difference > CLOCK_SKEW else OK, seen, "Keep both machines' time by NTP.")


def _jobs() -> Iterator[Finding]:
    runs = {run.name: run for run in JobRun.objects.all()}
    if not runs and settings.IN_PRODUCTION:
        yield Finding("worker", WARN, "No periodic job has ever run.", "Start manage.py worker beside the portal.")
    for job in JOBS if runs else []:
        yield _job(job, runs.get(job.name))


def _job(job: Job, run: JobRun | None) -> Finding:
    how = "Is manage.py worker running beside the portal? See its log."
    if run is None:
        return Finding("worker", WARN, f"{job.name} has never run.", how)
    moment, ago = f"{run.started_at:%Y-%m-%d %H:%M} UTC", timezone.now() - run.started_at
    if run.failure:
        return Finding("worker", WARN, f"{job.name} failed at {moment}: {run.failure}", "See the worker's log.")
    if run.finished_at is None and ago > LONGEST:
        return Finding("worker", WARN, f"{job.name} began at {moment} and never ended.", how)
    if run.finished_at is None:
        return Finding("worker", OK, f"{job.name} has been at work since {moment}.")
    if ago > 2 * job.every:
        return Finding(
            "worker", WARN, f"{job.name} ran last at {moment}, but is due every {_interval(job.every)}.", how
        )
    return Finding("worker", OK, f"{job.name} ran at {moment}.")


def _interval(every: timedelta) -> str:
    """Return EVERY, whole days or hours, as "7 days" or "hour"."""
    count, unit = (every.days, "day") if every.days else (every // timedelta(hours=1), "hour")
    return unit if count == 1 else f"{count} {unit}s"


def _secret_key() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    weak = len(key) < 32 or len(set(key)) < 5 or key.startswith("django-insecure")
    yield Finding(
        "secret key",
        FAIL if weak else OK,
        f"It has {len(key)} characters" + (", which can be guessed." if weak else "."),
        "Make one with openssl rand -hex 32; everybody has to sign in again.",
    )


def _disk() -> Iterator[Finding]:
    for folder in dict.fromkeys([Path(settings.VAR_DIR), Path(settings.PORTAL_BACKUP_DIR)]):
        if folder.is_dir():
            free = shutil.disk_usage(folder).free
            state = WARN if free < LOW_SPACE else OK
            yield Finding("disk", state, f"{free / 1e9:.1f} GB are free at {folder}.", "Make room, or a larger disk.")


def _backups() -> Iterator[Finding]:
    backups = backups_in(Path(settings.PORTAL_BACKUP_DIR))
    how = "Run manage.py backup --every 24h beside the portal, and keep copies elsewhere."
    if not backups:
        yield Finding("backup", WARN, f"There is none in {settings.PORTAL_BACKUP_DIR}.", how)
        return
    newest = max(backups)
    if fault := fault_at_a_glance(backups[newest]):
        yield Finding(
            "backup", FAIL, fault, "Make another with manage.py backup; manage.py backup --check checks all of it."
        )
        return
    old = datetime.now(UTC) - newest > OLDEST_BACKUP
    yield Finding("backup", WARN if old else OK, f"The newest is of {newest:%Y-%m-%d %H:%M} UTC.", how)


def _single_sign_on() -> Iterator[Finding]:
    oidc = settings.OIDC
    if oidc is None:
        return
    name, where = "single sign-on", "Check OIDC_URL, DNS and the way there from this machine."
    try:
        metadata = discovered()
    except (OAuth2Error, RequestException) as error:
        yield Finding(name, FAIL, f"{oidc.discovery_url} cannot be read: {error}", where)
        return
    if metadata["issuer"].rstrip("/") != oidc.url:
        seen = f"{oidc.url} calls itself {metadata['issuer']}, so its answers may be refused."
        yield Finding(name, FAIL, seen, f"Set OIDC_URL={metadata['issuer']}.")
    elif "S256" not in metadata.get("code_challenge_methods_supported", ["S256"]):
        yield Finding(name, WARN, f"{oidc.url} answers, but knows no PKCE.", "Bring the provider up to date.")
    else:
        yield Finding(name, OK, f"{oidc.url} answers, and calls itself so.")


def _teams_of_groups() -> Iterator[Finding]:
    named = {slug for _, slug in settings.OIDC.teams} if settings.OIDC else set()
    missing = sorted(named - set(Team.objects.filter(slug__in=named).values_list("slug", flat=True)))
    if missing:
        seen = f"OIDC_TEAMS names teams that do not exist: {', '.join(missing)}."
        yield Finding("teams", WARN, seen, "Take the name from Manage › Teams › the team, or correct OIDC_TEAMS.")
    elif named:
        yield Finding("teams", OK, "All teams that OIDC_TEAMS names exist.")


def _deploy_checks() -> Iterator[Finding]:
    if not settings.IN_PRODUCTION:
        return
    messages = [each for each in checks.run_checks(include_deployment_checks=True) if not each.is_silenced()]
    for message in messages:
        yield Finding(
            "settings", WARN, f"{message.msg} ({message.id})", message.hint or "See the settings of the portal."
        )
    if not messages:
        yield Finding("settings", OK, "Django's checks for production find nothing.")


def _from_outside(url: str) -> Iterator[Finding]:
    try:
        # The operator's own address.
        with urlopen(f"{url}/readyz", timeout=10) as response:  # noqa: S310  # nosec B310
            headers, final = response.headers, response.url
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        yield Finding("address", FAIL, f"{url} does not answer: {reason}", "Check DNS, the proxy, and PORTAL_HOSTS.")
        return
    yield Finding("address", OK, f"{url} answers.")
    if date := headers.get("Date"):
        yield _skew("the proxy's", parsedate_to_datetime(date))
    secure = final.startswith("https://")
    if secure and "Strict-Transport-Security" not in headers:
        yield Finding(
            "proxy",
            FAIL,
            "The portal does not see that requests come over https.",
            "The proxy must set X-Forwarded-Proto, and PORTAL_PROXIES say how many proxies there are.",
        )
    elif settings.PORTAL_HTTPS and not secure:
        yield Finding("proxy", FAIL, "Requests reach the portal over plain http.", "Put a proxy with TLS before it.")
    else:
        yield Finding("proxy", OK, "Its headers arrive." if secure else "Plain http, as the settings say.")
    yield _proxies(headers.get(FORWARDED, ""))


def _proxies(forwarded: str) -> Finding:
    """Compare PORTAL_PROXIES with FORWARDED, the number of addresses that the proxies added to X-Forwarded-For."""
    if not forwarded.isdecimal():
        return Finding("proxies", WARN, "The portal does not say how many addresses arrive.", "Update the portal.")
    arrived, expected = int(forwarded), settings.PORTAL_PROXIES
    seen = "1 address arrives" if arrived == 1 else f"{arrived} addresses arrive"
    if arrived == expected:
        return Finding("proxies", OK, f"{seen} in X-Forwarded-For, as PORTAL_PROXIES says.")
    fix = f"Set PORTAL_PROXIES={arrived}; if there are more proxies, one of them drops what the others have added "
    fix += "(Caddy does without trusted_proxies)."
    if not arrived:
        fix = "If there is a proxy, it must add to X-Forwarded-For; if there is none, set PORTAL_PROXIES=0."
    return Finding("proxies", FAIL, f"{seen} in X-Forwarded-For, but PORTAL_PROXIES is {expected}.", fix)


def as_json(findings: list[Finding]) -> str:
    """Return FINDINGS as JSON."""
    return json.dumps([vars(finding) for finding in findings], indent=1, ensure_ascii=False)
