"""That a member of a team asks its leads for help with a topic."""

from django.db import models
from django.db.models import Value
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from roadmap_app.models.curriculum import Topic
from roadmap_app.models.teams import Membership

# The most characters of what a learner writes with it.
LONGEST_REQUEST = 300


class HelpRequest(models.Model):
    """A member asks the leads of one team for help with a topic, since a day of their own; no row, not asked.

    The leads see it whatever else the member shares. It ends with the membership and with the topic.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, db_index=False, related_name="help_requests")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=LONGEST_REQUEST, blank=True)
    since = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["membership", "topic"], name="help_request_once"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), Value(LONGEST_REQUEST)), name="help_request_length"
            ),
        )

    def __str__(self) -> str:
        return f"{self.membership} asks for help with {self.topic}"
