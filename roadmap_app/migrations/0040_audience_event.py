"""Name another kind of event in the audit record; no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap_app', '0039_sign_offs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditevent',
            name='verb',
            field=models.CharField(choices=[('account_made', 'account made'), ('signed_in', 'signed in'), ('sign_in_failed', 'sign-in failed'), ('signed_out', 'signed out'), ('session_ended', 'sessions ended'), ('password_changed', 'password changed'), ('email_changed', 'e-mail address changed'), ('mfa_changed', 'second factor changed'), ('sso_changed', 'single sign-on changed'), ('role_changed', 'role changed'), ('disabled', 'account disabled'), ('enabled', 'account enabled'), ('deletion_asked', 'deletion asked for'), ('deletion_undone', 'deletion taken back'), ('deleted', 'account deleted'), ('exported', 'data exported'), ('calendar_made', 'calendar address made'), ('calendar_revoked', 'calendar address revoked'), ('invited', 'invitation made'), ('invitation_revoked', 'invitation revoked'), ('invitation_used', 'invitation used'), ('team_made', 'team made'), ('team_ended', 'team ended'), ('lead_added', 'lead of a team added'), ('lead_removed', 'lead of a team removed'), ('audience_set', 'audience of a roadmap set'), ('mail_given_up', 'mail not sent, given up')], max_length=20),
        ),
    ]
