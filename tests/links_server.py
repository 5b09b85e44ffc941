"""A local HTTP server that imitates good and bad responses of the web."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<html><title>A page</title><h1>Welcome</h1></html>"
MISSING = b"<html><head><title>Oops</title></head><body><h1>Page not found</h1></body></html>"


class Site(ThreadingHTTPServer):
    """The HTTP server; `received` lists every request as (method, path, headers)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[tuple[str, str, dict[str, str]]] = []
        self.stop = threading.Event()

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"http://127.0.0.1:{self.server_port}"

    def paths(self, method: str = "") -> list[str]:
        """Return the requested paths, only those of METHOD if given."""
        return [path for used, path, _ in self.received if not method or used == method]

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that disconnect early."""


class Handler(BaseHTTPRequestHandler):
    """Responds by the first part of the path."""

    server: Site
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.respond()

    def do_GET(self) -> None:
        self.respond()

    def log_message(self, *args: object) -> None:
        """Log nothing."""

    def respond(self) -> None:
        self.server.received.append((self.command, self.path, dict(self.headers)))
        name, _, rest = self.path.strip("/").partition("/")
        getattr(self, f"serve_{name}", self.serve_page)(rest)

    def send(self, status: int, body: bytes = PAGE, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for key, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def serve_page(self, rest: str) -> None:
        self.send(200)

    def serve_file(self, rest: str) -> None:
        self.send(200, b"%PDF", Content_Type="application/pdf")

    def serve_status(self, rest: str) -> None:
        self.send(int(rest))

    def serve_moved(self, rest: str) -> None:
        """Redirect repeatedly: /moved/301/2 means two 301 redirects, the last to /page/here."""
        status, left = map(int, rest.split("/"))
        self.send(status, b"", Location=f"/moved/{status}/{left - 1}" if left > 1 else "/page/here")

    def serve_loop(self, rest: str) -> None:
        self.send(302, b"", Location="/loop/b" if rest == "a" else "/loop/a")

    def serve_endless(self, rest: str) -> None:
        self.send(302, b"", Location=f"/endless/{int(rest) + 1}")

    def serve_away(self, rest: str) -> None:
        self.send(302, b"", Location=f"http://{rest}/")

    def serve_home(self, rest: str) -> None:
        self.send(302, b"", Location="/")

    def serve_busy(self, rest: str) -> None:
        """Respond with 429 to the first REST requests, then with the page."""
        if len([path for path in self.server.paths() if path == self.path]) <= int(rest):
            self.send(429, b"", Retry_After="7")
        else:
            self.send(200)

    def serve_ill(self, rest: str) -> None:
        """Respond with 500 to the first two requests, then with the page."""
        self.send(500 if self.server.paths().count(self.path) <= 2 else 200)

    def serve_missing(self, rest: str) -> None:
        self.send(200, MISSING)

    def serve_nohead(self, rest: str) -> None:
        self.send(405 if self.command == "HEAD" else 200)

    def serve_same(self, rest: str) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            self.send(304, b"")
        else:
            self.send(200, ETag='"v1"')

    def serve_never(self, rest: str) -> None:
        self.server.stop.wait(10)

    def serve_drip(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        until = time.monotonic() + 5
        while self.command == "GET" and time.monotonic() < until and not self.server.stop.wait(0.01):
            self.wfile.write(b"x" * 4096)
        self.close_connection = True

    def serve_rest(self, rest: str) -> None:
        self.send(429, b"", Retry_After=rest)

    def serve_astray(self, rest: str) -> None:
        self.send(302, b"", Location="http://[")

    def serve_charset(self, rest: str) -> None:
        self.send(200, MISSING, Content_Type="text/html; charset=none")

    def serve_hangup(self, rest: str) -> None:
        """Close the connection on HEAD, and send the page on GET."""
        if self.command == "GET":
            self.send(200)
        self.close_connection = True

    def serve_latin(self, rest: str) -> None:
        self.send(200, ETag='"\xe9"')

    def serve_trickle(self, rest: str) -> None:
        """Send a header one byte at a time, each well within the timeout."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        until = time.monotonic() + 5
        while time.monotonic() < until and not self.server.stop.wait(0.05):
            self.wfile.write(b"x")
        self.wfile.write(b"\r\nContent-Length: 0\r\n\r\n")

    def serve_garbage(self, rest: str) -> None:
        self.wfile.write(b"this is not HTTP\r\n\r\n")
        self.close_connection = True


@contextmanager
def site() -> Iterator[Site]:
    """Run the server and yield it."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
