"""Single sign-on with an OpenID Connect provider, read from the environment (OIDC_…)."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.environment import choice, read, secret

WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class SingleSignOn:
    """The provider that people may sign in with, and what is believed of what it says."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    scopes: tuple[str, ...]
    signup: str
    trust_email: bool
    only: bool
    groups_claim: str
    owner_group: str
    editor_group: str

    @property
    def discovery_url(self) -> str:
        """Where the provider says what it can do."""
        return self.url + WELL_KNOWN


def single_sign_on(portal_signup: str) -> SingleSignOn | None:
    """Return the provider that the environment names, None where it names none.

    Raises ImproperlyConfigured with a sentence that names the variable, also for half a provider.
    """
    found = SingleSignOn(
        url=_issuer(read("OIDC_URL", "").strip()),
        client_id=read("OIDC_CLIENT_ID", "").strip(),
        client_secret=secret("OIDC_CLIENT_SECRET"),
        name=read("OIDC_NAME", "single sign-on"),
        scopes=tuple(read("OIDC_SCOPES", "openid profile email").split()),
        signup=choice("OIDC_SIGNUP", portal_signup, ["open", "invite", "closed"]),
        trust_email=read("OIDC_TRUST_EMAIL", False, "bool"),
        only=read("OIDC_ONLY", False, "bool"),
        groups_claim=read("OIDC_GROUPS_CLAIM", "groups"),
        owner_group=read("OIDC_OWNER_GROUP", ""),
        editor_group=read("OIDC_EDITOR_GROUP", ""),
    )
    if not found.url:
        if lost := sorted(name for name, value in os.environ.items() if name.startswith("OIDC_") and value.strip()):
            raise ImproperlyConfigured(f"{lost[0]} is set, but OIDC_URL is not: set both, or neither.")
        return None
    if not found.client_id:
        raise ImproperlyConfigured("OIDC_URL is set, but OIDC_CLIENT_ID is missing: the provider gives you one.")
    if not found.client_secret:
        raise ImproperlyConfigured("OIDC_URL is set, but OIDC_CLIENT_SECRET (or OIDC_CLIENT_SECRET_FILE) is missing.")
    if "openid" not in found.scopes:
        raise ImproperlyConfigured("OIDC_SCOPES must name openid, as in openid profile email.")
    return found


def _issuer(url: str) -> str:
    """The issuer of URL, which may also be where its discovery document lies."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    # What the provider says is believed because it comes over TLS: without, anybody on the way could say it.
    at_home = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.query or parts.fragment or parts.scheme not in ("https", "http" if at_home else ""):
        raise ImproperlyConfigured(f"OIDC_URL is {url!r}, but must look like https://login.example.org/realms/team.")
    return url.removesuffix(WELL_KNOWN).rstrip("/")
