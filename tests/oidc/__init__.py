"""A real OpenID Connect provider (django-oauth-toolkit), run as a process of its own, and the way through it."""

CLIENT_ID, CLIENT_SECRET = "cairn", "a secret of the tests"
# Of everybody whom the provider knows.
PASSWORD = "a password of the provider"
