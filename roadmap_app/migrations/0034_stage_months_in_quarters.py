"""Let a stage be shorter than a month: its months become a number that ends in a quarter or is whole, as all are so far.

PostgreSQL writes the two tables anew under a lock: a few hundred rows, some milliseconds.
"""

from math import ceil, floor

import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.lookups
from django.db import migrations, models


def round_out(apps, schema_editor):
    """Round the months of each stage to whole ones around it; backwards, before the columns hold whole numbers only."""
    alias = schema_editor.connection.alias
    for name in ("Stage", "HistoricalStage"):
        rows = apps.get_model("roadmap_app", name).objects.using(alias)
        for pk, start, end in list(rows.values_list("pk", "start_month", "end_month")):
            rows.filter(pk=pk).update(start_month=floor(start), end_month=max(ceil(end), floor(start) + 1))


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap_app', '0033_teams'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalstage',
            name='end_month',
            field=models.FloatField(help_text='A quarter of a month, 0.25, is a week.'),
        ),
        migrations.AlterField(
            model_name='historicalstage',
            name='start_month',
            field=models.FloatField(help_text='A quarter of a month, 0.25, is a week.'),
        ),
        migrations.AlterField(
            model_name='stage',
            name='end_month',
            field=models.FloatField(help_text='A quarter of a month, 0.25, is a week.'),
        ),
        migrations.AlterField(
            model_name='stage',
            name='start_month',
            field=models.FloatField(help_text='A quarter of a month, 0.25, is a week.'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('start_month__gte', 0), django.db.models.lookups.Exact(django.db.models.expressions.CombinedExpression(models.F('start_month'), '*', models.Value(4, output_field=models.FloatField())), django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('start_month'), '*', models.Value(4, output_field=models.FloatField())), models.IntegerField())), django.db.models.lookups.Exact(django.db.models.expressions.CombinedExpression(models.F('end_month'), '*', models.Value(4, output_field=models.FloatField())), django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('end_month'), '*', models.Value(4, output_field=models.FloatField())), models.IntegerField()))), name='stage_months_in_quarters', violation_error_message='A quarter of a month is the shortest.'),
        ),
        migrations.AlterConstraint(
            model_name='stage',
            name='stage_ends_after_it_starts',
            constraint=models.CheckConstraint(condition=models.Q(('end_month__gt', models.F('start_month'))), name='stage_ends_after_it_starts', violation_error_message='A stage ends at least a quarter of a month after it starts.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, round_out),
    ]
