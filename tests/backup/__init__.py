"""Backups, in processes and databases of their own."""
