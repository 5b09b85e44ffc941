"""Backups of the whole database, for both kinds: made while people work, checked, encrypted, and put back."""
