"""Forecasts as they were made, week by week, and whether they held."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from roadmap_app.models.curriculum import Roadmap, Stage


class Forecast(models.Model):
    """When a learner would reach a milestone, as computed in one week. All days are in the learner's time zone.

    The dates never change. Once scored, `held` says whether the milestone was reached between `low` and `high`; it
    stays null if the milestone was taken out.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE)
    # Deleted with its stage: one that anybody has worked on is retired, never deleted.
    stage = models.ForeignKey(
        Stage, on_delete=models.CASCADE, null=True, help_text="The milestone; none: the end of the roadmap."
    )
    week = models.DateField(help_text="The Monday of the week in which it was made.")
    made_on = models.DateField()
    low = models.DateField()
    likely = models.DateField()
    high = models.DateField()
    # What it was computed from, for some weeks only: to say why the next one differs.
    inputs = models.JSONField(null=True)
    scored_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)
    held = models.BooleanField(null=True)

    class Meta:
        indexes = (models.Index(fields=["user"], condition=Q(scored_on=None), name="forecast_waiting"),)
        constraints = (
            models.UniqueConstraint(fields=["user", "roadmap", "stage", "week"], name="forecast_once_a_week"),
            # Two NULLs are not equal, so the constraint above allows two forecasts of the end.
            models.UniqueConstraint(
                fields=["user", "roadmap", "week"], condition=Q(stage=None), name="end_forecast_once_a_week"
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("likely"), likely__lte=F("high")), name="forecast_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(scored_on__isnull=False) | Q(held=None, reached_on=None), name="forecast_held_once_scored"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.stage or self.roadmap} by {self.likely}"
