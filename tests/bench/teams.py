"""Measures the page of a team of 200 and of 1,000 members on PostgreSQL: `python -m tests.bench.teams [LEARNERS]`."""

import os
import sys
import time
from statistics import median
from tempfile import TemporaryDirectory

from tests.postgres import throwaway_server

SIZES, ROUNDS, LEARNERS = (200, 1_000), 9, 100_000
LEVELS = ("nothing", "progress", "items")


def main(learners: int) -> None:
    """Fill a database with so many LEARNERS, half a hundred completions each, and print how long the pages take."""
    with throwaway_server(durable=True) as url, TemporaryDirectory() as folder:
        if url is None:
            sys.exit("This needs PostgreSQL.")
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_VAR": folder}
        import django

        django.setup()
        _measure(learners)


def _measure(learners: int) -> None:
    from django.core.management import call_command

    from roadmap_app.actions.load_roadmap import load_fixture_files
    from tests.bench.history import add_others, counts

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0)
    load_fixture_files()
    add_others(learners)
    print(", ".join(f"{count:,} {name}" for name, count in counts().items()))
    for size in SIZES:
        page, file = _times(size)
        print(f"{size:5,} members: page {page}, CSV {file}")


def _times(size: int) -> tuple[str, str]:
    """Return how long the page and the CSV of a team of SIZE take, in words."""
    from django.test import Client

    from roadmap_app.actions.teams import join, make_team, set_lead, set_shares
    from roadmap_app.models import Roadmap, User

    lead = User.objects.create_user(f"lead-{size}@example.org", None, name="Lead")
    team = make_team(by=lead, name=f"Team of {size}", roadmaps=Roadmap.objects.all(), leads=True)
    for number, user in enumerate(User.objects.filter(email__startswith="other-").order_by("pk")[:size]):
        set_shares(membership=join(team=team, user=user), shares=LEVELS[number % 3])
    set_lead(membership=team.memberships.get(user=lead), by=None, leads=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(lead)
    return _words(client, f"/teams/{team.slug}/"), _words(client, f"/teams/{team.slug}/csv/")


def _words(client: object, path: str) -> str:
    taken = []
    for _ in range(ROUNDS + 1):
        start, cpu = time.perf_counter(), time.process_time()
        response = client.get(path)  # type: ignore[attr-defined]
        assert response.status_code == 200, response.status_code
        taken.append((time.perf_counter() - start, time.process_time() - cpu))
    first, *rest = taken  # the first one records that the members were seen
    wall, cpu = (1000 * median(each[place] for each in rest) for place in (0, 1))
    return f"{wall:.0f} ms ({cpu:.0f} ms CPU in Python; the first time {1000 * first[0]:.0f} ms)"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else LEARNERS)
