"""Exporting a learner's data."""

from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from roadmap_app.actions.export import EXPORTS_AN_HOUR, begin_export
from roadmap_app.actions.limits import TooMany
from roadmap_app.domain.archive import write_archive
from roadmap_app.identity.recent_proof import ask_for_proof
from roadmap_app.identity.too_many import refused
from roadmap_app.queries.export import account_of, note_files_of, sections_of
from roadmap_app.web.htmx import LearnerRequest, signed_in

# Bytes; a larger archive is built in a temporary file.
MAX_IN_MEMORY = 2_000_000


@require_safe
@signed_in
def your_data(request: LearnerRequest) -> HttpResponse:
    """Show the page for exporting one's data and for deleting the account."""
    return render(request, "accounts/data.html")


@require_POST
@never_cache
@signed_in
def data_export(request: LearnerRequest) -> HttpResponseBase:
    """Return all of a learner's data as a zip file, after they have proved their identity again."""
    then = "Show that it is you, then press “Download your data” once more."
    if response := ask_for_proof(request, back=reverse("your_data"), then=then):
        return response
    try:
        begin_export(user=request.user)
    except TooMany as error:
        return refused(request, error.wait, f"You have taken your data away {EXPORTS_AN_HOUR} times within the hour.")
    now = timezone.localtime()
    file = SpooledTemporaryFile(max_size=MAX_IN_MEMORY)  # noqa: SIM115 - the response closes it
    user = request.user
    write_archive(
        file, account=account_of(user), sections=sections_of(user), notes=note_files_of(user), exported_at=now
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"cairn-{now:%Y-%m-%d}.zip", content_type="application/zip")
