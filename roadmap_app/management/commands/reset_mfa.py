"""manage.py reset_mfa: reset a lost second factor, also of the last owner."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.actions.second_factors import reset_second_factors
from roadmap_app.models import User


class Command(BaseCommand):
    """Reset a person's second factors from the shell."""

    help = "Takes authenticator app, passkeys and recovery codes from the account, and signs it out everywhere."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the e-mail address."""
        parser.add_argument("email", help="the address that the person signs in with")

    def handle(self, *args: object, **options: Any) -> None:
        """Reset and report it. Raise CommandError if no account has this address."""
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {options['email']}.")
        done = reset_second_factors([user], by=None)
        self.stdout.write(
            f"{user.email} signs in with the password alone, and can set up a second factor again."
            if done
            else f"{user.email} has no second factor. Nothing has changed."
        )
