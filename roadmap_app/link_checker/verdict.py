"""What the responses to a link check mean; no network and no Django."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

FAILURES_UNTIL_DEAD = 3
PERMANENT = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)
_NAT64 = ip_network("64:ff9b::/96")
_TITLE = re.compile(r"(?is)<(title|h1)\b[^>]*>(.*?)</\1>")
_MISSING = re.compile(
    r"(?i)\b404\b|\b(?:page|file|site|article)\s+(?:was\s+|is\s+|could\s+)?not\s+(?:be\s+)?found\b|^not found$"
)
FAILED = {
    "timeout": "did not answer in time",
    "no host": "names a host that does not exist",
    "refused": "lets nobody connect",
    "broken": "gave no answer that can be read",
    "tls": "makes no secure connection that is trusted here",
    "redirects": "sends round in circles",
    "busy": "asked to be left alone for a while",
}
# These concern our client, not the page: a browser has cookies, fetches missing certificates and tolerates more. They
# never make a link dead.
NEVER_DEAD = ("broken", "tls", "redirects", "busy")
AGAIN = "it will be checked again"
REFUSED = {
    "private": "leads to an address inside a private network, which is not asked",
    "scheme": "is not http(s)",
    "address": "cannot be read as an address",
}


@dataclass(frozen=True)
class Response:
    """The response of one address: an HTTP status, or the reason for a failure (a key of FAILED or REFUSED)."""

    url: str
    status: int = 0
    failure: str = ""
    location: str = ""
    text: str = ""
    is_page: bool = False
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Verdict:
    """The result of a check: outcome as in LinkCheck, a message for editors, the last status, the redirect target.

    `failed`: it counts among the failures in a row after which a link is dead.
    """

    outcome: str
    reason: str
    status: int = 0
    final_url: str = ""
    failed: bool = False


def is_public(address: str) -> bool:
    """Return whether the IP ADDRESS, in any notation, is public; for IPv4 inside IPv6, check the IPv4 address."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _NAT64:
            inner = IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if parsed.teredo is not None:
            return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def judge(responses: Sequence[Response], failures: int = 0) -> Verdict:
    """Return the verdict on RESPONSES (of the first address and each redirect) after FAILURES failures in a row."""
    last = responses[-1]
    if last.failure in REFUSED:
        on = "leads on to what " if len(responses) > 1 and last.failure != "private" else ""
        return Verdict("refused", f"It {on}{REFUSED[last.failure]}.", last.status)
    if last.failure in NEVER_DEAD:
        return _untold(FAILED[last.failure], last.status)
    if last.failure or 500 <= last.status < 600:
        reason = FAILED[last.failure] if last.failure else f"has a fault of its own (status {last.status})"
        return _failed(reason, last.status, failures)
    if last.status in (404, 410):
        return Verdict("dead", f"It is not there (status {last.status}).", last.status, failed=True)
    if last.status in REDIRECTS:
        return _untold("redirects to nowhere", last.status)
    if last.status >= 400:
        # Sites send 401, 403, 429, 999 and others to unknown clients, and to everyone under load.
        return Verdict("unsure", f"It does not let itself be checked (status {last.status}).", last.status)
    return _there(responses)


def _failed(reason: str, status: int, failures: int) -> Verdict:
    if failures + 1 >= FAILURES_UNTIL_DEAD:
        return Verdict("dead", f"It {reason}, {failures + 1} checks in a row.", status, failed=True)
    return Verdict("unsure", f"It {reason}; {AGAIN}.", status, failed=True)


def _untold(reason: str, status: int) -> Verdict:
    """Return the verdict on a check that says nothing about the page, and so counts as no failure."""
    return Verdict("unsure", f"It {reason}; {AGAIN}.", status)


def _there(responses: Sequence[Response]) -> Verdict:
    first, last = responses[0], responses[-1]
    if says_missing(last.text):
        return Verdict("unsure", "It answers, but the page says that it was not found.", last.status)
    if len(responses) > 1 and _depth(first.url) > 0 and _depth(last.url) == 0 and not urlsplit(last.url).query:
        return Verdict("unsure", "It leads to the site's front page.", last.status, last.url)
    if len(responses) > 1 and all(response.status in PERMANENT for response in responses[:-1]):
        return Verdict("moved", f"It has moved for good to {last.url}.", last.status, last.url)
    return Verdict("alive", "", last.status, last.url if len(responses) > 1 else "")


def says_missing(text: str) -> bool:
    """Return whether the title or first heading of an HTML page says that the page was not found."""
    heads = (" ".join(re.sub(r"<[^>]*>", "", match[2]).split()) for match in _TITLE.finditer(text[:65_536]))
    return any(_MISSING.search(head) for head in heads)


def _depth(url: str) -> int:
    return len([part for part in urlsplit(url).path.split("/") if part])
