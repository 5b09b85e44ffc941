"""The context processor for all templates."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal import __version__
from roadmap_app.models.accounts import may_edit, may_make_roadmap, may_undo
from roadmap_app.web.csrf_tokens import csrf_token
from roadmap_app.web.pages import account_mark


def portal(request: HttpRequest) -> dict[str, object]:
    """Return the settings and the rights of the user that templates need."""
    user = getattr(request, "user", None)
    return {
        "cairn_version": __version__,
        # In place of Django's; lazy, as pages without a form need no cookie.
        "csrf_token": SimpleLazyObject(lambda: csrf_token(request)),
        # Lazy, as each costs queries.
        "may_edit": SimpleLazyObject(lambda: may_edit(request.user)),
        "may_make_roadmap": SimpleLazyObject(lambda: may_make_roadmap(request.user)),
        "may_undo": SimpleLazyObject(lambda: may_undo(request.user)),
        "page_account": account_mark(user) if user else "",
        "signup_is_open": settings.PORTAL_SIGNUP == "open",
        "by_invitation": settings.PORTAL_SIGNUP == "invite",
        "staff_mfa": settings.PORTAL_STAFF_MFA,
        "sso_name": settings.OIDC.name if settings.OIDC else "",
        "sso_only": bool(settings.OIDC and settings.OIDC.only),
        "sso_signup": settings.OIDC.signup if settings.OIDC else "closed",
        "mail_works": bool(settings.EMAIL_HOST),
        "deletion_days": settings.PORTAL_DELETION_DAYS,
    }
