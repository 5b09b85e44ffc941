"""Inviting people, and taking invitations back."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.actions.invitations import invite, mail_invitation, revoke
from roadmap_app.admin.search import FoldedSearch
from roadmap_app.models import Invitation, User
from roadmap_app.queries.accounts import address_is_taken


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whom to invite, as what, for how long."""

    days = forms.IntegerField(
        label="Open for", initial=7, min_value=1, max_value=90, help_text="Days; the link works once."
    )
    mail = forms.BooleanField(label="Send it by mail", required=False, help_text="The link is shown here in any case.")

    class Meta:
        model = Invitation
        fields = ("email", "role")

    def clean(self) -> dict[str, Any]:
        """Refuse a mail to nobody, and an address that has an account."""
        cleaned = super().clean() or {}
        email = (cleaned.get("email") or "").lower()
        if cleaned.get("mail") and not email and "email" not in self.errors:
            self.add_error("email", "Name the address that the mail shall go to.")
        if email and address_is_taken(email):
            self.add_error("email", "There is an account with this address.")
        return cleaned


@admin.register(Invitation)
class InvitationAdmin(FoldedSearch, admin.ModelAdmin):  # type: ignore[type-arg]
    """Invitations, for owners. The link is shown once: only its digest is kept."""

    form = InvitationForm
    list_display = ("for_whom", "role", "state", "made_at", "expires_at", "made_by", "used_by")
    list_select_related = ("made_by", "used_by")
    list_filter = ("role",)
    search_fields = ("email", "used_by__email")
    ordering = ("-made_at",)
    actions = ("revoke",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Owners only: an invitation may make an owner."""
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Owners only."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Owners, where people may be invited."""
        return self.has_module_permission(request) and settings.PORTAL_SIGNUP != "closed"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: one that was sent stays what it is, or is revoked."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: clean_up takes old ones away."""
        return False

    @admin.display(description="For")
    def for_whom(self, invitation: Invitation) -> str:
        """The address, or that anybody may use it."""
        return invitation.email or "whoever has the link"

    @admin.action(description="Revoke the selected invitations", permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Let those that are open work no longer."""
        count = revoke(queryset, by=cast("User", request.user))
        self.message_user(request, f"{count} revoked." if count else "None of them was open.")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the invitation; its token goes on to the answer and nowhere else."""
        said = form.cleaned_data
        made, token = invite(by=cast("User", request.user), role=said["role"], email=said["email"], days=said["days"])
        obj.pk = made.pk
        form.link = request.build_absolute_uri(reverse("invitation", args=[token]))
        self._tell(request, made, form.link, mail=said["mail"])

    def _tell(self, request: HttpRequest, made: Invitation, link: str, *, mail: bool) -> None:
        self.message_user(request, format_html("Here is the link, once: <code>{}</code>", link), messages.SUCCESS)
        if not mail:
            return
        mail_invitation(made, link)
        if settings.EMAIL_HOST:
            self.message_user(request, f"The mail to {made.email} is on its way.")
        else:
            self.message_user(request, "The portal has no mail server: pass the link on yourself.", messages.WARNING)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit record has it."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Show the list, with the link above it."""
        return HttpResponseRedirect(reverse("admin:roadmap_app_invitation_changelist"))
