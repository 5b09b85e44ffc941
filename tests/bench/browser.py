"""A signed-in client over HTTP, for single requests."""

import html
import re
import time
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


class Browser:
    """Keeps a connection to the portal at PORT, and cookies."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.cookies = port, dict(cookies)
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self.milliseconds = 0.0

    @property
    def cookie_header(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> str:
        """Return the page at PATH."""
        return self._send("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Send a form of FIELDS to PATH and return the response."""
        return self._send("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def _send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> str:
        """Send a request, keep the cookies and the time that it took; raise RuntimeError unless the status is 200."""
        start = time.perf_counter()
        self.connection.request(method, path, body or None, {"Cookie": self.cookie_header, **(headers or {})})
        response = self.connection.getresponse()
        text = response.read().decode(errors="replace")
        self.milliseconds = 1000 * (time.perf_counter() - start)
        if response.status != 200:
            raise RuntimeError(f"{method} {path} answered {response.status} {response.headers.get('Location', '')}")
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return text


def hidden_fields(page: str, form: str = "") -> list[tuple[str, str]]:
    """Return the hidden inputs of the form in PAGE whose opening tag holds the text FORM."""
    start = re.search(rf"<form[^>]*{re.escape(form)}[^>]*>", page)
    if not start:
        raise RuntimeError(f"The page has no form with {form!r}.")
    inputs = HIDDEN.findall(page[start.end() : page.index("</form>", start.end())])
    return [(html.unescape(name), html.unescape(value)) for name, value in inputs]
