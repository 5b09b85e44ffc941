"""The embedded default under kill -9: nothing acknowledged is lost, and the file stays whole."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.database_copies import ROOT, Copy
from tests.deploy.load import Learner
from tests.deploy.stack import make_learners
from tests.operations.test_server import free_port, read_until

ROUNDS = int(os.environ.get("CAIRN_KILL_ROUNDS", "200"))
SERVERS = 2  # side by side, each with a database of its own: as many as the machine has cores
LEARNERS = 12  # enough that ticks share commits


class Victim:
    """An embedded portal that is killed again and again."""

    def __init__(self, folder, seed):
        self.copy = Copy(folder)
        self.port = free_port()
        self.random = random.Random(seed)
        self.acknowledged = self.in_flight = 0
        self.wrong = []
        self.copy.manage("prepare")
        self.copy.manage("collectstatic", "--no-input", "--verbosity", "0")
        self.sessions, self.items = make_learners(
            lambda code: self.copy.manage("shell", "--no-imports", "-v", "0", "-c", code), LEARNERS
        )
        self.known = {user: {} for user in self.sessions}

    def round(self):
        """Start it, let learners tick, kill every process of it in the middle, and compare."""
        command = [sys.executable, "manage.py", "serve", "--prepared", "--port", str(self.port)]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.copy.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as server:
            items = self.random.sample(self.items, len(self.items))  # in each round, the learners choose others
            learners = [Learner(self.port, user, key, items) for user, key in self.sessions.items()]
            try:
                output = read_until(server, b"Cairn is at", seconds=60)
                assert "Cairn is at" in output, output
                for learner in learners:
                    learner.states.update(self.known[learner.user])
                    learner.start()
                wanted, deadline = self.random.randint(5, 60), time.monotonic() + 30
                while sum(len(learner.acknowledged) for learner in learners) < wanted:
                    assert time.monotonic() < deadline, [learner.failed for learner in learners]
                    time.sleep(self.random.random() / 100)  # so that it falls into another moment of a write
            finally:
                os.killpg(server.pid, signal.SIGKILL)
                for learner in learners:
                    learner.ending.set()
                server.communicate()  # wait until all processes have ended: a write to the disk is not interrupted
        for learner in learners:
            learner.join(timeout=30)
        self._compare(learners)

    def _compare(self, learners):
        with closing(sqlite3.connect(self.copy.var / "cairn.sqlite3")) as database:
            found = database.execute("PRAGMA integrity_check").fetchall()
            query = "SELECT user_id, item_id, count(*) FROM roadmap_app_completion GROUP BY 1, 2"
            rows = {(user, item): count for user, item, count in database.execute(query)}
        self.wrong += [] if found == [("ok",)] else found
        self.wrong += [f"{key} is there {count} times" for key, count in rows.items() if count > 1]
        for learner in learners:
            self.acknowledged += len(learner.acknowledged)
            self.in_flight += len(learner.unsure)
            for item, done in learner.states.items():
                if item not in learner.unsure and ((learner.user, item) in rows) != done:
                    self.wrong.append(f"learner {learner.user} got the response that item {item} is {done}")
            # Requests in flight got no response; with the server dead, the stored state stays.
            self.known[learner.user] = {item: (learner.user, item) in rows for item in self.items}

    def rounds(self, count):
        """Do COUNT of them, until one goes wrong."""
        for _ in range(count):
            self.round()
            if self.wrong:
                break


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_nothing_acknowledged_is_lost_in_two_hundred_deaths(tmp_path):
    start = time.monotonic()
    victims = [Victim(tmp_path / str(number), number) for number in range(SERVERS)]
    with ThreadPoolExecutor(SERVERS) as pool:
        list(pool.map(lambda victim: victim.rounds(ROUNDS // SERVERS), victims))
    acknowledged = sum(victim.acknowledged for victim in victims)
    in_flight = sum(victim.in_flight for victim in victims)
    print(
        f"\n{ROUNDS} rounds in {time.monotonic() - start:.0f} s: {acknowledged} ticks acknowledged, "
        f"{in_flight} requests cut off in the middle"
    )
    assert [victim.wrong for victim in victims] == [[]] * SERVERS
    assert acknowledged > ROUNDS * 5
    assert in_flight > ROUNDS, "the kills did not fall into writes"
