"""Let editors mark an item as one to be shown to somebody; none is yet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap_app', '0036_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalitem',
            name='sign_off',
            field=models.BooleanField(db_default=False, default=False, help_text="A lead of the learner's team can confirm it; a tick counts without.", verbose_name='to be shown to somebody'),
        ),
        migrations.AddField(
            model_name='item',
            name='sign_off',
            field=models.BooleanField(db_default=False, default=False, help_text="A lead of the learner's team can confirm it; a tick counts without.", verbose_name='to be shown to somebody'),
        ),
        migrations.AlterField(
            model_name='edition',
            name='items',
            field=models.JSONField(help_text='By its id, what domain.changes.KnownItem holds of each item.'),
        ),
    ]
