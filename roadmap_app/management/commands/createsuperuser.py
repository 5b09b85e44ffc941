"""manage.py createsuperuser: Django's, and what follows from it here."""

from typing import Any

from django.contrib.auth.management.commands.createsuperuser import Command as DjangoCommand
from django.db import transaction

from roadmap_app.actions.accounts import adopt_address, note_made
from roadmap_app.models import User


class Command(DjangoCommand):
    """Make an owner from the shell; their address counts as confirmed, and the record knows of them."""

    typed = ""

    def get_input_data(self, field: Any, message: str, default: Any = None) -> Any:
        """Return what somebody types; the address is kept, to know the account by."""
        value = super().get_input_data(field, message, default)
        if value and field.name == User.USERNAME_FIELD:
            self.typed = value
        return value

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account as Django does; raises CommandError for what will not do."""
        super().handle(*args, **options)
        made = User.objects.filter(email=(options[User.USERNAME_FIELD] or self.typed).lower()).first()
        if made:  # no transaction before: it would hold the database while somebody thinks of a password
            with transaction.atomic():
                adopt_address(made)
                note_made(made, by=None)
