"""Apply what a single sign-on provider asserts: roles by groups, and confirmed addresses."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db import transaction

from roadmap_app.actions.accounts import NEVER_CONFIRMED, adopt_address, disconnect
from roadmap_app.actions.audit import record
from roadmap_app.actions.people import set_role
from roadmap_app.actions.second_factors import reset_second_factors
from roadmap_app.actions.sessions import end_all_sessions
from roadmap_app.models import AuditEvent, User


def follow_groups(*, user: User, groups: Collection[str], owners: str, editors: str) -> None:
    """Give USER, who is in GROUPS, the role that the groups named OWNERS and EDITORS stand for. Raise LastOwner.

    A role without a named group is neither given nor taken.
    """
    wanted = "learner"
    if editors and editors in groups:
        wanted = "editor"
    if owners and owners in groups:
        wanted = "owner"
    may_be_taken = {"owner": bool(owners), "editor": bool(editors), "learner": True}[user.role]
    if wanted == "owner" or may_be_taken:
        set_role([user], by=None, role=wanted, why="single sign-on")


@transaction.atomic
def confirm_by_provider(*, user: User, email: str) -> None:
    """Confirm that EMAIL belongs to USER, as the provider asserts.

    If it was never confirmed here, an attacker may have made the account in advance: every other way into it (password,
    other addresses and connections, second factors, sessions) is removed.
    """
    if EmailAddress.objects.filter(user=user, email=email, verified=True).exists():
        return
    adopt_address(user)
    disconnect(user)
    if user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        record(AuditEvent.Verb.PASSWORD_CHANGED, by=user, detail=f"taken away: {NEVER_CONFIRMED}")
    reset_second_factors([user], by=None, why=NEVER_CONFIRMED)
    end_all_sessions(user)
