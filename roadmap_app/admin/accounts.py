"""People in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest

from roadmap_app.actions.accounts import adopt_address, set_editors
from roadmap_app.models import User


class UserCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new user: address and password, or none for those who are to sign in by other means."""

    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    """Users, known by their e-mail address."""

    add_form = UserCreationForm

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save; an address that was changed is from now on the only one that signs in."""
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            adopt_address(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return the users with their groups, which the list names."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Keep what gives rights from those who do not have them all: nobody raises themselves."""
        rights = () if request.user.is_superuser else ("is_staff", "is_superuser", "groups", "user_permissions")
        return (*self.readonly_fields, *rights)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody but an owner changes an owner: who could set their password could sign in as one."""
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or bool(request.user.is_superuser))

    @admin.display(description="Groups")
    def group_names(self, row: User) -> str:
        """The groups that the user is in."""
        return ", ".join(group.name for group in row.groups.all()) or "–"

    @admin.action(description="Make editors", permissions=["change"])
    def make_editors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let the users edit content in the admin."""
        self._set_editors(request, queryset, editor=True)

    @admin.action(description="No longer editors", permissions=["change"])
    def unmake_editors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Take the editing of content from the users."""
        self._set_editors(request, queryset, editor=False)

    def _set_editors(self, request: HttpRequest, queryset: QuerySet[User], *, editor: bool) -> None:
        count = set_editors(queryset, editor=editor)
        who = "1 person is" if count == 1 else f"{count} people are"
        words = "now editors: they may change content, and nothing else." if editor else "editors no longer."
        if count == 1:
            words = words.replace("editors", "an editor", 1)
        self.message_user(request, f"{who} {words}" if count else "Nothing has changed.", messages.SUCCESS)

    actions = ("make_editors", "unmake_editors")
    ordering = ("email",)
    list_display = ("email", "name", "group_names", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("name", "time_zone", "theme")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)
