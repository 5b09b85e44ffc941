"""The audit record, and since when an account waits to be deleted."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap_app', '0005_name_updates_to_decide'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='deletion_asked_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='Since when the account waits to be deleted.', null=True),
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('signed_in', 'signed in'), ('sign_in_failed', 'sign-in failed'), ('signed_out', 'signed out'), ('session_ended', 'sessions ended'), ('password_changed', 'password changed'), ('email_changed', 'e-mail address changed'), ('mfa_changed', 'second factor changed'), ('role_changed', 'role changed'), ('disabled', 'account disabled'), ('enabled', 'account enabled'), ('deletion_asked', 'deletion asked for'), ('deletion_undone', 'deletion taken back'), ('deleted', 'account deleted'), ('exported', 'data exported')], max_length=20)),
                ('detail', models.CharField(blank=True, help_text='Never a name, an address or a secret.', max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('address', models.GenericIPAddressField(blank=True, null=True)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='audit_event_at')],
            },
        ),
    ]
