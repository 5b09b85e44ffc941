"""Let a roadmap be for some teams only: a new column, off for all, and which teams."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap_app', '0037_item_sign_off'),
    ]

    operations = [
        migrations.AddField(
            model_name='roadmap',
            name='teams',
            field=models.ManyToManyField(blank=True, editable=False, related_name='reserved_roadmaps', to='roadmap_app.team'),
        ),
        migrations.AddField(
            model_name='roadmap',
            name='teams_only',
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name='for teams only'),
        ),
    ]
