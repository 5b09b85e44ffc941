"""manage.py reset_mfa: reset a lost second factor, also of the last owner."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.actions.second_factors import reset_second_factors
from roadmap_app.models import User


class Command(BaseCommand):
    """Reset a person's second factors from the shell."""

    help = "Remove the account's authenticator app, passkeys and recovery codes, and sign it out everywhere."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")

    def handle(self, *args: object, email: str, **options: object) -> None:
        """Reset and report it. Raise CommandError if no account has this address."""
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {email}.")
        done = reset_second_factors([user], by=None)
        self.stdout.write(
            f"{user.email} signs in with the password alone, and can set up a second factor again."
            if done
            else f"{user.email} has no second factor. Nothing has changed."
        )
