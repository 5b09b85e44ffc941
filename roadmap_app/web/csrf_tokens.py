"""The CSRF token of a page's forms."""

from secrets import randbelow

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

LETTERS = len(CSRF_ALLOWED_CHARS)
PLACES = {letter: place for place, letter in enumerate(CSRF_ALLOWED_CHARS)}
MASKS = LETTERS**CSRF_SECRET_LENGTH


def csrf_token(request: HttpRequest) -> str:
    """Return the token for the forms of the response to REQUEST, another each time, as Django's get_token() does.

    Django draws the mask letter by letter, which takes as long as two queries; here it is one random number.
    """
    secret = request.META.get("CSRF_COOKIE", "")
    if len(secret) != CSRF_SECRET_LENGTH:
        return get_token(request)  # there is none yet
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True  # the response sends the cookie again, which lasts a year
    number, mask, masked = randbelow(MASKS), "", ""
    for letter in secret:
        number, place = divmod(number, LETTERS)
        mask += CSRF_ALLOWED_CHARS[place]
        masked += CSRF_ALLOWED_CHARS[(PLACES[letter] + place) % LETTERS]
    return mask + masked
