"""Messages of one page to the next, in a cookie of the portal's own."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookieStorage(CookieStorage):
    """Django's, under another name than that of every other site on the host."""

    cookie_name = settings.PORTAL_MESSAGES_COOKIE


class MessageStorage(FallbackStorage):
    """The cookie, and the session for what does not fit into it."""

    storage_classes = (OwnCookieStorage, SessionStorage)
