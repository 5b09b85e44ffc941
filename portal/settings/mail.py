"""Mail: printed to the console unless a server is named."""

from portal.environment import choice, number, read, secret
from portal.settings.core import PORTAL_SIGNUP

EMAIL_HOST: str = read("EMAIL_HOST", "")
# What is printed is printed at once; a mail server may be slow, or down, and nobody is to wait for it.
EMAIL_DELIVERY = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_BACKEND = "roadmap_app.operations.mail_queue.QueueBackend" if EMAIL_HOST else EMAIL_DELIVERY
EMAIL_PORT = number("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER: str = read("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_PASSWORD")
EMAIL_SECURITY = choice("EMAIL_SECURITY", "starttls", ["starttls", "tls", "none"])
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10
# Where anybody may come, nobody comes as somebody else, nor learns who is here already. "optional" elsewhere, as a copy
# without a mail server must not lock people out.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if PORTAL_SIGNUP == "open" and EMAIL_HOST else "optional"
DEFAULT_FROM_EMAIL: str = read("EMAIL_FROM", "Cairn <cairn@localhost>")
