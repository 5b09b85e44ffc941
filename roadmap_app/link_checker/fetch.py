"""Asking other people's servers, politely and safely: what a link check sends, and what it must never reach."""

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
from roadmap_app.link_checker.verdict import REDIRECTS, Answer, is_public

AGENT = "Cairn link check (a self-hosted learning portal; asks each address once in some days)"
MAX_HOPS = 8
MAX_BODY = 65_536
MAX_ADDRESSES = 3
RETRIES = 2
LONGEST_WAIT = 30.0


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of HOST; raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass
class Fetcher:
    """Asks addresses, one at a time for each host, with PAUSE seconds between.

    Each hop's host is resolved and every one of its addresses must be allowed (`may_ask`); the connection then goes
    to just that address, so that a name cannot turn to another one between the check and the connection.
    TIMEOUT is for connecting and for each read, twice that for a request, TOTAL for an address with its redirects and
    repetitions (a request that has begun is let finish); all in seconds.
    """

    timeout: float = 10.0
    pause: float = 0.5
    total: float = 60.0
    may_ask: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], list[str]] = resolve
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _closed_until: dict[str, float] = field(default_factory=dict)
    # One for all: to read the machine's certificates takes longer than many a request.
    _context: ssl.SSLContext = field(default_factory=lambda: httpx2.create_ssl_context(trust_env=False))
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, url: str, etag: str = "", last_modified: str = "") -> list[Answer]:
        """Return what URL answers and each address that it redirects to; ETAG and LAST_MODIFIED of the last check."""
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in known.items() if value}
        answers: list[Answer] = []
        until = self.clock() + self.total
        while len(answers) <= MAX_HOPS:
            answer = self._patiently(url, conditions, until)
            answers.append(answer)
            if answer.status not in REDIRECTS or not answer.location:
                return answers
            try:
                url, conditions = urljoin(url, answer.location), {}
            except ValueError:
                return [*answers, Answer(answer.location, failure="address")]
            if any(url == before.url for before in answers):
                break
            if self.clock() > until:
                return [*answers, Answer(url, failure="timeout")]
        return [*answers, Answer(url, failure="redirects")]

    def _patiently(self, url: str, conditions: dict[str, str], until: float) -> Answer:
        """Ask, and ask again after a while where it failed for the moment only."""
        for attempt in range(RETRIES + 1):
            answer, wait = self._once(url, conditions)
            passing = answer.failure in ("timeout", "refused", "no host") or answer.status in (429, *range(500, 600))
            wait = 2.0**attempt if wait is None else wait
            if not passing or attempt == RETRIES or wait > LONGEST_WAIT or self.clock() + wait > until:
                break
            self.sleep(wait)
        return answer

    def _once(self, url: str, conditions: dict[str, str]) -> tuple[Answer, float | None]:
        """Return the answer, and for how many seconds the server asks to be left alone (None: it does not say)."""
        try:
            urlsplit(url)  # refuses some that httpx2 would ask for
            target = httpx2.URL(url)
            host, port = target.host, target.port or {"http": 80, "https": 443}.get(target.scheme, 0)
            raw = target.raw_host.decode("ascii")
        except (httpx2.InvalidURL, ValueError, TypeError, UnicodeError):
            return Answer(url, failure="address"), None
        if target.scheme not in ("http", "https") or not host:
            return Answer(url, failure="scheme" if target.scheme not in ("http", "https") else "address"), None
        try:
            addresses = self.resolve(raw, port)
        except (OSError, UnicodeError):
            return Answer(url, failure="no host"), None
        if not addresses or not all(map(self.may_ask, addresses)):
            return Answer(url, failure="private" if addresses else "no host"), None
        if self._closed_until.get(raw, 0) > self.clock() + LONGEST_WAIT:
            return Answer(url, failure="busy"), None
        return self._reach(target, addresses, conditions)

    def _reach(
        self, target: httpx2.URL, addresses: list[str], conditions: dict[str, str]
    ) -> tuple[Answer, float | None]:
        """Ask at the first of ADDRESSES that lets itself be connected with, as a browser does."""
        failure = ""
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return self._send(target, address, conditions)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failure = _why(error)
                if failure == "tls":
                    break
            except httpx2.TimeoutException:
                return Answer(str(target), failure="timeout"), None
            except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
                return Answer(str(target), failure="broken"), None
        return Answer(str(target), failure=failure), None

    def _send(self, target: httpx2.URL, address: str, conditions: dict[str, str]) -> tuple[Answer, float | None]:
        try:
            answer, wait = self._request("HEAD", target, address, conditions)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise
        except httpx2.HTTPError:
            pass  # some hang up on HEAD, or never answer it, and serve the page all the same
        else:
            fine = 200 <= answer.status < 300 and not answer.is_page
            if fine or answer.status in (304, 429, *REDIRECTS):
                return answer, wait
        # Only the page itself tells whether it says “not found”.
        return self._request("GET", target, address, conditions)

    def _request(
        self, method: str, target: httpx2.URL, address: str, conditions: dict[str, str]
    ) -> tuple[Answer, float | None]:
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
                client.stream(method, pinned, headers=headers, extensions={"sni_hostname": host}) as response,
            ):
                return self._understood(method, target, response, until)

    def _understood(
        self, method: str, target: httpx2.URL, response: httpx2.Response, until: float
    ) -> tuple[Answer, float | None]:
        answer = Answer(
            str(target),
            response.status_code,
            location=response.headers.get("Location", ""),
            is_page="html" in response.headers.get("Content-Type", ""),
            etag=_mark(response.headers.get("ETag", ""), 300),
            last_modified=_mark(response.headers.get("Last-Modified", ""), 100),
        )
        if method == "GET" and answer.is_page and response.is_success:
            answer = replace(answer, text=self._beginning(response, until))
        wait = _seconds(response.headers.get("Retry-After", ""))
        if wait and answer.status in (429, 503):
            # Said of one address, meant for the whole host: its other addresses are left alone as well.
            self._closed_until[target.raw_host.decode("ascii")] = self.clock() + wait
        return answer, wait

    def _beginning(self, response: httpx2.Response, until: float) -> str:
        body = b""
        try:
            for chunk in response.iter_bytes(8_192):
                body += chunk
                if len(body) >= MAX_BODY or self.clock() > until:
                    break
        except httpx2.HTTPError:
            pass  # it has said that the page is there; a beginning that breaks off is read as far as it goes
        try:
            return body[:MAX_BODY].decode(response.charset_encoding or "utf-8", "replace")
        except LookupError:  # a charset that nobody knows
            return body[:MAX_BODY].decode("utf-8", "replace")

    @contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        """Wait until it is this request's turn at HOST, and until the pause since the last one is over."""
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
    """Return what a Retry-After says, in seconds from now; None where it says nothing."""
    if text.strip().isdecimal():
        return float(text.strip()[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _mark(text: str, longest: int) -> str:
    """Return TEXT where it can be kept and sent back as it is, else ""."""
    return text if text.isascii() and len(text) <= longest else ""


def _why(error: BaseException) -> str:
    """Return the key of FAILED for a connection that did not come about."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "tls"
        cause = cause.__cause__ or cause.__context__
    return "timeout" if isinstance(error, httpx2.TimeoutException) else "refused"
