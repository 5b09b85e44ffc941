"""Asking other people's servers, politely and safely: what a link check sends, and what it must never reach."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx2

from roadmap_app.links import REDIRECTS, Answer, is_public

AGENT = "Cairn link check (a self-hosted learning portal; asks each address once in some days)"
MAX_HOPS = 8
MAX_BODY = 65_536
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
            url, conditions = urljoin(url, answer.location), {}
            if any(url == before.url for before in answers):
                break
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
        with self._turn(raw):
            return self._send(target, addresses[0], conditions)

    def _send(self, target: httpx2.URL, address: str, conditions: dict[str, str]) -> tuple[Answer, float | None]:
        url = str(target)
        try:
            with httpx2.Client(timeout=self.timeout, trust_env=False, follow_redirects=False) as client:
                answer, wait = self._request(client, "HEAD", target, address, conditions)
                told = answer.status in (304, 429, *REDIRECTS) or (200 <= answer.status < 300 and not answer.is_page)
                if told:
                    return answer, wait
                # A HEAD is refused by some, and only the page itself tells whether it says “not found”.
                return self._request(client, "GET", target, address, conditions)
        except httpx2.TimeoutException:
            return Answer(url, failure="timeout"), None
        except httpx2.NetworkError:
            return Answer(url, failure="refused"), None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            return Answer(url, failure="broken"), None

    def _request(
        self, client: httpx2.Client, method: str, target: httpx2.URL, address: str, conditions: dict[str, str]
    ) -> tuple[Answer, float | None]:
        host = target.raw_host.decode("ascii")
        named = f"[{host}]" if ":" in host else host
        headers = conditions | {
            "Host": f"{named}:{target.port}" if target.port else named,
            "User-Agent": AGENT,
            "Accept": "text/html,*/*;q=0.5",
        }
        pinned = target.copy_with(host=address, fragment=None)
        until = self.clock() + 2 * self.timeout
        with client.stream(method, pinned, headers=headers, extensions={"sni_hostname": host}) as response:
            answer = Answer(
                str(target),
                response.status_code,
                location=response.headers.get("Location", ""),
                etag=response.headers.get("ETag", "")[:300],
                last_modified=response.headers.get("Last-Modified", "")[:100],
            )
            answer = replace(answer, is_page="html" in response.headers.get("Content-Type", ""))
            if method == "GET" and answer.is_page and response.is_success:
                answer = replace(answer, text=self._beginning(response, until))
            return answer, _seconds(response.headers.get("Retry-After", ""))

    def _beginning(self, response: httpx2.Response, until: float) -> str:
        body = b""
        for chunk in response.iter_bytes(8_192):
            body += chunk
            if len(body) >= MAX_BODY or self.clock() > until:
                break
        return body[:MAX_BODY].decode(response.charset_encoding or "utf-8", "replace")

    @contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        """Wait until it is this request's turn at HOST, and until the pause since the last one is over."""
        with self._guard:
            lock = self._locks.setdefault(host, threading.Lock())
        with lock:
            wait = self._last.get(host, -self.pause) + self.pause - self.clock()
            if host in self._last and wait > 0:
                self.sleep(wait)
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
