"""The names of the portal's cookies: its own, as browsers keep one store for all ports of a host."""

import hashlib


def cookie_prefix(*parts: str, secure: bool) -> str:
    """Return how the names of all cookies begin: the same for all web servers of a portal, another for every other.

    PARTS tell the portal from others: its secret key and where it is. A browser takes a name with __Host- only by https
    and from this very host, so that no other site of the domain can set it.
    """
    digest = hashlib.sha256("\n".join(("cairn: names of cookies", *parts)).encode()).hexdigest()
    return f"{'__Host-' if secure else ''}cairn_{digest[:8]}"
