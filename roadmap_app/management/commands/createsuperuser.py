"""manage.py createsuperuser: Django's command, with a confirmed address and an audit event."""

import os
from typing import Any

from django.contrib.auth.management.commands.createsuperuser import Command as DjangoCommand
from django.db import transaction

from roadmap_app.actions.accounts import adopt_address, note_made
from roadmap_app.models import User


class Command(DjangoCommand):
    """Create an owner from the shell; the address counts as confirmed, and an audit event is recorded."""

    typed = ""

    def get_input_data(self, field: Any, message: str, default: Any = None) -> Any:
        """Return the typed value; keep the address to find the account afterwards."""
        value = super().get_input_data(field, message, default)
        if value and field.name == User.USERNAME_FIELD:
            self.typed = value
        return value

    def handle(self, *args: object, **options: Any) -> None:
        """Create the account as Django does. Raise CommandError for invalid input."""
        super().handle(*args, **options)
        named = os.environ.get("DJANGO_SUPERUSER_EMAIL", "")  # with --noinput
        user = User.objects.filter(email=(options[User.USERNAME_FIELD] or self.typed or named).lower()).first()
        if user:  # no transaction before: it would lock the database while a person types a password
            with transaction.atomic():
                adopt_address(user)
                note_made(user, by=None)
