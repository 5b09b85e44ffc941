"""Pure functions on progress, time and text. No Django, no database; callers pass in today's date."""
