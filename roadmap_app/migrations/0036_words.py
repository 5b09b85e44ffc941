"""Let leads send words to the members of their teams: a new table, and off for all, whether they come by mail."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap_app', '0035_help_requests'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='words_by_mail',
            field=models.BooleanField(default=False, help_text='Words from the leads come by mail, too.'),
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('dismissed_at', models.DateTimeField(null=True)),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='roadmap_app.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['membership', 'sent_at'], name='word_of_member')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), models.Value(500))), name='word_length'), models.CheckConstraint(condition=models.Q(('dismissed_at', None), ('dismissed_at__gte', models.F('sent_at')), _connector='OR'), name='word_dismissed_later')],
            },
        ),
    ]
