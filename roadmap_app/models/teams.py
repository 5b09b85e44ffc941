"""Teams, who is in them, what each member lets the leads see, and the record of what leads have seen."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from roadmap_app.domain.member_view import Level
from roadmap_app.models.accounts import User, may_edit
from roadmap_app.models.curriculum import Roadmap
from roadmap_app.models.fields import TitleField

# What leads see of a member; the words by which members choose are those of forms/teams.py.
SHARES = (
    (Level.NOTHING, "Nothing but that I am in the team"),
    (Level.PROGRESS, "My progress by stage"),
    (Level.ITEMS, "The items that I have done, too"),
)


def new_member_ref() -> str:
    """Return the part of an address that stands for a membership: random, another one for each."""
    return secrets.token_hex(6)


def new_team_slug(name: str) -> str:
    """Return the address of a new team with NAME; its random end tells nobody which other teams there are."""
    return f"{slugify(name)[:60].strip('-') or 'team'}-{secrets.token_hex(2)}"


def may_make_team(user: User) -> bool:
    """Return whether USER may make a team: an owner, and others as far as PORTAL_TEAM_MAKERS says."""
    makers = settings.PORTAL_TEAM_MAKERS
    return user.is_superuser or makers == "everybody" or (makers == "editors" and may_edit(user))


class Team(models.Model):
    """A group of learners with leads, the roadmaps that it follows, and the plan that it proposes."""

    slug = models.SlugField(max_length=80, unique=True, editable=False, help_text="Its address, which stays.")
    name = TitleField(max_length=120)
    roadmaps: "models.ManyToManyField[Roadmap, models.Model]" = models.ManyToManyField(
        Roadmap, blank=True, related_name="+", verbose_name="roadmaps that it follows"
    )
    first_day = models.DateField("common first day", null=True, blank=True)
    hours_a_week = models.PositiveSmallIntegerField(
        "hours a week", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(80)]
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Part of the signed token of the link by which people join; raising it ends the links before.
    link_number = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(hours_a_week=None) | Q(hours_a_week__gte=1), name="team_hours"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        """The token of the link by which people join: signed instead of stored, as leads read it more than once."""
        return _signer().sign(f"{self.pk}-{self.link_number}")

    @classmethod
    def of_token(cls, token: str) -> "Team | None":
        """Return the team whose link has TOKEN now; None if it was not signed here or the link was renewed."""
        try:
            team_id, number = _signer().unsign(token).split("-")
        except (signing.BadSignature, ValueError):
            return None
        return cls.objects.filter(pk=int(team_id), link_number=int(number)).first()


def _signer() -> signing.Signer:
    # A separator that needs no escaping in an address.
    return signing.Signer(salt="join a team", sep=".")


class Membership(models.Model):
    """That somebody is in a team, and what they let its leads see.

    It covers `roadmaps`, those that the team followed when the member chose, so that a roadmap that is added later
    shows nothing until they choose again.
    """

    class Role(models.TextChoices):
        """Whether somebody leads the team or learns in it."""

        MEMBER = "member", "Member"
        LEAD = "lead", "Lead"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, db_index=False, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    ref = models.SlugField(max_length=20, unique=True, default=new_member_ref, editable=False)
    role = models.CharField(max_length=6, choices=Role, default=Role.MEMBER)
    shares = models.CharField(max_length=8, choices=SHARES, default=Level.NOTHING)
    roadmaps: "models.ManyToManyField[Roadmap, models.Model]" = models.ManyToManyField(Roadmap, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    chosen_at = models.DateTimeField(null=True, help_text="When the member last chose; empty: not yet.")
    words_by_mail = models.BooleanField(default=False, help_text="Words from the leads come by mail, too.")
    by_sso = models.BooleanField(default=False, help_text="Single sign-on gave it, and may take it away.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["team", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=["member", "lead"]), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(shares__in=["nothing", "progress", "items"]), name="membership_shares_known"
            ),
            models.CheckConstraint(condition=Q(role="member") | Q(shares="nothing"), name="leads_share_nothing"),
            models.CheckConstraint(
                condition=Q(shares="nothing") | Q(chosen_at__isnull=False), name="shared_by_choice_only"
            ),
        )

    def __str__(self) -> str:
        return f"user {self.user_id} in {self.team}"

    @property
    def is_lead(self) -> bool:
        """Return whether they lead the team."""
        return self.role == self.Role.LEAD


class Departure(models.Model):
    """Somebody has left a team by their own click, so that single sign-on does not add them again."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["team", "user"], name="departure_once"),)

    def __str__(self) -> str:
        return f"user {self.user_id} left {self.team}"


class AccessRecord(models.Model):
    """A lead has seen a member, in the list or the CSV of a team or on the member's page: once a day (UTC) for each.

    It outlives the membership, the team and the lead's account, and is kept as long as the audit record.
    """

    class View(models.TextChoices):
        """Where the member was seen."""

        LIST = "list", "list of the team"
        CSV = "csv", "downloaded list of the team"
        PAGE = "page", "your page in the team"
        WORK = "work", "what you have shown to the team"

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True)
    team_name = models.CharField(max_length=120)
    view = models.CharField(max_length=4, choices=View)
    day = models.DateField(help_text="In UTC.")
    at = models.DateTimeField(default=timezone.now, help_text="The first time on that day.")

    objects: ClassVar[models.Manager["AccessRecord"]] = models.Manager()

    class Meta:
        constraints = (
            # The index also lists what of a member was seen, the latest first.
            models.UniqueConstraint(
                F("member"), F("day").desc(), F("lead"), F("team"), F("view"), name="access_once_a_day"
            ),
        )
        indexes = (models.Index(fields=["at"], name="access_at"),)

    def __str__(self) -> str:
        return f"{self.get_view_display()} {self.team_name} on {self.day}"
