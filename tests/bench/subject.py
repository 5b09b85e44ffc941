"""A portal under load: runs wrk on one row at a time."""

from dataclasses import replace

from tests.bench import rows
from tests.bench.helper import Helper
from tests.bench.load import Figures, load
from tests.bench.servers import Server, await_idle

WARM_UP_SECONDS = 1


class Subject:
    """A server on a filled database, with a helper on that database, and perhaps the server of the bare hello."""

    def __init__(self, helper: Helper, server: Server, target: rows.Target, bare: Server | None = None) -> None:
        self.helper, self.server, self.target, self.bare = helper, server, target, bare
        self.traffic = rows.Traffic(server.port, target)

    def check(self) -> None:
        """Raise RuntimeError if a page does not answer 200: wrk counts redirects as successes."""
        browser = self.traffic.browser(self.target.sessions[0])
        for path in self.target.paths.values():
            browser.get(path)
        browser.connection.close()

    def run(self, row: str, connections: int, seconds: int) -> Figures:
        """Load ROW with CONNECTIONS for some SECONDS and return the figures."""
        if row == rows.TICK:
            return self._run_ticks(connections, seconds)
        server = self.bare if self.bare and row == rows.BARE else self.server
        return self._load(server, self.traffic.pages(row, connections), connections, seconds)

    def _run_ticks(self, connections: int, seconds: int) -> Figures:
        """Load the tick, and count as failed also what was acknowledged and is not stored."""
        learners = self.target.learners[:connections]
        requests = self.traffic.ticks(connections, self.helper.call("fill.done_items", learners))
        before = self.helper.call("fill.ticks_stored", learners)
        figures = self._load(self.server, requests, connections, seconds)
        stored = self.helper.call("fill.ticks_stored", learners) - before
        lost = max(0, figures.requests - figures.failed - stored)
        return replace(figures, failed=figures.failed + lost)

    def _load(self, server: Server, requests: list[bytes], connections: int, seconds: int) -> Figures:
        figures = load(server.port, requests, connections=connections, seconds=seconds)
        # The requests that were under way at the end would disturb the next row.
        await_idle(server)
        return figures
