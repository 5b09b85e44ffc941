"""Single sign-on with an OpenID Connect provider, read from the environment (OIDC_…)."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.environment import choice, flag, text

WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class SingleSignOn:
    """The provider that people may sign in with, and which of its claims are trusted."""

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
    teams: tuple[tuple[str, str], ...] = ()  # (group, the team's slug)

    @property
    def discovery_url(self) -> str:
        """Return the URL of the provider's discovery document."""
        return self.url + WELL_KNOWN


def single_sign_on(portal_signup: str) -> SingleSignOn | None:
    """Return the provider set in the environment, or None; PORTAL_SIGNUP is the default of OIDC_SIGNUP.

    Raise ImproperlyConfigured, with a message that names the variable, for an invalid or incomplete provider.
    """
    provider = SingleSignOn(
        url=_issuer(text("OIDC_URL").strip()),
        client_id=text("OIDC_CLIENT_ID").strip(),
        client_secret=text("OIDC_CLIENT_SECRET"),
        name=text("OIDC_NAME", "single sign-on"),
        scopes=tuple(text("OIDC_SCOPES", "openid profile email").split()),
        signup=choice("OIDC_SIGNUP", portal_signup, ["open", "invite", "closed"]),
        trust_email=flag("OIDC_TRUST_EMAIL", False),
        only=flag("OIDC_ONLY", False),
        groups_claim=text("OIDC_GROUPS_CLAIM", "groups"),
        owner_group=text("OIDC_OWNER_GROUP"),
        editor_group=text("OIDC_EDITOR_GROUP"),
        teams=_teams(text("OIDC_TEAMS")),
    )
    if not provider.url:
        if others := sorted(name for name, value in os.environ.items() if name.startswith("OIDC_") and value.strip()):
            raise ImproperlyConfigured(f"{others[0]} is set, but OIDC_URL is not: set both, or neither.")
        return None
    if not provider.client_id:
        raise ImproperlyConfigured("OIDC_URL is set, but OIDC_CLIENT_ID is missing: the provider gives you one.")
    if not provider.client_secret:
        raise ImproperlyConfigured("OIDC_URL is set, but OIDC_CLIENT_SECRET (or OIDC_CLIENT_SECRET_FILE) is missing.")
    if "openid" not in provider.scopes:
        raise ImproperlyConfigured("OIDC_SCOPES must name openid, as in openid profile email.")
    return provider


def _teams(pairs: str) -> tuple[tuple[str, str], ...]:
    """Return the (group, team's slug) in PAIRS such as "people: data-3f9a, staff: all-77c0".

    Raise ImproperlyConfigured if it is not written so.
    """
    found = [tuple(part.strip() for part in pair.rpartition(":")[::2]) for pair in pairs.split(",") if pair.strip()]
    if any(not all(pair) for pair in found):
        raise ImproperlyConfigured(f"OIDC_TEAMS is {pairs!r}, but must look like group: team, other group: other team.")
    return tuple((group, slug) for group, slug in found)


def _issuer(url: str) -> str:
    """Return the issuer at URL (or its discovery document's URL); raise ImproperlyConfigured if it is invalid."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    # The provider is trusted because of TLS: without it, anybody on the network could forge its responses.
    is_local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    schemes = ("https", "http") if is_local else ("https",)
    if not parts.hostname or parts.query or parts.fragment or parts.scheme not in schemes:
        raise ImproperlyConfigured(f"OIDC_URL is {url!r}, but must look like https://login.example.org/realms/team.")
    return url.removesuffix(WELL_KNOWN).rstrip("/")
