"""manage.py createsuperuser: Django's, and what follows from it here."""

from typing import Any

from django.contrib.auth.management.commands.createsuperuser import Command as DjangoCommand
from django.db import transaction
from django.db.models import Max

from roadmap_app.actions.accounts import adopt_address, note_made
from roadmap_app.models import User


class Command(DjangoCommand):
    """Make an owner from the shell; their address counts as confirmed, and the record knows of them."""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account as Django does; raises CommandError for what will not do."""
        last = User.objects.aggregate(last=Max("pk"))["last"] or 0
        super().handle(*args, **options)
        for user in User.objects.filter(pk__gt=last):
            adopt_address(user)
            note_made(user, by=None)
