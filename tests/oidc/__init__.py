"""A real OpenID Connect provider (django-oauth-toolkit) in a separate process, and a client for its pages."""

CLIENT_ID, CLIENT_SECRET = "cairn", "a secret of the tests"
# The password of all users of the provider.
PASSWORD = "a password of the provider"
