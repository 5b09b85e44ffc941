"""Forms that cannot be taken as they were sent: they come back with everything typed, and one press sends them."""

import re
from dataclasses import dataclass, replace
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.web.long_texts import LongTexts
from roadmap_app.web.pages import BEGAN_AS, account_mark, page_before

CSRF_FIELD = "csrfmiddlewaretoken"
# What is never sent back to a browser: it would stand in its history and cache.
SECRET = re.compile(r"pass(word|wd|phrase)|secret|otp|pin$|(^|[_-])codes?($|[_-])|credential", re.IGNORECASE)
CODE = re.compile(r"code|otp|pin$", re.IGNORECASE)
# What pages send along without anybody having typed it.
UNTYPED = re.compile(
    r"next|page|state|keep|act|apart|shown|version|stored_version|process|invitation|action(_\w+)?|index|select_across"
    r"|_\w*|initial-.*|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|.*-id|.*DELETE"
)
LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "oldpassword": "Current password",
    "password1": "Password",
    "password2": "Password again",
}
LONG = 80
# A page that lists more than this helps nobody; all of it is sent all the same.
MOST_LISTED = 40
WORDS = {
    "item_completion": "tick an item, or untick it",
    "topic_completion": "tick a topic's items, or untick them",
    "topic_skip": "skip a topic, or take it back",
    "topic_note": "save your note",
    "note_preview": "preview your note",
    "change_undo": "undo a change",
    "roadmap_enrolment": "set your plan",
    "roadmap_changes": "put away what has changed since your last visit",
    "roadmap_outline": "change a roadmap as text",
    "outline_new": "make a roadmap of a text",
    "settings": "save your settings",
    "session_end": "end a session",
    "usersessions_list": "end your other sessions",
    "data_export": "download your data",
    "deletion": "delete your account",
    "deletion_undo": "keep your account",
    "invitation": "make your account",
    "welcome": "make the owner's account",
    "account_login": "sign in",
    "account_logout": "sign out",
    "account_signup": "sign up",
    "account_email": "change your e-mail address",
    "account_change_password": "change your password",
    "account_set_password": "set a password",
    "account_reset_password": "get a mail for a new password",
    "account_reset_password_from_key": "set a new password",
    "account_reauthenticate": "show that it is you",
}


@dataclass(frozen=True)
class Field:
    """A field as it was sent; the value of a secret is left out."""

    name: str
    value: str = ""

    @property
    def label(self) -> str:
        """The name in words."""
        return LABELS.get(self.name) or re.sub(r"[_-]+", " ", self.name).strip().capitalize()

    @property
    def is_secret(self) -> bool:
        """Whether it has to be typed again."""
        return SECRET.search(self.name) is not None

    @property
    def is_code(self) -> bool:
        """Whether it is a secret for one use, which may be seen while it is typed."""
        return CODE.search(self.name) is not None

    @property
    def is_long(self) -> bool:
        """Whether it needs a box of several lines."""
        return self.name == "body" or len(self.value) > LONG or "\n" in self.value

    @property
    def is_typed(self) -> bool:
        """Whether a person is likely to have typed or chosen it."""
        return not UNTYPED.fullmatch(self.name)


def has_typed(request: HttpRequest) -> bool:
    """Return whether a POST holds something that somebody has typed and would have to type again."""
    return any(field.is_typed and field.value.strip() for field in _fields(request) if not field.is_secret)


def send_again(request: HttpRequest) -> HttpResponse:
    """Answer a form whose token was too old with all that it held and a new token, for nobody but who began it."""
    began_as = request.POST.get(BEGAN_AS, "")
    if began_as and not request.user.is_authenticated:
        return signed_out(request)
    if began_as not in ("", account_mark(request.user)):
        return other_account(request)
    return kept_page(request, "errors/csrf.html")


def signed_out(request: HttpRequest, back: str = "") -> HttpResponse:
    """Answer a form of somebody whose session has ended: in the box for htmx, on a page to send it from for others.

    BACK is the page to sign in for.
    """
    if getattr(request, "htmx", False):
        sentence = "You are signed out, so this is not saved. Sign in in another tab; then it is saved by itself."
        return _refusal(sentence, "session")
    return kept_page(request, "errors/signed_out.html", {"back": back or page_before(request)})


def other_account(request: HttpRequest) -> HttpResponse:
    """Refuse a form of somebody else than who is signed in by now; what was typed can be copied, but not sent."""
    if getattr(request, "htmx", False):
        sentence = (
            "Somebody else is signed in here now, so this is not saved. "
            "Sign out, then sign in as yourself; then it is saved by itself."
        )
        return _refusal(sentence, "account")
    return kept_page(request, "errors/other_account.html")


def too_old(request: HttpRequest) -> HttpResponse:
    """Refuse what htmx has sent with an old token; the page gets a new one and tries once more (session.js)."""
    return _refusal("This page is too old to send. Reload it, then try again; copy first what you have typed.", "token")


def go_on(request: HttpRequest) -> HttpResponse:
    """Send somebody on who is signed in and still had a form open to come in by."""
    words = "You are already signed in as {}. To sign in as somebody else, <a href='{}'>sign out</a> first."
    messages.info(request, format_html(words, getattr(request.user, "email", ""), reverse("account_logout")))
    return HttpResponseRedirect(get_next_redirect_url(request) or resolve_url("roadmaps"))


def _refusal(sentence: str, cause: str) -> HttpResponse:
    answer = HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
    answer.headers["X-Refused"] = cause
    return answer


def _fields(request: HttpRequest) -> list[Field]:
    ours = (CSRF_FIELD, BEGAN_AS)
    return [Field(name, value) for name, values in request.POST.lists() if name not in ours for value in values]


def kept_page(
    request: HttpRequest, template: str, more: dict[str, Any] | None = None, status: int = 403
) -> HttpResponse:
    """Return TEMPLATE, in which errors/_kept.html shows all that REQUEST held, under STATUS."""
    fields = _fields(request)
    route = request.resolver_match.url_name if request.resolver_match else None
    short = [field for field in fields if not (field.is_long or field.is_secret)]
    long = [field for field in fields if field.is_long and not field.is_secret]
    texts = LongTexts()
    context = {
        "action": request.get_full_path(),
        "act": WORDS.get(route or "", ""),
        "began_as": request.POST.get(BEGAN_AS, ""),
        "secrets": [Field(name) for name in dict.fromkeys(field.name for field in fields if field.is_secret)],
        "long": [replace(field, value=texts.keep(field.value)) for field in long],
        "short": short,
        "listed": [field for field in short if field.is_typed and field.value][:MOST_LISTED],
        "again": _where_to_begin_again(request, route),
    }
    answer = render(request, template, context | (more or {}), status=status)
    answer.headers["Cache-Control"] = "no-store"
    return texts.put_into(answer)


def _where_to_begin_again(request: HttpRequest, route: str | None) -> str:
    """Return the page to go back to where nothing that was sent can be sent again, as what a passkey has answered."""
    if "credential" not in request.POST:
        return ""
    return reverse("account_login") if route == "mfa_login_webauthn" else request.get_full_path()
