"""Words of encouragement and offers of help that leads send to the members of their teams."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from roadmap_app.models.teams import Membership

# Characters of a word, and how many a member gets within 24 hours from all leads of a team.
LONGEST_WORD, MOST_A_DAY = 500, 3


class Word(models.Model):
    """A short note by a lead to a member of one team, who can dismiss it and not answer. It ends with the membership.

    Whether it is dismissed is shown to nobody but the member.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, db_index=False, related_name="words")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=LONGEST_WORD)
    sent_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), Value(LONGEST_WORD))), name="word_length"
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at=None) | Q(dismissed_at__gte=F("sent_at")), name="word_dismissed_later"
            ),
        )
        indexes = (models.Index(fields=["membership", "sent_at"], name="word_of_member"),)

    def __str__(self) -> str:
        return f"word to {self.membership}, {self.sent_at:%Y-%m-%d}"
