"""Write each row of content into its history once, so that what it was before its next change can be restored."""

from django.db import migrations
from django.utils import timezone

MODELS = ("Roadmap", "Stage", "Topic", "Item", "Resource")


def begin_history(apps, schema_editor):
    now = timezone.now()
    for name in MODELS:
        model, history = apps.get_model("roadmap_app", name), apps.get_model("roadmap_app", f"Historical{name}")
        fields = [field.attname for field in model._meta.concrete_fields if field.name != "version"]
        kept = history.objects.values("id")
        history.objects.bulk_create(
            (
                history(
                    **values,
                    history_date=now,
                    history_type="+",
                    history_change_reason="As it was when its history began",
                )
                for values in model.objects.exclude(pk__in=kept).values(*fields)
            ),
            batch_size=500,
        )


class Migration(migrations.Migration):
    dependencies = [("roadmap_app", "0002_history_links_and_editions")]
    operations = [migrations.RunPython(begin_history, migrations.RunPython.noop)]
