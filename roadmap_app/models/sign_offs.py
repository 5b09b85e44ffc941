"""What learners show to the leads of their teams, and what the leads answer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from roadmap_app.domain.sign_offs import Verb
from roadmap_app.models.curriculum import Item
from roadmap_app.models.teams import Team

# Characters of a text or of a reason, and of a link; and how many times a learner attaches something within 24 hours.
LONGEST_TEXT, LONGEST_LINK, MOST_A_DAY = 500, 500, 100
VERBS = (
    (Verb.ATTACHED, "attached"),
    (Verb.WITHDRAWN, "withdrawn"),
    (Verb.CONFIRMED, "confirmed"),
    (Verb.GIVEN_BACK, "given back"),
    (Verb.TAKEN_BACK, "answer taken back"),
)


class SignOff(models.Model):
    """An entry about an item that a member shows to the leads of one team. Rows are added and never changed.

    What they come to is computed (domain/sign_offs.py); no progress depends on it. The entries outlive the membership,
    the team, and the account of the lead, and end with the member's account.
    """

    # The index below serves the learner and tells which entry is the last; that of the team serves the leads.
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    team_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=10, choices=VERBS)
    # The member, a lead, or nobody: the membership has ended, or the account of the lead is deleted.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    text = models.CharField(max_length=LONGEST_TEXT, blank=True, help_text="What is shown, or why it is given back.")
    link = models.CharField(max_length=LONGEST_LINK, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(verb__in=["attached", "withdrawn", "confirmed", "given_back", "taken_back"]),
                name="sign_off_verb_known",
            ),
            models.CheckConstraint(
                condition=~Q(verb="attached") | ~Q(text="", link=""), name="sign_off_evidence_is_something"
            ),
            models.CheckConstraint(condition=~Q(verb="given_back") | ~Q(text=""), name="sign_off_has_a_reason"),
            models.CheckConstraint(
                condition=Q(link="")
                | (Q(verb="attached") & (Q(link__startswith="http://") | Q(link__startswith="https://"))),
                name="sign_off_link",
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("text"), Value(LONGEST_TEXT)))
                & Q(LessThanOrEqual(Length("link"), Value(LONGEST_LINK))),
                name="sign_off_length",
            ),
            models.CheckConstraint(
                condition=Q(verb__in=["attached", "withdrawn"]) | Q(by=None) | ~Q(by=F("member")),
                name="sign_off_by_another",
            ),
        )
        indexes = (models.Index(fields=["member", "item", "team"], name="sign_off_of_member"),)

    def __str__(self) -> str:
        return f"user {self.member_id}, item {self.item_id}: {self.get_verb_display()}"
