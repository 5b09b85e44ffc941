"""Check the addresses of resources and store the results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.mail import send_mail
from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils import timezone

from roadmap_app.actions.curriculum import raise_versions
from roadmap_app.domain.titles import isolated
from roadmap_app.link_checker.fetch import Fetcher
from roadmap_app.link_checker.verdict import REFUSED, Response, Verdict, judge
from roadmap_app.models import LinkCheck, Resource, Roadmap, User
from roadmap_app.models.audience import Viewer
from roadmap_app.queries.links import active_editors

# If all hosts are unreachable and there are this many, the network of this machine has probably failed.
MIN_UNREACHABLE_HOSTS = 3


class NetworkUnreachable(Exception):
    """None of several hosts could be reached, so no result is stored."""


@dataclass(frozen=True)
class Checked:
    """A resource whose address was checked. `is_new` is True if the link is dead and was not before."""

    resource: Resource
    verdict: Verdict
    is_new: bool

    def __str__(self) -> str:
        return f"{self.place}: {self.result}"

    @property
    def place(self) -> str:
        """The titles of the roadmap, the topic and the resource."""
        topic = self.resource.topic
        return f"{topic.stage.roadmap.title} › {topic.title} › {self.resource.title}"

    @property
    def result(self) -> str:
        """The address and the reason of the verdict."""
        return f"{self.resource.url} {self.verdict.reason}".rstrip()


def check_links(resources: Iterable[Resource], fetcher: Fetcher, *, concurrency: int = 8) -> list[Checked]:
    """Check the addresses of RESOURCES, each once, CONCURRENCY hosts at a time; return the results.

    Wait for servers outside transactions; store the results of a host once all its
    addresses are checked. Raise NetworkUnreachable if this machine seems to have no network: that makes no link dead.
    """
    by_url: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        by_url[resource.url].append(resource)
    found: list[Checked] = []
    for url, responses in _fetch(by_url, fetcher, concurrency):
        for resource in by_url[url]:
            if checked := _write(resource, responses):
                found.append(checked)
    return found


def mail_dead_links(found: Iterable[Checked]) -> int:
    """Mail each editor the newly dead links of FOUND on roadmaps that they may see; return the number of sent mails."""
    dead = [checked for checked in found if checked.is_new]
    # One mail each, so that recipients do not see each other's addresses.
    return sum(_mail(editor, dead) for editor in active_editors()) if dead else 0


def _mail(editor: User, dead: Iterable[Checked]) -> int:
    viewer = Viewer(editor)
    lines = [f"{isolated(each.place)}: {each.result}" for each in dead if viewer.sees(each.resource.roadmap)]
    if not lines:
        return 0
    text = "These links do not work any more:\n\n" + "\n".join(lines) + "\n\nMend or retire them in the admin."
    return send_mail(f"Cairn: {len(lines)} dead link{pluralize(len(lines))}", text, None, [editor.email])


def _fetch(
    by_url: dict[str, list[Resource]], fetcher: Fetcher, concurrency: int
) -> Iterator[tuple[str, list[Response]]]:
    """Yield each address with its responses, unreachable ones last. Raise NetworkUnreachable if all of several are."""
    by_host: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for url, resources in by_url.items():
        by_host[_host(url)].append((url, *_known(resources)))
    unreached: list[tuple[str, list[Response]]] = []
    any_reached = False
    with ThreadPoolExecutor(max_workers=concurrency) as pool:
        # One task per host: its addresses are fetched one after the other, so more threads would only wait.
        for task in as_completed([pool.submit(_fetch_host, fetcher, urls) for urls in by_host.values()]):
            for url, responses in task.result():
                responded = any(response.status for response in responses)
                any_reached = any_reached or responded
                if responded or responses[-1].failure in REFUSED:
                    yield url, responses
                else:
                    unreached.append((url, responses))
    if not any_reached and len({_host(url) for url, _ in unreached}) >= MIN_UNREACHABLE_HOSTS:
        raise NetworkUnreachable
    yield from unreached


def _fetch_host(fetcher: Fetcher, urls: list[tuple[str, str, str]]) -> list[tuple[str, list[Response]]]:
    return [(url, fetcher.fetch(url, etag, last_modified)) for url, etag, last_modified in urls]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _known(resources: Iterable[Resource]) -> tuple[str, str]:
    """Return ETag and Last-Modified of the last success at this address, for a conditional request."""
    for resource in resources:
        check = getattr(resource, "link_check", None)
        if not check or check.url != resource.url:
            continue
        if check.outcome in ("alive", "moved") and (check.etag or check.last_modified):
            return check.etag, check.last_modified
    return "", ""


@transaction.atomic
def _write(resource: Resource, responses: list[Response]) -> Checked | None:
    """Store the result of a check and return it; None if the resource was deleted or has another address now."""
    # The roadmap first, as every edit locks it: two that lock the same rows in another order stop each other.
    Roadmap.objects.select_for_update(no_key=True).filter(stages__topics__resources=resource.pk).first()
    if not Resource.objects.select_for_update().filter(pk=resource.pk, url=resource.url).exists():
        return None
    check = LinkCheck.objects.filter(resource=resource).first() or LinkCheck(resource=resource)
    if check.url != resource.url:
        check = LinkCheck(pk=check.pk, resource=resource, url=resource.url)
    was_dead = check.outcome == LinkCheck.Outcome.DEAD
    verdict = judge(responses, check.failures)
    now, last = timezone.now(), responses[-1]
    check.outcome, check.reason, check.status = verdict.outcome, verdict.reason[:300], verdict.status or None
    check.final_url, check.checked_at = verdict.final_url[:2000], now
    check.failures = check.failures + 1 if verdict.failed else 0
    if verdict.outcome in ("alive", "moved"):
        check.answered_at = now
        if last.status != 304:
            check.etag, check.last_modified = (last.etag, last.last_modified) if len(responses) == 1 else ("", "")
    check.save()
    is_dead = verdict.outcome == LinkCheck.Outcome.DEAD
    if is_dead != was_dead:
        # Whether a link is dead is part of the cached snapshot.
        raise_versions([resource.topic.stage.roadmap_id])
    return Checked(resource, verdict, is_dead and not was_dead)
