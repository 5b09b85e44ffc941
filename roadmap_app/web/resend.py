"""Pages for forms that could not be processed: they show everything that was typed, with a button to send it again."""

import re
from dataclasses import dataclass, replace

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.web.long_texts import LongTexts
from roadmap_app.web.pages import BEGAN_AS, account_mark, page_before

CSRF_FIELD = "csrfmiddlewaretoken"
# Fields whose values are never sent back to a browser, as it would keep them in its history and cache.
SECRET = re.compile(r"pass(word|wd|phrase)|secret|otp|pin$|(^|[_-])codes?($|[_-])|credential", re.IGNORECASE)
CODE = re.compile(r"code|otp|pin$", re.IGNORECASE)
# Fields that nobody has typed.
UNTYPED = re.compile(
    r"next|page|state|keep|act|declined|shown|version|stored_version|process|invitation|offer|seen|record|old_\w+|low|likely"
    r"|high|member|item|digest|verb|kind|step|before|start|mend|block|level|cure|forget|undo|post|account|action(_\w+)?|index"
    r"|select_across|_\w*|initial-.*|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|.*-id|.*DELETE"
)
LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "oldpassword": "Current password",
    "password1": "Password",
    "password2": "Password again",
}
LONG = 80
# How many fields the page lists; all of them are sent.
MAX_LISTED = 40
PURPOSES = {
    "item_completion": "tick an item, or untick it",
    "topic_completion": "tick a topic's items, or untick them",
    "topic_skip": "skip a topic, or take it back",
    "resource_state": "say how far you are with a resource",
    "topic_note": "save your note",
    "note_preview": "preview your note",
    "change_undo": "undo a change",
    "roadmap_enrolment": "set your plan",
    "activity_part": "show or hide a part of your activity",
    "roadmap_taking_up": "take up your plan from where you are",
    "pauses": "book a pause",
    "pause": "change a pause",
    "pause_removal": "remove a pause",
    "pauses_end": "end your pause",
    "topic_help": "ask for help with a topic",
    "topic_help_removal": "take back that you ask for help",
    "item_sign_off": "show an item to the leads of your teams",
    "item_sign_off_removal": "withdraw what you have shown",
    "word_dismissal": "put a word away",
    "team_joining": "join a team",
    "team_consent": "choose what the leads of a team see of you",
    "team_leaving": "leave a team",
    "team_mail": "have the words of a team mailed to you, or not",
    "team_words": "send a word to a member",
    "team_sign_offs": "answer what a member has shown",
    "team_new": "make a team",
    "manage_team": "change a team",
    "team_people": "add somebody to a team",
    "team_lead": "let somebody lead a team, or not any more",
    "team_removal": "take somebody out of a team",
    "team_link": "renew the link by which people join a team",
    "team_ending": "end a team",
    "manage_audience": "choose who sees a roadmap",
    "calendar_settings": "make or revoke the address of your calendar feed",
    "study_slots": "set a study slot",
    "study_slot_removal": "remove a study slot",
    "roadmap_changes": "put away what has changed since your last visit",
    "roadmap_outline": "change a roadmap as text",
    "outline_new": "make a roadmap of a text",
    "setting": "save your settings",
    "reminders": "set your weekly summary",
    "roadmap_publication": "publish a roadmap",
    "link_check": "check the links of resources",
    "manage_update": "decide on an update",
    "save_undo": "undo a save of a roadmap",
    "invitation_new": "invite somebody",
    "invitation_revocation": "revoke an invitation",
    "person_role": "change somebody's role",
    "person_disabling": "disable somebody",
    "person_enabling": "enable somebody",
    "person_factors": "reset somebody's second factors",
    "session_end": "end a session",
    "usersessions_list": "end your other sessions",
    "data_export": "download your data",
    "deletion": "delete your account",
    "deletion_undo": "keep your account",
    "invitation": "make your account",
    "welcome": "make the owner's account",
    "reminder_unsubscribe": "end your weekly summary",
    "roadmap_enrolment_preview": "preview your plan",
    "mfa_activate_totp": "set up an authenticator app",
    "mfa_deactivate_totp": "remove your authenticator app",
    "mfa_add_webauthn": "add a passkey",
    "mfa_edit_webauthn": "rename a passkey",
    "mfa_remove_webauthn": "remove a passkey",
    "mfa_generate_recovery_codes": "make new recovery codes",
    "mfa_authenticate": "sign in",
    "mfa_login_webauthn": "sign in",
    "mfa_reauthenticate": "show that it is you",
    "mfa_reauthenticate_webauthn": "show that it is you",
    "openid_connect_login": "sign in",
    "account_confirm_email": "confirm your e-mail address",
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
    """A field of the form that was sent; the value of a secret is left out."""

    name: str
    value: str = ""

    @property
    def label(self) -> str:
        """Return the label to show."""
        return LABELS.get(self.name) or re.sub(r"[_-]+", " ", self.name).strip().capitalize()

    @property
    def is_secret(self) -> bool:
        """Return whether it must be typed again."""
        return SECRET.search(self.name) is not None

    @property
    def is_code(self) -> bool:
        """Return whether it is a one-time code, which may be visible while it is typed."""
        return CODE.search(self.name) is not None

    @property
    def is_long(self) -> bool:
        """Return whether it needs a textarea."""
        return self.name == "body" or len(self.value) > LONG or "\n" in self.value

    @property
    def is_typed(self) -> bool:
        """Return whether a person has probably typed or chosen it."""
        return not UNTYPED.fullmatch(self.name)


def has_typed(request: HttpRequest) -> bool:
    """Return whether a POST contains something that the user typed and would have to type again."""
    return any(field.is_typed and field.value.strip() for field in _fields(request) if not field.is_secret)


def send_again(request: HttpRequest) -> HttpResponse:
    """Answer a form with an old CSRF token: show its fields and a new token, but only to the user who opened it."""
    began_as = request.POST.get(BEGAN_AS, "")
    if began_as and not request.user.is_authenticated:
        return signed_out(request)
    if began_as not in ("", account_mark(request.user)):
        return other_account(request)
    return kept_page(request, "errors/csrf.html")


def signed_out(request: HttpRequest, back: str = "") -> HttpResponse:
    """Refuse a form as its user's session has ended: with plain text for htmx, else with a page to send it again from.

    BACK is the page to return to after the sign-in.
    """
    if getattr(request, "htmx", False):
        message = "You are signed out, so this is not saved. Sign in in another tab; then it is saved by itself."
        return _refusal(message, "session")
    return kept_page(request, "errors/signed_out.html", {"back": back or page_before(request)})


def other_account(request: HttpRequest) -> HttpResponse:
    """Refuse a form as another user is signed in by now; what was typed can be copied, but not sent."""
    if getattr(request, "htmx", False):
        message = (
            "Somebody else is signed in here now, so this is not saved. "
            "Sign out, then sign in as yourself; then it is saved by itself."
        )
        return _refusal(message, "account")
    return kept_page(request, "errors/other_account.html")


def too_old(request: HttpRequest) -> HttpResponse:
    """Refuse an htmx request with an old CSRF token; session.js gets a new one and retries once."""
    return _refusal("This page is too old to send. Reload it, then try again; copy first what you have typed.", "token")


def go_on(request: HttpRequest) -> HttpResponse:
    """Redirect a signed-in user who has sent a sign-in form that was still open."""
    text = "You are already signed in as {}. To sign in as somebody else, <a href='{}'>sign out</a> first."
    messages.info(request, format_html(text, getattr(request.user, "email", ""), reverse("account_logout")))
    return HttpResponseRedirect(get_next_redirect_url(request) or resolve_url("roadmaps"))


def _refusal(message: str, cause: str) -> HttpResponse:
    response = HttpResponse(message, status=403, content_type="text/plain; charset=utf-8")
    response.headers["X-Refused"] = cause
    return response


def _fields(request: HttpRequest) -> list[Field]:
    ours = (CSRF_FIELD, BEGAN_AS)
    return [Field(name, value) for name, values in request.POST.lists() if name not in ours for value in values]


def kept_page(
    request: HttpRequest, template: str, more: dict[str, object] | None = None, status: int = 403
) -> HttpResponse:
    """Return TEMPLATE, in which errors/_kept.html shows all fields of REQUEST, with STATUS."""
    fields = _fields(request)
    route = request.resolver_match.url_name if request.resolver_match else None
    known = [field for field in fields if not field.is_secret]
    short = [field for field in known if not (field.is_long and field.is_typed)]
    long = [field for field in known if field.is_long and field.is_typed]
    texts = LongTexts()
    context = {
        "action": request.get_full_path(),
        "act": PURPOSES.get(route or "", ""),
        "began_as": request.POST.get(BEGAN_AS, ""),
        "secrets": [Field(name) for name in dict.fromkeys(field.name for field in fields if field.is_secret)],
        "long": [replace(field, value=texts.keep(field.value)) for field in long],
        "short": short,
        "listed": [field for field in short if field.is_typed and field.value][:MAX_LISTED],
        "again": _where_to_begin_again(request, route),
    }
    response = render(request, template, context | (more or {}), status=status)
    response.headers["Cache-Control"] = "no-store"
    return texts.put_into(response)


def _where_to_begin_again(request: HttpRequest, route: str | None) -> str:
    """Return the page to start again from if the form cannot be sent again, as with a passkey's signature; else ""."""
    if "credential" not in request.POST:
        return ""
    return reverse("account_login") if route == "mfa_login_webauthn" else request.get_full_path()
