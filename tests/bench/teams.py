"""Measures what leads and owners see of many learners: pages of teams, and the count of the owners' numbers."""

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from roadmap_app.actions.reach import count_learners
from roadmap_app.actions.teams import join, make_team, set_lead, set_shares
from roadmap_app.models import Completion, Membership, Roadmap, Team, User
from roadmap_app.queries.numbers import count_active
from roadmap_app.templatetags import parts
from tests.bench import report
from tests.bench.history import counts

SIZES, ROUNDS, FORGETFUL_ROUNDS = (200, 1_000), 30, 5
LEVELS = ("nothing", "progress", "items")
HEADS = [
    "members",
    "page",
    "ms",
    "p99 ms",
    "least CPU ms",
    "with no part kept",
    "queries",
    "slowest, ms",
    "kB",
]


def tables() -> str:
    """Return what the pages of teams and the counting take, on a database that `history.add_others` has filled."""
    gc.collect()
    gc.freeze()  # as the server does
    words = ", ".join(f"{count:,} {name}" for name, count in counts().items())
    lines = [line for size in SIZES for line in _lines(size)]
    return f"In the database: {words}.\n\n{report.table(HEADS, lines)}\n\n{_counting()}"


def _lines(size: int) -> Iterator[list[str]]:
    """Yield a line for each page of a team of SIZE."""
    team, lead = _team(size)
    member = team.memberships.filter(shares="items").order_by("pk").values_list("ref", flat=True)[0]
    client = Client(headers={"host": "localhost"})
    client.force_login(lead)
    pages = {"team": "", "a state": "?state=stalled", "a name": "?q=learner+7", "CSV": "csv/"}
    for page, rest in {**pages, "a member": f"members/{member}/"}.items():
        path = f"/teams/{team.slug}/{rest}"
        yield [f"{size:,}", page, *_figures(lambda path=path: client.get(path))]  # type: ignore[misc]


def _team(size: int) -> tuple[Team, User]:
    """Return a team of SIZE with a lead; no two of its members have done the same items."""
    lead = User.objects.create_user(f"lead-{size}@example.org", None, name="Lead")
    team = make_team(by=lead, name=f"Team of {size}", roadmaps=Roadmap.objects.all(), leads=True)
    for number, user in enumerate(User.objects.filter(email__startswith="other-").order_by("pk")[:size]):
        set_shares(membership=join(team=team, user=user), shares=LEVELS[number % 3])
    set_lead(membership=team.memberships.get(user=lead), by=None, leads=True)
    of_members = Completion.objects.filter(user__in=Membership.objects.filter(team=team).values("user"))
    of_members.annotate(mixed=F("user_id") * 7919 % 10007 * F("item_id") % 1009 % 6).filter(mixed=0).delete()
    return team, lead


def _figures(get: Callable[[], object]) -> list[str]:
    """Return the times, queries and size of what GET answers, as the cells of HEADS."""
    response = get()  # the first one records that the members were seen
    walls, cpus = zip(*(_times(get) for _ in range(ROUNDS)), strict=True)
    forgetful = [_times(get, before=_forget) for _ in range(FORGETFUL_ROUNDS)]
    with _timed_queries() as taken:
        get()
    figures = [statistics.median(walls), _p99(walls), min(cpus), min(cpu for _, cpu in forgetful)]
    size = len(response.content) / 1000  # type: ignore[attr-defined]
    shown = [report.number(each) for each in (*(1000 * figure for figure in figures), max(taken))]
    return [*shown[:-1], str(len(taken)), shown[-1], f"{size:,.0f}"]


def _times(get: Callable[[], object], before: Callable[[], None] = lambda: None) -> tuple[float, float]:
    """Return the seconds that GET takes, and its seconds of CPU time in this process."""
    before()
    start, cpu = time.perf_counter(), time.process_time()
    response = get()
    end = time.perf_counter() - start, time.process_time() - cpu
    assert response.status_code == 200  # type: ignore[attr-defined]
    return end


def _forget() -> None:
    """Forget all parts of pages that are kept, as in a new process."""
    for renderer in parts._renderers.values():
        renderer.cache_clear()  # type: ignore[attr-defined]


def _p99(values: tuple[float, ...]) -> float:
    """Return the value that at most a hundredth of VALUES exceeds: of fewer than 100, the highest."""
    return sorted(values)[-(-99 * len(values) // 100) - 1]


@contextmanager
def _timed_queries() -> Iterator[list[float]]:
    """Yield a list that gets the milliseconds of each query."""
    taken: list[float] = []

    def time_it(execute: Callable[..., object], *arguments: object) -> object:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            taken.append(1000 * (time.perf_counter() - start))

    with connection.execute_wrapper(time_it):
        yield taken


def _counting() -> str:
    """Return what the worker's hourly count takes, and its parts."""
    steps: dict[str, Callable[[], object]] = {
        "all that the worker counts": count_learners,
        "of these, the active learners by week": lambda: count_active(timezone.localdate()),
    }
    lines = []
    for step, count in steps.items():
        start, cpu, of_database = time.perf_counter(), time.process_time(), _database_seconds()
        count()
        taken = (
            time.perf_counter() - start, time.process_time() - cpu, _database_seconds() - of_database
        )  # fmt: skip
        lines.append([step, *(f"{each:.1f}" for each in taken)])
    return report.table(["counting", "seconds", "CPU seconds of the worker", "of its PostgreSQL process"], lines)


def _database_seconds() -> float:
    """Return the CPU time of the database's process for this connection; without those that help it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
