"""Read who has a second factor. Only allauth reads its secrets."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from roadmap_app.models import User
from roadmap_app.models.accounts import MAY_EDIT

# Recovery codes do not count: they come with another factor and go with the last one.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(user: User) -> bool:
    """Return whether PORTAL_STAFF_MFA is on and USER has any right that it guards."""
    staff = user.is_staff or user.is_superuser or user.has_perms(MAY_EDIT)
    return bool(settings.PORTAL_STAFF_MFA and staff)


def has_second_factor(user: User) -> bool:
    """Return whether USER has an authenticator app or a passkey."""
    return _second_factors().filter(user=user).exists()


def with_second_factor(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate USERS with `second_factor`: whether they have one."""
    own = _second_factors().filter(user=OuterRef("pk")).annotate(there=Value(True))
    # Not Exists, for the reason that with_confirmed gives.
    return users.annotate(second_factor=Coalesce(Subquery(own.values("there")[:1]), False))


def is_last_needed(authenticator: Authenticator) -> bool:
    """Return whether AUTHENTICATOR is the last second factor of somebody who needs one."""
    user = authenticator.user
    others = _second_factors().filter(user=user).exclude(pk=authenticator.pk)
    return needs_second_factor(user) and not others.exists()


def _second_factors() -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type__in=SECOND_FACTORS)
    return found
