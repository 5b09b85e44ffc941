"""Users, and the one-time links that create them: owner links and invitations."""

import hashlib
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from roadmap_app.models.fields import TitleField
from roadmap_app.models.single_row import single_row

# The name of the group whose members may edit content and nothing else; a migration creates the group.
EDITORS = "Editors"
# The permissions of an editor. One outline can change, add and retire all of these types, so all are required.
MAY_EDIT = [
    "roadmap_app.change_roadmap",
    *(f"roadmap_app.{verb}_{word}" for verb in ("add", "change") for word in ("stage", "topic", "item", "resource")),
]


def may_edit(person: "User | AnonymousUser") -> bool:
    """Return whether PERSON (a user, or a visitor) may edit content."""
    return bool(person.is_staff and person.has_perms(MAY_EDIT))


def may_make_roadmap(person: "User | AnonymousUser") -> bool:
    """Return whether PERSON (a user, or a visitor) may create a roadmap."""
    return may_edit(person) and bool(person.has_perm("roadmap_app.add_roadmap"))


def may_undo(person: "User | AnonymousUser") -> bool:
    """Return whether PERSON (a user, or a visitor) may undo a whole save, which can delete what the save has made."""
    deletes = [f"roadmap_app.delete_{word}" for word in ("stage", "topic", "item", "resource")]
    return may_edit(person) and bool(person.has_perms(deletes))


@cache
def time_zones() -> frozenset[str]:
    """Return the names of the IANA database, once: Python reads its folders at each call, which takes 20 ms."""
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo:
    """Return the zone called NAME; the portal's own for "", and for a name that the system no longer knows."""
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless NAME is a zone of the IANA database."""
    if name not in time_zones():
        raise ValidationError(f"“{name}” is not a time zone: choose one such as Europe/Berlin.")


class UserManager(BaseUserManager["User"]):
    """Creates users and finds them by e-mail address, which is stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and return a user. Raise ValidationError for invalid fields.

        Without a PASSWORD nobody can sign in to the account until one is set.
        """
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and return an owner: a user with all permissions."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get(self, *conditions: Any, **values: Any) -> "User":
        """Return the user with these VALUES. A lookup by key alone, which every request makes, runs as plain SQL."""
        # A manager of a relation, as `group.user_set`, is of a class below this one, and finds its own users only.
        if conditions or list(values) != ["pk"] or type(self) is not UserManager:
            return super().get(*conditions, **values)
        if user := single_row(self.model, id=values["pk"]):
            return user
        raise self.model.DoesNotExist(f"There is no user {values['pk']}.")

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this e-mail address, ignoring case. Raise User.DoesNotExist if nobody has it."""
        return self.get(email__iexact=username)


class User(PermissionsMixin, AbstractBaseUser):
    """A person with an account: learner, editor or owner."""

    class Theme(models.TextChoices):
        """The colour theme of the pages."""

        SYSTEM = "system", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField("e-mail address", unique=True)
    name = TitleField(max_length=150, blank=True, help_text="How the portal addresses you.")
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="Dates and days are counted here; empty: the portal's own.",
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    hours_a_week = models.PositiveSmallIntegerField(
        "hours a week",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(80)],
        help_text="What you have for learning, on all roadmaps together. Empty: no limit.",
    )
    # The parts of the page of their activity. With a default in the database for web servers of the release before.
    shows_rhythm = models.BooleanField(default=True, db_default=True)
    shows_calendar = models.BooleanField(default=True, db_default=True)
    shows_burn_up = models.BooleanField(default=True, db_default=True)
    # Kept by the actions of teams, so that the head of a page knows without a query whether to name them.
    is_in_team = models.BooleanField(default=False, db_default=False, editable=False)
    is_active = models.BooleanField(
        "active", default=True, help_text="Untick to disable the account and keep its data."
    )
    is_staff = models.BooleanField("staff", default=False, help_text="May enter the admin.")
    disabled_because = TitleField(
        max_length=300, blank=True, default="", db_default="", editable=False, help_text="What a disabled person reads."
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    deletion_asked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when the account waits to be deleted."
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),)

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def chosen_theme(self) -> str:
        """The colour theme, "" if it is the system's."""
        return "" if self.theme == self.Theme.SYSTEM else self.theme

    def clean(self) -> None:
        """Convert the e-mail address to lower case, as it is stored."""
        super().clean()
        self.email = self.email.lower()

    @property
    def role(self) -> str:
        """The role of this user: "owner", "editor" or "learner"."""
        if self.is_superuser:
            return "owner"
        # Uses `groups.all()`, because lists of users prefetch it.
        editor = self.is_staff or any(group.name == EDITORS for group in self.groups.all())
        return "editor" if editor else "learner"

    @property
    def state(self) -> str:
        """The state of the account: "active", "disabled", or "leaving" once its deletion is booked."""
        if self.deletion_asked_at:
            return "leaving"
        return "active" if self.is_active else "disabled"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this user's days begin and end."""
        return zone_named(self.time_zone)

    def day_of(self, moment: datetime) -> date:
        """Return the day on which MOMENT falls for this user, in the time zone that they have now."""
        return moment.astimezone(self.zone).date()


class OneTimeLink(models.Model):
    """A link that can be used once, before it expires. Only the digest of its token is stored."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def digest_of(token: str) -> str:
        """Return the SHA-256 digest of TOKEN, which is stored in its place."""
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def usable(cls, token: str) -> models.QuerySet[Self]:
        """Return a queryset with the link of TOKEN; empty if it is unknown or not usable."""
        return cls.all_usable().filter(digest=cls.digest_of(token))

    @classmethod
    def all_usable(cls) -> models.QuerySet[Self]:
        """Return the links that are neither used nor expired."""
        return cls._default_manager.filter(used_at=None, expires_at__gt=timezone.now())


class OwnerLink(OneTimeLink):
    """A one-time link to create the first owner's account."""

    def __str__(self) -> str:
        return f"owner's link, until {self.expires_at:%Y-%m-%d %H:%M} UTC"


class Invitation(OneTimeLink):
    """A one-time link to create an account with this role; if an e-mail address is set, only for that address."""

    class Role(models.TextChoices):
        """The role of the new account."""

        LEARNER = "learner", "Learner"
        EDITOR = "editor", "Editor"
        OWNER = "owner", "Owner"

    email = models.EmailField("for the address", blank=True, help_text="Empty: whoever has the link may use it, once.")
    role = models.CharField(max_length=7, choices=Role, default=Role.LEARNER)
    roadmap = models.ForeignKey(
        "roadmap_app.Roadmap",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="roadmap to start with",
        help_text="The page that the new account opens with.",
    )
    team = models.ForeignKey(
        "roadmap_app.Team",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The new account is a member, and chooses what the leads see.",
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"invitation for {self.email or 'whoever has the link'}"

    @property
    def state(self) -> str:
        """The state of the invitation: "used", "revoked", "open" or "expired"."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"

    @property
    def first_page(self) -> str:
        """The URL that the new account opens with: its team, the roadmap to start with if all see it, or home."""
        if self.team:
            return reverse("teams")
        is_open = self.roadmap and self.roadmap.is_published and not self.roadmap.teams_only
        return reverse("roadmap", args=[self.roadmap.slug]) if self.roadmap and is_open else "/"

    @classmethod
    def all_usable(cls) -> models.QuerySet[Self]:
        """Return the open invitations that are not revoked and whose inviter is still an active owner."""
        inviter = models.Q(made_by__is_superuser=True, made_by__is_active=True, made_by__deletion_asked_at=None)
        return super().all_usable().filter(inviter, revoked_at=None)
