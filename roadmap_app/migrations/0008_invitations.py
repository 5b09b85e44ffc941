"""Invitations, and what the audit record says of them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap_app', '0007_job_runs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditevent',
            name='verb',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('sign_in_failed', 'sign-in failed'), ('signed_out', 'signed out'), ('session_ended', 'sessions ended'), ('password_changed', 'password changed'), ('email_changed', 'e-mail address changed'), ('mfa_changed', 'second factor changed'), ('role_changed', 'role changed'), ('disabled', 'account disabled'), ('enabled', 'account enabled'), ('deletion_asked', 'deletion asked for'), ('deletion_undone', 'deletion taken back'), ('deleted', 'account deleted'), ('exported', 'data exported'), ('invited', 'invitation made'), ('invitation_revoked', 'invitation revoked'), ('invitation_used', 'invitation used')], max_length=20),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('email', models.EmailField(blank=True, help_text='Empty: whoever has the link may use it, once.', max_length=254, verbose_name='for the address')),
                ('role', models.CharField(choices=[('learner', 'Learner'), ('editor', 'Editor'), ('owner', 'Owner')], default='learner', max_length=7)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('used_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
