"""All settings, read from the environment (.env.example lists the variables), with one module per subject."""

from portal.environment import choice, flag
from portal.logs import logging_to_console
from portal.settings.accounts import *
from portal.settings.application import *
from portal.settings.core import *
from portal.settings.core import IN_PRODUCTION
from portal.settings.data import *
from portal.settings.mail import *
from portal.settings.security import *

LOGGING = logging_to_console(
    layout=choice("PORTAL_LOG_FORMAT", "line", ["line", "json"]),
    level=choice("PORTAL_LOG", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"]),
    access=flag("PORTAL_ACCESS_LOG", IN_PRODUCTION),
)
