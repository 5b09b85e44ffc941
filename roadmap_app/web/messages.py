"""Storage of messages (django.contrib.messages) in a cookie with the portal's own name."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookieStorage(CookieStorage):
    """Django's storage under another cookie name, as other sites on the host may use Django's."""

    cookie_name = settings.PORTAL_MESSAGES_COOKIE


class MessageStorage(FallbackStorage):
    """Stores messages in the cookie, and in the session if they do not fit."""

    storage_classes = (OwnCookieStorage, SessionStorage)
