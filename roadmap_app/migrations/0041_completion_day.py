"""Keep the learner's day with what they have done. Rows of before keep none, and are counted by their time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap_app", "0040_audience_event")]

    operations = [
        migrations.AddField(
            "completion",
            "on",
            models.DateField(null=True, help_text="The day in the time zone that the learner had at that moment."),
        ),
    ]
