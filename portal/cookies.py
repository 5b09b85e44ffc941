"""Names of cookies that are unique to an installation, because browsers share cookies between all ports of a host."""

import hashlib


def cookie_prefix(*parts: str, secure: bool) -> str:
    """Return the prefix of all cookie names, derived from PARTS: the secret key and the location of the portal.

    All web servers of a portal get the same prefix. With SECURE it begins with __Host-: browsers accept such a cookie
    only over https and only from this host, so that no other site of the domain can set it.
    """
    digest = hashlib.sha256("\n".join(("cairn: names of cookies", *parts)).encode()).hexdigest()
    return f"{'__Host-' if secure else ''}cairn_{digest[:8]}"
