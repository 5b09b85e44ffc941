"""Setting a user's password in the admin."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, User


class PasswordAdmin(DjangoUserAdmin):
    """Users whose passwords an owner sets, after reauthentication."""

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set a user's password, end their sessions, record it and notify them by mail.

        Owners change their own password in the settings, where the old one is asked for.
        """
        by = request.user
        if id == str(by.pk):
            return redirect("account_change_password")
        if self.has_change_permission(request):
            raise_if_reauthentication_required(request, app="account")
        response = super().user_change_password(request, id, form_url)
        user = self.get_object(request, id)
        if request.method == "POST" and response.status_code == 302 and isinstance(user, User):
            owner = by if isinstance(by, User) else None
            record(AuditEvent.Verb.PASSWORD_CHANGED, by=owner, about=user, detail="by an owner")
            get_adapter().send_notification_mail("account/email/password_changed", user, email=user.email)
        return response
