"""Mail: printed to the console unless a mail server is set."""

from portal.environment import choice, number, text
from portal.settings.core import PORTAL_SIGNUP

EMAIL_HOST = text("EMAIL_HOST")
# The console is immediate; a mail server may be slow or down, so requests queue their mails instead of waiting for it.
EMAIL_DELIVERY = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_BACKEND = "roadmap_app.operations.mail_queue.QueueBackend" if EMAIL_HOST else EMAIL_DELIVERY
EMAIL_PORT = number("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER = text("EMAIL_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_PASSWORD")
EMAIL_SECURITY = choice("EMAIL_SECURITY", "starttls", ["starttls", "tls", "none"])
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10
# With open sign-up, nobody may use another person's address or find out who has an account. Otherwise "optional":
# without a mail server, mandatory verification would lock people out.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if PORTAL_SIGNUP == "open" and EMAIL_HOST else "optional"
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "Cairn <cairn@localhost>")
