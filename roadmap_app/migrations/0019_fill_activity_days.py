"""Store with every activity the day on which it fell in its learner's time zone, a thousand rows at a time."""

from django.db import migrations

from roadmap_app.actions.activity_days import fill_days


def fill(apps, schema_editor):
    database = schema_editor.connection.alias
    models = (apps.get_model("roadmap_app", name) for name in ("Activity", "User"))
    fill_days(*(model.objects.using(database) for model in models))


class Migration(migrations.Migration):
    atomic = False  # it can be interrupted and goes on where it was, and locks few rows at a time
    dependencies = [("roadmap_app", "0018_activity_day")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
