"""The portal's settings, with the benchmark's route."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.portal_urls"
