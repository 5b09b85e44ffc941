"""Django's database backend for SQLite, in which writers take turns (base.py)."""
