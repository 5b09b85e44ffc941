"""The portal's settings for tests: a fast password hasher, plain static files, mail kept in memory."""

from portal.settings import *  # noqa: F403
from portal.sso import SingleSignOn

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests must not depend on the .env of the developer.
PORTAL_PUBLIC = True
PORTAL_SIGNUP = "invite"
PORTAL_STAFF_MFA = False
# Single sign-on is configured so that its routes exist; nothing listens at this URL.
OIDC = SingleSignOn(
    url="http://127.0.0.1:9",
    client_id="cairn",
    client_secret="a secret of the tests",
    name="Example",
    scopes=("openid", "profile", "email"),
    signup="invite",
    trust_email=False,
    only=False,
    groups_claim="groups",
    owner_group="",
    editor_group="",
)
INSTALLED_APPS = [*INSTALLED_APPS, "allauth.socialaccount.providers.openid_connect"]  # noqa: F405
TIME_ZONE = "UTC"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405 - served without collectstatic
# Look up static files when requested: scanning the folder would cost every new test client 5 ms.
WHITENOISE_AUTOREFRESH = True
