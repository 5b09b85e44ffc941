"""Requests of the link checker: rate-limited per host, and never to private addresses."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx2

from roadmap_app.link_checker.transport import DeadlineTransport
from roadmap_app.link_checker.verdict import REDIRECTS, Response, is_public

AGENT = "Cairn link check (a self-hosted learning portal; asks each address once in some days)"
MAX_HOPS = 8
MAX_BODY = 65_536
MAX_ADDRESSES = 3
RETRIES = 2
LONGEST_WAIT = 30.0


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of HOST. Raise OSError if it has none."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


@dataclass
class Fetcher:
    """Requests addresses, one at a time for each host, with PAUSE seconds between.

    Each hop's host is resolved and every one of its IP addresses must be allowed; the connection then goes to just
    that IP address, as a host name could resolve to another one between the check and the connection.
    TIMEOUT is for connecting and for each read, twice that for a request, TOTAL for an address with its redirects and
    retries (a request that has begun may finish); all in seconds.
    """

    timeout: float = 10.0
    pause: float = 0.5
    total: float = 60.0
    is_allowed: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], list[str]] = resolve
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _closed_until: dict[str, float] = field(default_factory=dict)
    # Shared by all requests: loading the system's certificates is slow.
    _context: ssl.SSLContext = field(default_factory=lambda: httpx2.create_ssl_context(trust_env=False))
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def fetch(self, url: str, etag: str = "", last_modified: str = "") -> list[Response]:
        """Return the responses of URL and of each redirect; ETAG and LAST_MODIFIED are those of the last check."""
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in known.items() if value}
        responses: list[Response] = []
        until = self.clock() + self.total
        while len(responses) <= MAX_HOPS:
            response = self._patiently(url, conditions, until)
            responses.append(response)
            if response.status not in REDIRECTS or not response.location:
                return responses
            try:
                url, conditions = urljoin(url, response.location), {}
            except ValueError:
                return [*responses, Response(response.location, failure="address")]
            if any(url == before.url for before in responses):
                break
            if self.clock() > until:
                return [*responses, Response(url, failure="timeout")]
        return [*responses, Response(url, failure="redirects")]

    def _patiently(self, url: str, conditions: dict[str, str], until: float) -> Response:
        """Send a request; retry later after a temporary failure."""
        for attempt in range(RETRIES + 1):
            response, wait = self._once(url, conditions)
            passing = response.failure in ("timeout", "refused", "no host") or response.status in (
                429,
                *range(500, 600),
            )
            wait = 2.0**attempt if wait is None else wait
            if not passing or attempt == RETRIES or wait > LONGEST_WAIT or self.clock() + wait > until:
                break
            self.sleep(wait)
        return response

    def _once(self, url: str, conditions: dict[str, str]) -> tuple[Response, float | None]:
        """Return the response and the seconds of its Retry-After header (None without one)."""
        try:
            urlsplit(url)  # raises ValueError for some that httpx2 accepts
            target = httpx2.URL(url)
            host, port = target.host, target.port or {"http": 80, "https": 443}.get(target.scheme, 0)
            raw = target.raw_host.decode("ascii")
        except (httpx2.InvalidURL, ValueError, TypeError, UnicodeError):
            return Response(url, failure="address"), None
        if target.scheme not in ("http", "https") or not host:
            return Response(url, failure="scheme" if target.scheme not in ("http", "https") else "address"), None
        try:
            addresses = self.resolve(raw, port)
        except (OSError, UnicodeError):
            return Response(url, failure="no host"), None
        if not addresses or not all(map(self.is_allowed, addresses)):
            return Response(url, failure="private" if addresses else "no host"), None
        if self._closed_until.get(raw, 0) > self.clock() + LONGEST_WAIT:
            return Response(url, failure="busy"), None
        return self._reach(target, addresses, conditions)

    def _reach(
        self, target: httpx2.URL, addresses: list[str], conditions: dict[str, str]
    ) -> tuple[Response, float | None]:
        """Send the request to the first of ADDRESSES that accepts a connection, as a browser does."""
        failure = ""
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return self._send(target, address, conditions)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failure = _why(error)
                if failure == "tls":
                    break
            except httpx2.TimeoutException:
                return Response(str(target), failure="timeout"), None
            except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
                return Response(str(target), failure="broken"), None
        return Response(str(target), failure=failure), None

    def _send(self, target: httpx2.URL, address: str, conditions: dict[str, str]) -> tuple[Response, float | None]:
        try:
            response, wait = self._request("HEAD", target, address, conditions)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise
        except httpx2.HTTPError:
            pass  # some servers close the connection on HEAD or never respond to it, but serve the page
        else:
            fine = 200 <= response.status < 300 and not response.is_page
            if fine or response.status in (304, 429, *REDIRECTS):
                return response, wait
        # Only the body shows whether the page is an error page with status 200.
        return self._request("GET", target, address, conditions)

    def _request(
        self, method: str, target: httpx2.URL, address: str, conditions: dict[str, str]
    ) -> tuple[Response, float | None]:
        host = target.raw_host.decode("ascii")
        named = f"[{host}]" if ":" in host else host
        headers = conditions | {
            "Host": f"{named}:{target.port}" if target.port else named,
            "User-Agent": AGENT,
            "Accept": "text/html,*/*;q=0.5",
        }
        pinned = target.copy_with(host=address, fragment=None)
        with self._turn(host):
            until = self.clock() + 2 * self.timeout
            transport = DeadlineTransport(self._context, lambda: until - self.clock())
            with (
                httpx2.Client(transport=transport, timeout=self.timeout, trust_env=False) as client,
                client.stream(method, pinned, headers=headers, extensions={"sni_hostname": host}) as received,
            ):
                return self._understood(method, target, received, until)

    def _understood(
        self, method: str, target: httpx2.URL, received: httpx2.Response, until: float
    ) -> tuple[Response, float | None]:
        response = Response(
            str(target),
            received.status_code,
            location=received.headers.get("Location", ""),
            is_page="html" in received.headers.get("Content-Type", ""),
            etag=_mark(received.headers.get("ETag", ""), 300),
            last_modified=_mark(received.headers.get("Last-Modified", ""), 100),
        )
        if method == "GET" and response.is_page and received.is_success:
            response = replace(response, text=self._beginning(received, until))
        wait = _seconds(received.headers.get("Retry-After", ""))
        if wait and response.status in (429, 503):
            # Retry-After counts for the whole host, not only for one address.
            self._closed_until[target.raw_host.decode("ascii")] = self.clock() + wait
        return response, wait

    def _beginning(self, received: httpx2.Response, until: float) -> str:
        body = b""
        try:
            for chunk in received.iter_bytes(8_192):
                body += chunk
                if len(body) >= MAX_BODY or self.clock() > until:
                    break
        except httpx2.HTTPError:
            pass  # the status says that the page exists; use the part of the body that has arrived
        try:
            return body[:MAX_BODY].decode(received.charset_encoding or "utf-8", "replace")
        except LookupError:  # an unknown charset
            return body[:MAX_BODY].decode("utf-8", "replace")

    @contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        """Wait for this request's turn at HOST and for the pause after the last request."""
        with self._guard:
            lock = self._locks.setdefault(host, threading.Lock())
        with lock:
            now = self.clock()
            free = max(self._last.get(host, now - self.pause) + self.pause, self._closed_until.get(host, now))
            if free > now:
                self.sleep(min(free - now, max(LONGEST_WAIT, self.pause)))
            try:
                yield
            finally:
                self._last[host] = self.clock()


def _seconds(text: str) -> float | None:
    """Parse a Retry-After header into seconds from now; None if it is empty or invalid."""
    if text.strip().isdecimal():
        return float(text.strip()[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _mark(text: str, longest: int) -> str:
    """Return TEXT if it can be stored and sent back unchanged, else ""."""
    return text if text.isascii() and len(text) <= longest else ""


def _why(error: BaseException) -> str:
    """Return the key of FAILED for a connection that failed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "tls"
        cause = cause.__cause__ or cause.__context__
    return "timeout" if isinstance(error, httpx2.TimeoutException) else "refused"
