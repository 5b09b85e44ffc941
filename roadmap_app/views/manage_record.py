"""The audit record, for owners: in words, and as a file for a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap_app import access
from roadmap_app.domain.record import as_cell
from roadmap_app.forms.record import RecordFilter
from roadmap_app.queries.record import csv_rows, events, in_lines
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in

PER_PAGE = 100


@require_safe
@access.edits
@signed_in
def manage_record(request: LearnerRequest) -> HttpResponse:
    """Show the events that the filter finds, the newest first."""
    access.owner(request.user)
    form = RecordFilter(request.GET)
    context: dict[str, object] = {"section": "record", "form": form}
    if not form.is_valid():
        return render(request, "manage/record.html", context, status=422)
    rows = events(**form.wanted(request.user.zone))
    if before := form.cleaned_data["before"]:
        rows = rows.filter(pk__lt=before)
    lines = in_lines(rows[: PER_PAGE + 1])
    shown = lines[:PER_PAGE]
    context |= {"lines": shown, "before": before, "next_before": shown[-1].event.pk if len(lines) > PER_PAGE else None}
    return render(request, "manage/record.html", context)


@require_safe
@access.edits
@signed_in
def record_csv(request: LearnerRequest) -> HttpResponseBase:
    """Return all events that the filter finds as a CSV file, which is written while it is sent."""
    access.owner(request.user)
    form = RecordFilter(request.GET)
    if not form.is_valid():
        return refuse(request, "The filter is not valid: go back to the record and choose again.", 422)
    response = StreamingHttpResponse(
        _written(csv_rows(events(**form.wanted(request.user.zone)))), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="cairn-record-{timezone.localdate()}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


class _Line:
    """Takes what the csv module writes, and gives it back."""

    def write(self, line: str) -> str:
        return line


def _written(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    for row in rows:
        yield writer.writerow([as_cell(cell) for cell in row])
