from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap_app", "0040_audience_event")]
    operations = [
        migrations.AddIndex(
            "activity", models.Index(fields=["user", "on", "verb", "item"], name="activity_by_day")
        ),
        # In place of the one that lacks verb and item, so that a tick writes as many indexes as before.
        migrations.RemoveIndex("activity", "activity_of_day"),
    ]
