"""Change content as requests do, each of which is one save in the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from django.db import transaction
from django.test import RequestFactory
from simple_history.models import HistoricalRecords

from roadmap_app.domain.request_ids import ID
from roadmap_app.models import User

_number = count(1)


def begin_save(user: User | None = None) -> None:
    """Let the history record what happens from now on as one save of USER."""
    request = RequestFactory().post("/")
    request.META[ID] = f"request-{next(_number)}"
    if user:
        request.user = user
    HistoricalRecords.context.request = request


def end_save() -> None:
    """Let the history record what happens from now on as that of a command."""
    if hasattr(HistoricalRecords.context, "request"):
        del HistoricalRecords.context.request


@contextmanager
def one_save(user: User | None = None) -> Iterator[None]:
    """Let the history record what happens inside the with block as one save of USER."""
    begin_save(user)
    try:
        with transaction.atomic():
            yield
    finally:
        end_save()
