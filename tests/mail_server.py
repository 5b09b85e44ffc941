"""A mail server for tests: it accepts mail, refuses it, or does not respond."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Session(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        """Speak the part of SMTP that Django's backend uses."""
        self.server.connections += 1
        if self.server.silent:
            self.server.stopping.wait(30)
            return
        self._send("220 tests")
        recipients: list[str] = []
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].upper()
            if word == "RCPT TO":
                recipients.append(line.split("<")[1].split(">")[0])
                self._send(self.server.recipient_response)
            elif word == "DATA":
                self._send("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append((recipients, text.decode()))
                recipients = []
                self._send("250 taken")
            elif word == "QUIT":
                self._send("221 bye")
                return
            else:
                self._send("250 yes")

    def _send(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """The mails received, and how to respond."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []
        self.connections, self.silent = 0, False
        self.recipient_response = "250 known"
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", 0), _Session)

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        _, port = self.socket.getsockname()
        return int(port)


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


@contextmanager
def queued_mail_server(settings: Any, timeout: float = 0.2) -> Iterator[MailServer]:
    """Run a mail server to which the portal sends through its queue, waiting at most TIMEOUT seconds, and yield it."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "roadmap_app.operations.mail_queue.QueueBackend"
        settings.EMAIL_DELIVERY = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, timeout
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server
