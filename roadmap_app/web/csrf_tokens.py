"""The CSRF token of a page's forms."""

from secrets import randbelow

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

LETTERS = len(CSRF_ALLOWED_CHARS)
PLACES = {letter: place for place, letter in enumerate(CSRF_ALLOWED_CHARS)}
MASKS = LETTERS**CSRF_SECRET_LENGTH


def csrf_token(request: HttpRequest) -> str:
    """Return the token for the forms of the response to REQUEST, another each time, as Django's get_token() does.

    Django draws the mask letter by letter, which takes as long as two queries; here it is one random number. Django
    also sends the cookie again with every page. Here it is sent when there is none, and with the session's cookie: at
    the sign-in, and once a day while the session is used (identity/session_limits.py).
    """
    secret = request.META.get("CSRF_COOKIE", "")
    if len(secret) != CSRF_SECRET_LENGTH:
        return get_token(request)  # there is none yet
    number, mask, masked = randbelow(MASKS), "", ""
    for letter in secret:
        number, place = divmod(number, LETTERS)
        mask += CSRF_ALLOWED_CHARS[place]
        masked += CSRF_ALLOWED_CHARS[(PLACES[letter] + place) % LETTERS]
    return mask + masked


def renew_cookie(request: HttpRequest) -> None:
    """Let the response send the CSRF cookie of REQUEST again, if it has one, so that it lasts another year."""
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = "CSRF_COOKIE" in request.META
