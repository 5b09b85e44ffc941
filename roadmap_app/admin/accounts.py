"""Users in the admin: profile, roles, sign-in.

What owners do weekly is under /manage/people/, through the same actions. Here is the rest, and what is done to many
people at once.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse

from roadmap_app.actions.accounts import adopt_address, confirm_addresses, note_made, set_editors
from roadmap_app.actions.audit import record
from roadmap_app.actions.deletion import delete_account
from roadmap_app.actions.people import LastOwner, keep_an_owner, note_enabled, note_role, set_enabled, set_role
from roadmap_app.actions.second_factors import OWN_FACTORS, reset_second_factors
from roadmap_app.admin.content import DeletedObjects
from roadmap_app.admin.disabling import ConfirmedDisabling, confirmation_page, is_disabling
from roadmap_app.admin.passwords import PasswordAdmin
from roadmap_app.admin.search import FoldedSearch
from roadmap_app.admin.selection import CheckedSelection
from roadmap_app.models import AuditEvent, User
from roadmap_app.queries.accounts import address_is_taken, with_confirmed
from roadmap_app.queries.second_factors import with_second_factor

CONFIRM = "confirm_disabling"
ROLES = (
    "Learners learn, editors change content, owners do everything. Roles are given under Manage, or with the actions "
    "of the list of users."
)
RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


class UserCreationForm(AdminUserCreationForm):
    """A new user: address and password; no usable password for those who sign in by other means."""

    class Meta:
        model = User
        fields = ("email",)

    def clean_email(self) -> str:
        """Raise ValidationError if an account has this address."""
        email: str = self.cleaned_data["email"].lower()
        if address_is_taken(email):
            raise forms.ValidationError("There is an account with this address.")
        return email


class UserChangeForm(ConfirmedDisabling, DjangoUserChangeForm):
    """A user. The last owner keeps their rights and can sign in."""

    role_before = ""  # set before saving

    def clean_email(self) -> str:
        """Raise ValidationError if another account has this address."""
        email: str = self.cleaned_data["email"].lower()
        if email != self.instance.email and address_is_taken(email, but=self.instance):
            raise forms.ValidationError("There is an account with this address.")
        return email

    def clean(self) -> dict[str, object]:
        """Raise ValidationError if nobody would be left as an owner who can sign in."""
        cleaned = super().clean() or {}
        # A field that is not on the form keeps its value.
        stays_owner = all(cleaned.get(name, getattr(self.instance, name)) for name in ("is_superuser", "is_active"))
        if not stays_owner:
            try:
                with transaction.atomic():
                    keep_an_owner(self.instance)
            except LastOwner as error:
                raise forms.ValidationError(LastOwner.message) from error
        return cleaned


@admin.register(User)
class UserAdmin(FoldedSearch, CheckedSelection, PasswordAdmin):
    """Users, identified by their e-mail address."""

    form = UserChangeForm
    add_form = UserCreationForm

    def save_model(self, request: HttpRequest, obj: User, form: UserChangeForm, change: bool) -> None:
        """Save; a changed address becomes the only one that signs in, and a disabled user is signed out."""
        form.role_before = User.objects.get(pk=obj.pk).role if change else "learner"
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            adopt_address(obj)
        if not change:
            note_made(obj, by=_person(request))
        elif "email" in form.changed_data:
            record(AuditEvent.Verb.EMAIL_CHANGED, by=_person(request), about=obj, detail="by an owner")
        if change and "is_active" in form.changed_data:
            note_enabled(obj, by=_person(request))

    def save_related(
        self, request: HttpRequest, form: UserChangeForm, formsets: Sequence[BaseModelFormSet], change: bool
    ) -> None:
        """Save the groups, too, and record a change of rights."""
        super().save_related(request, form, formsets, change)
        if set(RIGHTS) & set(form.changed_data):
            what = ", ".join(name for name in RIGHTS if name in form.changed_data).replace("_", " ")
            note_role(form.instance, by=_person(request), before=form.role_before, why=what)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Delete a user in the same way as at their own request."""
        delete_account(user=obj, by=_person(request))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Delete several users one by one."""
        for user in queryset:
            delete_account(user=user, by=_person(request))

    def get_deleted_objects(self, objs: Sequence[User] | QuerySet[User], request: HttpRequest) -> DeletedObjects:
        """Protect the owners among OBJS from deletion if no owner would be left."""
        found, counts, needed, protected = super().get_deleted_objects(objs, request)
        owners = User.objects.filter(is_superuser=True, is_active=True, deletion_asked_at=None)
        if not owners.exclude(pk__in=[user.pk for user in objs]).exists():
            protected = [*protected, *(f"{user}: {LastOwner.message}" for user in objs if user.is_superuser)]
        return found, counts, needed, protected

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return the users with groups, confirmed addresses and second factors."""
        return with_second_factor(with_confirmed(super().get_queryset(request).prefetch_related("groups")))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Add the checkbox that confirms disabling when the form disables a user."""
        fieldsets = super().get_fieldsets(request, obj)
        if not (obj and request.method == "POST" and is_disabling(obj, request.POST)):
            return fieldsets
        first, person, (name, _), *others = fieldsets
        return [first, person, (name, {"fields": ("is_active", CONFIRM, "state")}), *others]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Show groups and permissions as boxes to tick: Django's chooser needs a mouse and has no readable labels."""
        return super().formfield_for_manytomany(db_field, request, **kwargs | {"widget": forms.CheckboxSelectMultiple})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Make the fields for rights read-only for everyone but owners, so that nobody can raise their own rights."""
        rights = () if request.user.is_superuser else RIGHTS
        return (*self.readonly_fields, *rights)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Let only owners change an owner: whoever sets the password could sign in as one."""
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Let only owners delete an owner."""
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def has_owner_permission(self, request: HttpRequest) -> bool:
        """Let only owners change roles and sign-in."""
        return bool(request.user.is_superuser)

    @staticmethod
    def _may_touch(request: HttpRequest, obj: User | None) -> bool:
        return obj is None or not obj.is_superuser or bool(request.user.is_superuser)

    @admin.display(description="Role")
    def role_name(self, row: User) -> str:
        """Return learner, editor or owner."""
        return row.role.capitalize()

    @admin.display(description="State")
    def state(self, row: User) -> str:
        """Return whether the user may sign in."""
        if row.deletion_asked_at:
            return f"Closed, asked to be deleted on {row.deletion_asked_at:%Y-%m-%d}"
        return "May sign in" if row.is_active else "Disabled"

    @admin.display(description="Address confirmed", boolean=True)
    def address_confirmed(self, row: User) -> bool:
        """Return whether the address was confirmed, or set by an owner."""
        return bool(row.confirmed)  # type: ignore[attr-defined]

    @admin.display(description="Second factor", boolean=True)
    def has_second_factor(self, row: User) -> bool:
        """Return whether the user has an authenticator app or a passkey."""
        return bool(row.second_factor)  # type: ignore[attr-defined]

    @admin.action(description="Make editors", permissions=["owner"])
    def make_editors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let the users edit content in the admin."""
        self._set_editors(request, queryset, editor=True)

    @admin.action(description="No longer editors", permissions=["owner"])
    def unmake_editors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove the permission to edit content."""
        self._set_editors(request, queryset, editor=False)

    @admin.action(description="Make owners", permissions=["owner"])
    def make_owners(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Give the users all permissions."""
        self._decide(request, queryset, "may do everything now.", set_role, role="owner")

    @admin.action(description="Make learners, with no other rights", permissions=["owner"])
    def make_learners(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove all permissions beyond a learner's."""
        self._decide(request, queryset, "may learn, and nothing else.", set_role, role="learner")

    @admin.action(description="Disable: sign out, and let in no longer", permissions=["owner"])
    def disable(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Sign the users out and keep their data; ask for confirmation first."""
        users = [user for user in queryset if user.is_active]
        if users and "confirmed" not in request.POST:
            return confirmation_page(self, request, users)
        self._decide(request, queryset, "signed out and disabled.", set_enabled, enabled=False)
        return None

    @admin.action(description="Enable: let in again", permissions=["owner"])
    def enable(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let the users sign in again."""
        self._decide(request, queryset, "may sign in again.", set_enabled, enabled=True)

    @admin.action(description="Confirm that their addresses are theirs", permissions=["owner"])
    def confirm_addresses(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Mark addresses as confirmed by an owner, where no mail could be sent or answered."""
        words = "the address counts as confirmed. Whoever has it at the single sign-on provider gets in with it."
        self._decide(request, queryset, words, confirm_addresses)

    @admin.action(
        description="Reset second factors (lost phone): sign out, and let in by password", permissions=["owner"]
    )
    def reset_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove the users' apps, passkeys and recovery codes; one's own are changed under Settings."""
        others = queryset.exclude(pk=_person(request).pk)
        if others.count() < queryset.count():
            self.message_user(request, OWN_FACTORS, messages.WARNING)
        words = "second factors reset. Make sure that it was they who asked: the password alone lets in now."
        self._decide(request, others, words, reset_second_factors)

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[User], words: str, action: Callable[..., int], **options: object
    ) -> None:
        try:
            count = action(queryset, by=_person(request), **options)
        except LastOwner:
            self.message_user(request, f"{LastOwner.message} Nothing has changed.", messages.ERROR)
            return
        who = "1 person" if count == 1 else f"{count} people"
        self.message_user(request, f"{who}: {words}" if count else "Nothing has changed.", messages.SUCCESS)

    def _set_editors(self, request: HttpRequest, queryset: QuerySet[User], *, editor: bool) -> None:
        count = set_editors(queryset, editor=editor, by=_person(request))
        who = "1 person is" if count == 1 else f"{count} people are"
        words = "now editors: they may change content, and nothing else." if editor else "editors no longer."
        if count == 1:
            words = words.replace("editors", "an editor", 1)
        self.message_user(request, f"{who} {words}" if count else "Nothing has changed.", messages.SUCCESS)

    actions = (
        "make_learners",
        "make_editors",
        "unmake_editors",
        "make_owners",
        "disable",
        "enable",
        "confirm_addresses",
        "reset_second_factors",
    )
    ordering = ("email",)
    list_display = (
        "email",
        "name",
        "role_name",
        "state",
        "address_confirmed",
        "has_second_factor",
        "last_login",
        "date_joined",
    )
    list_filter = ("is_active", "is_superuser", "is_staff", "groups")
    list_per_page = 50
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined", "state", "role_name")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("name", "time_zone", "theme")}),
        ("Sign-in", {"fields": ("is_active", "state")}),
        ("Role", {"fields": ("role_name",), "description": ROLES}),
        ("Rights one by one", {"classes": ("collapse",), "fields": RIGHTS}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the admin lets nobody else in
    return request.user
