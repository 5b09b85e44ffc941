"""A mail server of the tests, on this machine: it takes mail, refuses it, or never says a word."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Session(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        """Speak as much SMTP as Django's backend asks for."""
        self.server.connections += 1
        if self.server.silent:
            self.server.stopping.wait(30)
            return
        self._say("220 tests")
        recipients: list[str] = []
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].upper()
            if word == "RCPT TO":
                recipients.append(line.split("<")[1].split(">")[0])
                self._say(self.server.answer_to_recipients)
            elif word == "DATA":
                self._say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append((recipients, text.decode()))
                recipients = []
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 yes")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """What has arrived, and how to answer."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []
        self.connections, self.silent = 0, False
        self.answer_to_recipients = "250 known"
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", 0), _Session)

    @property
    def port(self) -> int:
        """Where it listens."""
        address: Any = self.server_address
        return int(address[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Yield a server that listens until the with block ends."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()
