"""Making and revoking invitations."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.actions.invitations import invite, mail_invitation, revoke
from roadmap_app.admin.read_only import ReadOnlyAdmin
from roadmap_app.admin.search import FoldedSearch
from roadmap_app.admin.selection import CheckedSelection
from roadmap_app.forms.invitations import InvitationForm
from roadmap_app.models import Invitation, User


@admin.register(Invitation)
class InvitationAdmin(FoldedSearch, CheckedSelection, ReadOnlyAdmin):
    """Invitations, for owners, as one may make an owner. The link is shown once: only its digest is stored."""

    form = InvitationForm
    list_display = ("for_whom", "role", "state", "made_at", "expires_at", "made_by", "used_by")
    list_select_related = ("made_by", "used_by")
    list_filter = ("role",)
    search_fields = ("email", "used_by__email")
    ordering = ("-made_at",)
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let owners invite, unless sign-up is closed."""
        return self.has_view_permission(request) and settings.PORTAL_SIGNUP != "closed"

    @admin.display(description="For")
    def for_whom(self, invitation: Invitation) -> str:
        """Return the address, or that anybody may use the link."""
        return invitation.email or "whoever has the link"

    @admin.action(description="Revoke the selected invitations", permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Revoke the open ones."""
        count = revoke(queryset, by=cast("User", request.user))
        self.message_user(request, f"{count} revoked." if count else "None of them was open.")

    def save_model(self, request: HttpRequest, obj: Invitation, form: InvitationForm, change: bool) -> None:
        """Make the invitation and show its link once."""
        made, token = invite(by=cast("User", request.user), **form.wanted)
        obj.pk = made.pk
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        self._show_link(request, made, link, mail=form.cleaned_data["mail"])

    def _show_link(self, request: HttpRequest, made: Invitation, link: str, *, mail: bool) -> None:
        self.message_user(request, format_html("Here is the link, once: <code>{}</code>", link), messages.SUCCESS)
        if not mail:
            return
        mail_invitation(made, link)
        if settings.EMAIL_HOST:
            self.message_user(request, f"The mail to {made.email} is on its way.")
        else:
            self.message_user(request, "The portal has no mail server: pass the link on yourself.", messages.WARNING)

    def log_addition(self, request: HttpRequest, obj: Invitation, message: object) -> Any:
        """Log nothing: the audit record has the event."""

    def response_add(self, request: HttpRequest, obj: Invitation, post_url_continue: str | None = None) -> HttpResponse:
        """Redirect to the list, which shows the link in a message."""
        return HttpResponseRedirect(reverse("admin:roadmap_app_invitation_changelist"))
