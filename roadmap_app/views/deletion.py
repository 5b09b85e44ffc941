"""Deleting one's account, and undoing that."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app.actions.deletion import ask_for_deletion, deletion_due, keep_account
from roadmap_app.actions.people import LastOwner
from roadmap_app.forms.deletion import DeletionForm
from roadmap_app.queries.accounts import is_only_owner
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted


def _has_no_password(request: LearnerRequest) -> bool:
    return not request.user.has_usable_password()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
@reauthentication_required(allow_get=True, enabled=_has_no_password)  # type: ignore[untyped-decorator]
def deletion(request: LearnerRequest) -> HttpResponse:
    """Schedule the deletion of the account; if it is scheduled already, show how to undo it."""
    if due := deletion_due(request.user):
        return render(request, "accounts/closed.html", {"due": due})
    if is_only_owner(request.user):
        return _only_owner(request)
    form = DeletionForm(submitted(request), user=request.user, request=request)
    if not form.is_valid():
        return render(request, "accounts/deletion.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        due = ask_for_deletion(user=request.user)
    except LastOwner:
        return _only_owner(request)
    logout(request)
    return render(request, "accounts/deleted.html", {"due": due})


def _only_owner(request: LearnerRequest) -> HttpResponse:
    return render(request, "accounts/only_owner.html", status=409 if request.method == "POST" else 200)


@require_POST
@signed_in
def deletion_undo(request: LearnerRequest) -> HttpResponse:
    """Cancel the scheduled deletion."""
    if keep_account(user=request.user):
        messages.success(request, "Welcome back: your account stays, and everything of yours is as it was.")
    return redirect("roadmaps")
