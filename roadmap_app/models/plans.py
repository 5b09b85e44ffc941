"""What a learner has planned: the plans before the one in force, and pauses."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from roadmap_app.models.curriculum import Roadmap
from roadmap_app.models.fields import TitleField


class EarlierPlan(models.Model):
    """A plan on a roadmap that was in force from `valid_from` until the next one; the last one is the Enrolment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT)
    valid_from = models.DateField()
    started_on = models.DateField()
    hours_per_week = models.PositiveSmallIntegerField()
    from_month = models.FloatField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "roadmap", "valid_from"], name="earlier_plan_once"),
            models.CheckConstraint(condition=Q(hours_per_week__gte=1), name="earlier_plan_hours_at_least_1"),
            models.CheckConstraint(
                condition=Q(from_month=None) | Q(from_month__gte=0), name="earlier_plan_month_at_least_0"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} from {self.valid_from}"


class Pause(models.Model):
    """Days on which a learner plans not to study, on any roadmap; without a last day it is open."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    first_day = models.DateField("first day", help_text="In the learner's own time zone.")
    last_day = models.DateField("last day", null=True, blank=True)
    reason = TitleField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "first_day", "last_day"], name="pause_once"),
            # Two NULLs are not equal, so the constraint above allows two open pauses.
            models.UniqueConstraint(fields=["user", "first_day"], condition=Q(last_day=None), name="open_pause_once"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="pause_last_day_not_before_first"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} from {self.first_day} to {self.last_day or 'open'}"
