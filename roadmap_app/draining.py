"""Stopping a server without turning anybody away: how a worker process of gunicorn leaves."""

from gunicorn.workers.gthread import ThreadWorker


class DrainingWorker(ThreadWorker):  # type: ignore[misc]
    """Lets in who is at the door when it is told to stop, then shuts the door.

    Gunicorn's own leaves the door open with nobody behind it until its last answer is out, so a proxy would take who
    comes meanwhile for answered; before a door that is shut, it tries another server.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        """Begin or cease to take connections; when the worker is to stop, for good."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            before = -1
            while before != self.nr_conns:
                before = self.nr_conns
                self.accept(listener)
            listener.close()
