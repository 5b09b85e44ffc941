"""Read the audit record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from roadmap_app.domain.record import in_words
from roadmap_app.models import AuditEvent, User
from roadmap_app.queries.search import rows_holding


@dataclass(frozen=True)
class RecordLine:
    """An event as a sentence: who did what to whom."""

    event: AuditEvent
    who: str
    did: str
    whom: str


def events(
    *, words: str = "", verb: str = "", since: datetime | None = None, until: datetime | None = None
) -> QuerySet[AuditEvent]:
    """Return the events of VERB (default: any) from SINCE to UNTIL, by or about people with all WORDS, newest first."""
    rows = AuditEvent.objects.select_related("actor", "subject").order_by("-pk")
    if words:
        found = rows_holding(User, ("email", "name"), words)
        rows = rows.filter(Q(actor__in=found) | Q(subject__in=found))
    if verb:
        rows = rows.filter(verb=verb)
    if since:
        rows = rows.filter(at__gte=since)
    return rows.filter(at__lte=until) if until else rows


def in_lines(rows: QuerySet[AuditEvent]) -> list[RecordLine]:
    """Return ROWS as sentences; people by their addresses, which are unique."""
    return [RecordLine(row, *in_words(row.verb, _address(row.actor), _address(row.subject))) for row in rows]


def csv_rows(rows: QuerySet[AuditEvent]) -> Iterator[tuple[str, ...]]:
    """Yield the heading and a row for each event, read lazily; times in UTC."""
    yield ("at", "who", "event", "whom", "detail", "address", "request")
    columns = ("at", "actor__email", "verb", "subject__email", "detail", "address", "request_id")
    for at, *values in rows.values_list(*columns).iterator(chunk_size=1000):
        yield (at.isoformat(timespec="seconds"), *(value or "" for value in values))


def _address(user: User | None) -> str:
    return user.email if user else ""
