"""What is measured: the rows of the tables, and the requests that wrk sends for each."""

from dataclasses import dataclass
from urllib.parse import urlencode

from tests.bench.browser import Browser, hidden_fields

HELLO_PATH = "/hello/"
BARE, HELLO, ROADMAP, TOPIC, STAGE, NOTES = (
    "bare Django hello", "signed-in hello", "roadmap page", "topic page with note", "stage page", "notes",
)  # fmt: skip
SETTINGS, TICK, CSS = "settings", "tick", "static CSS"
ROWS = (BARE, HELLO, ROADMAP, TOPIC, STAGE, NOTES, SETTINGS, TICK, CSS)
# Of a topic, so that a learner's requests rarely meet on one item.
MAX_ITEMS_TICKED = 8


@dataclass(frozen=True)
class Target:
    """A filled portal: who is signed in, what they visit, and how it is configured."""

    session_cookie: str
    learners: list[int]
    sessions: list[str]  # of the learners, in the same order
    owner_session: str
    paths: dict[str, str]  # by row; without the bare hello and the tick
    topics: list[tuple[str, list[int]]]  # path, and ids of the items
    facts: dict[str, str]


class Traffic:
    """Builds the requests of each row, those of a learner for each connection."""

    def __init__(self, port: int, target: Target) -> None:
        self.port, self.target = port, target
        self._forms: dict[int, tuple[Browser, list[tuple[str, str]]]] = {}

    def browser(self, session: str) -> Browser:
        """Return a client that is signed in by SESSION."""
        return Browser(self.port, {self.target.session_cookie: session})

    def pages(self, row: str, connections: int) -> list[bytes]:
        """Return a GET request of each learner, who has visited before, for the page of ROW or for the bare hello."""
        path = self.target.paths.get(row, HELLO_PATH)
        return [self._request("GET", path, self._form(place)[0].cookie_header) for place in range(connections)]

    def ticks(self, connections: int, done: dict[int, set[int]]) -> list[bytes]:
        """Return the requests of htmx that change items and then change them back.

        DONE has the items that each learner has done now.
        """
        rounds: list[list[bytes]] = [[] for _ in range(2 * MAX_ITEMS_TICKED)]
        for place, learner in enumerate(self.target.learners[:connections]):
            browser, fields = self._form(place)
            path, items = self.target.topics[place % len(self.target.topics)]
            for turn in range(len(rounds)):
                number, back = turn % MAX_ITEMS_TICKED, turn >= MAX_ITEMS_TICKED
                if number < len(items):
                    item = items[number]
                    state = "done" if (item in done[learner]) == back else "open"
                    rounds[turn].append(self._tick(browser, path, item, [*fields, ("state", state)]))
        return [request for requests in rounds for request in requests]

    def _form(self, place: int) -> tuple[Browser, list[tuple[str, str]]]:
        """Return the client of the learner at PLACE, which holds the CSRF cookie, and the fields of their page."""
        if place not in self._forms:
            browser = self.browser(self.target.sessions[place])
            page = browser.get(self.target.topics[place % len(self.target.topics)][0])
            browser.connection.close()
            self._forms[place] = browser, hidden_fields(page, 'id="tick"')
        return self._forms[place]

    def _tick(self, browser: Browser, page: str, item: int, fields: list[tuple[str, str]]) -> bytes:
        headers = {
            "HX-Request": "true",
            "HX-Target": f"item-{item}",
            "HX-Trigger": f"tick-{item}",
            "HX-Current-URL": f"http://127.0.0.1:{self.port}{page}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._request("POST", f"/items/{item}/completion/", browser.cookie_header, headers, urlencode(fields))

    def _request(
        self, method: str, path: str, cookie: str, headers: dict[str, str] | None = None, body: str = ""
    ) -> bytes:
        """Return an HTTP request as a browser sends it."""
        shared = {"Host": f"127.0.0.1:{self.port}", "Accept-Encoding": "gzip, deflate, br", "Cookie": cookie}
        if body:
            shared["Content-Length"] = str(len(body))
        lines = [f"{name}: {value}" for name, value in (shared | (headers or {})).items()]
        return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", body]).encode()
