"""Check the addresses of resources and store the results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from roadmap_app.actions.curriculum import raise_versions
from roadmap_app.link_checker.fetch import Fetcher
from roadmap_app.link_checker.verdict import REFUSED, Answer, Verdict, judge
from roadmap_app.models import LinkCheck, Resource
from roadmap_app.queries.links import editors_addresses

# If this many hosts give no answer, this machine's network is more likely to have failed than theirs.
HOSTS_FOR_DOUBT = 3
FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


class NothingAnswers(Exception):
    """Not one of several hosts could be reached, so no result is stored."""


@dataclass(frozen=True)
class Checked:
    """A resource whose address was checked; `is_new`: it is dead and was not before."""

    resource: Resource
    verdict: Verdict
    is_new: bool

    def __str__(self) -> str:
        return f"{self.place}: {self.answer}"

    @property
    def place(self) -> str:
        """The titles of what the resource belongs to, and its own."""
        topic = self.resource.topic
        return f"{topic.stage.roadmap.title} › {topic.title} › {self.resource.title}"

    @property
    def answer(self) -> str:
        """Its address and what was found there."""
        return f"{self.resource.url} {self.verdict.reason}".rstrip()


def check_links(
    resources: Iterable[Resource],
    fetcher: Fetcher,
    *,
    concurrency: int = 8,
    say: Callable[[Checked], None] = lambda checked: None,
) -> list[Checked]:
    """Check the addresses of RESOURCES, each once, CONCURRENCY hosts at a time; return the result of each.

    No transaction is open while a server is waited for; what a host's addresses answer is written once all have.
    Raise NothingAnswers if this machine seems to have no network: links must not count as dead because of that.
    """
    by_url: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        by_url[resource.url].append(resource)
    found: list[Checked] = []
    for url, answers in _heard(by_url, fetcher, concurrency):
        for resource in by_url[url]:
            if checked := _write(resource, answers):
                found.append(checked)
                say(checked)
    return found


def mail_dead_links(found: Iterable[Checked]) -> int:
    """Send editors the links that have died since the last check; return the number of recipients, 0 for no news."""
    # The titles isolated: what is written from right to left does not turn the address behind it.
    lines = [f"{FSI}{checked.place}{PDI}: {checked.answer}" for checked in found if checked.is_new]
    people = editors_addresses()
    if not lines or not people:
        return 0
    text = "These links do not work any more:\n\n" + "\n".join(lines) + "\n\nMend or retire them in the admin."
    # Each their own message: nobody learns the others' addresses.
    return sum(send_mail(f"Cairn: {len(lines)} dead links", text, None, [address]) for address in people)


def _heard(by_url: dict[str, list[Resource]], fetcher: Fetcher, concurrency: int) -> Iterator[tuple[str, list[Answer]]]:
    """Yield each address with what it answers; those that could not be reached last, when it is known who can be."""
    by_host: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for url, resources in by_url.items():
        by_host[_host(url)].append((url, *_known(resources)))
    unreached: list[tuple[str, list[Answer]]] = []
    anybody = False
    with ThreadPoolExecutor(max_workers=concurrency) as pool:
        # One task for each host: its addresses wait for each other anyway, and need not hold several threads.
        for task in as_completed([pool.submit(_ask_all, fetcher, urls) for urls in by_host.values()]):
            for url, answers in task.result():
                answered = any(answer.status for answer in answers)
                anybody = anybody or answered
                if answered or answers[-1].failure in REFUSED:
                    yield url, answers
                else:
                    unreached.append((url, answers))
    if not anybody and len({_host(url) for url, _ in unreached}) >= HOSTS_FOR_DOUBT:
        raise NothingAnswers
    yield from unreached


def _ask_all(fetcher: Fetcher, urls: list[tuple[str, str, str]]) -> list[tuple[str, list[Answer]]]:
    return [(url, fetcher.ask(url, etag, last_modified)) for url, etag, last_modified in urls]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _known(resources: Iterable[Resource]) -> tuple[str, str]:
    """Return ETag and Last-Modified of the last success at this address, to ask whether it has changed since."""
    for check in _checks(resources):
        if check.outcome in ("alive", "moved") and (check.etag or check.last_modified):
            return check.etag, check.last_modified
    return "", ""


def _checks(resources: Iterable[Resource]) -> Iterator[LinkCheck]:
    for resource in resources:
        check = getattr(resource, "link_check", None)
        if check and check.url == resource.url:
            yield check


@transaction.atomic
def _write(resource: Resource, answers: list[Answer]) -> Checked | None:
    """Keep what came of a check; None where the resource has meanwhile gone or got another address."""
    if not Resource.objects.select_for_update().filter(pk=resource.pk, url=resource.url).exists():
        return None
    check = LinkCheck.objects.filter(resource=resource).first() or LinkCheck(resource=resource)
    if check.url != resource.url:
        check = LinkCheck(pk=check.pk, resource=resource, url=resource.url)
    was_dead = check.outcome == LinkCheck.Outcome.DEAD
    verdict = judge(answers, check.failures)
    now, last = timezone.now(), answers[-1]
    check.outcome, check.reason, check.status = verdict.outcome, verdict.reason[:300], verdict.status or None
    check.final_url, check.checked_at = verdict.final_url[:2000], now
    check.failures = check.failures + 1 if verdict.failed else 0
    if verdict.outcome in ("alive", "moved"):
        check.answered_at = now
        if last.status != 304:
            check.etag, check.last_modified = (last.etag, last.last_modified) if len(answers) == 1 else ("", "")
    check.save()
    is_dead = verdict.outcome == LinkCheck.Outcome.DEAD
    if is_dead != was_dead:
        # The mark beside the link is part of what pages keep of a roadmap.
        raise_versions([resource.topic.stage.roadmap_id])
    return Checked(resource, verdict, is_dead and not was_dead)
