"""The server's first process: it stops the processes that serve, and starts others if those have ended by themselves.

It runs as a program of its own, `python -IS supervisor.py PID LISTENER COMMAND…`, and loads nothing that it does not
need, as that would take memory for as long as the portal runs. A process that serves has forked the others.
"""

import os
import signal
import sys
import time

STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
# Sent by a process that serves and has lost one of the others: it accepts nothing any more, and ends soon.
LEAVING = signal.SIGUSR1
AWAITED = {*STOPPING, LEAVING, signal.SIGCHLD, signal.SIGALRM}
# More than the processes take that finish what they have begun.
STOP_SECONDS = 15
# One that ends sooner would end again.
START_SECONDS = 5


def supervise(pid: int, listener: int, command: list[str]) -> int:
    """Watch process PID, which serves on the socket LISTENER, and return the exit code once it has been stopped.

    If it ends by itself or is leaving, COMMAND starts another one.
    """
    is_stopping, began = False, 0.0
    while True:
        received = signal.sigwait(AWAITED)
        if received in STOPPING and not is_stopping:
            is_stopping = True
            os.close(listener)  # so that a proxy tries another server at once
            os.kill(pid, signal.SIGTERM)
            signal.alarm(STOP_SECONDS)
        elif received == signal.SIGALRM:
            os.kill(pid, signal.SIGKILL)
        is_gone = has_ended(pid)
        if is_stopping and is_gone:
            return 0
        if is_stopping or not (is_gone or received == LEAVING):
            continue
        if time.monotonic() - began < START_SECONDS:
            return 1
        print("A process of the server has ended unexpectedly: starting it anew.", file=sys.stderr, flush=True)
        began = time.monotonic()
        pid = os.posix_spawn(command[0], command, os.environ, setsigmask=[])


def has_ended(pid: int) -> bool:
    """Return whether the child PID has ended. As a container's first process, this one has orphans to collect, too."""
    while (ended := os.waitpid(-1, os.WNOHANG)[0]) not in (0, pid):
        pass
    return ended == pid


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
    sys.exit(supervise(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
