"""What the last loaded fixture said, row by row."""

from django.db import models


class LoadedEntry(models.Model):
    """The values of a row in the last loaded fixture, to distinguish an editor's change from a newer fixture."""

    model = models.CharField(max_length=20)
    key = models.CharField(max_length=80, help_text="The natural key: a roadmap's slug, else a ref.")
    roadmap_slug = models.SlugField(max_length=80)
    values = models.JSONField()
    shipped = models.JSONField(
        null=True, blank=True, help_text="What a newer fixture says of a row that editors had changed: to be decided."
    )

    class Meta:
        # The admin only lists entries that wait for an editor's decision.
        verbose_name = "update to decide"
        verbose_name_plural = "updates to decide"
        constraints = (models.UniqueConstraint(fields=["model", "key"], name="loaded_entry_once"),)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name of the row in reports: model and key."""
        return f"{self.model} {self.key}"
