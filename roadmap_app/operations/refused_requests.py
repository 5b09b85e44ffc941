"""The answer to a request that waitress refuses before the portal sees it, such as one with far too large a body."""

import time

from django.template.loader import render_to_string
from waitress.task import ErrorTask

MOST_MEGABYTES = 6  # in a body; more than any view accepts, so that Django responds to one that is slightly too long
MESSAGES = {
    413: f"You sent more than {MOST_MEGABYTES} MB, which is the most.",
    431: "The address, or the cookies of this site, are too long.",
}


class RefusedRequest(ErrorTask):  # type: ignore[misc]
    """Answers in the portal's words: with its page, or with a plain text where a part of a page was asked for."""

    def execute(self) -> None:
        """Write the response; the rest of the request is then dropped until the client closes the connection."""
        error = self.request.error
        message = MESSAGES.get(error.code, "")
        if self.request.headers.get("HX_REQUEST"):
            kind, text = "text/plain", f"{message} Nothing was changed.".strip()
        else:
            kind = "text/html"
            text = render_to_string("errors/400.html", {"status": error.code, "message": message})
        body = text.encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", f"{kind}; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        # The header asks the client to close the connection, which ends its sending first.
        self.close_on_finish = False
        self.channel.lingering_since = time.time()
