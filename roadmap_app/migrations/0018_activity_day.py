from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap_app", "0017_reach_counts")]
    operations = [
        migrations.AddField(
            "activity",
            "on",
            models.DateField(help_text="The day in the time zone that the learner had at that moment.", null=True),
        ),
    ]
