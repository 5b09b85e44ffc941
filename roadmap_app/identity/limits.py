"""Rate limits: what may be tried how often, and which counter it increases; docs/operations.md explains them."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from allauth.account.internal.userkit import filter_users_by_email
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from roadmap_app.actions.limits import Counted, Limit, TooMany, forget, give_back, take
from roadmap_app.identity.known_devices import device_of
from roadmap_app.identity.too_many import in_words
from roadmap_app.models import User

WAIT = "cairn.wait"  # in request.META: a timedelta after which to try again
MINUTE, HOUR = 60, 3600
# Wrong passwords. From a known device only this limit applies.
DEVICE = Limit("device", free=5, forget=HOUR, first=10, longest=15 * MINUTE)
# From elsewhere all three apply: one account from one IP address; one IP address; one account from everywhere, so that
# a thousand addresses can guess only 100 passwords at first, then 10 an hour.
PAIR = Limit("account and address", free=5, forget=HOUR, first=10, longest=15 * MINUTE)
ADDRESS = Limit("address", free=30, forget=MINUTE, first=2, longest=MINUTE)
ACCOUNT = Limit("account", free=100, forget=6 * MINUTE, first=10, longest=6 * MINUTE)
# Requests for a link to a new password: DEVICE or PAIR, and this limit for one IP address.
RESETS = Limit("resets", free=60, forget=20, first=2, longest=MINUTE)
# Mails that anybody can request: to one address, and to addresses without an account by the requester's IP address.
MAILBOX = Limit("mails to one address", free=10, forget=6 * MINUTE, first=6 * MINUTE, longest=6 * MINUTE)
CONFIRMATION = Limit("mails to confirm one address", free=1, forget=3 * MINUTE, first=3 * MINUTE, longest=3 * MINUTE)
CONFIRMING = ("account/email/email_confirmation", "account/email/email_confirmation_signup")
UNKNOWN_MAILS = Limit("mails to unknown addresses", free=5, forget=12, first=12, longest=12)
# Open sign-up from one IP address: enough for a class at once.
SIGN_UPS = Limit("sign-ups", free=100, forget=36, first=36, longest=36)


def sign_ups_a_day() -> Limit:
    """Return the limit of all sign-ups in a day."""
    number = settings.PORTAL_SIGNUPS_A_DAY
    each = 24 * HOUR / number
    return Limit("sign-ups in all", free=number, forget=each, first=each, longest=each)


def network_of(request: HttpRequest) -> str:
    """Return the IP address that REQUEST counts for: an IPv4 address, or the /64 network of an IPv6 address."""
    text: str = get_adapter().get_client_ip(request)
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/64", strict=False)) if isinstance(address, IPv6Address) else str(address)


class Tries:
    """The tries of WHAT ("password" or "code") at USER's account from REQUEST's browser.

    Tries for a TYPED address without an account are counted in the same way, so that they do not reveal that.
    """

    def __init__(self, request: HttpRequest, what: str, user: User | None, typed: str = "") -> None:
        account = f"{what} {user.pk if user else typed}"
        network, device = network_of(request), device_of(request, user)
        self.request = request
        self.own = [(DEVICE, f"{account} {device}")] if device else [(PAIR, f"{account} {network}")]
        self.shared = [] if device else [(ADDRESS, f"{what} {network}"), (ACCOUNT, account)]
        self.counted: list[Counted] = []

    def begin(self, alternative: str = "") -> None:
        """Count a try; if it comes too soon, raise ValidationError with the time to wait and the ALTERNATIVE."""
        try:
            self.counted = take(*self.own, *self.shared)
        except TooMany as error:
            too_soon(self.request, error.wait)
            raise ValidationError(
                f"Too many tries. Wait {in_words(error.wait)}, then try again.{alternative}"
            ) from error

    def was_right(self) -> None:
        """Forget the wrong tries in the user's own counters, and subtract this try from the shared ones."""
        own = {limit.key_for(who) for limit, who in self.own}
        give_back([each for each in self.counted if each.key not in own])
        forget(*self.own)

    def forget_all(self) -> None:
        """Forget all tries at the account, from here and elsewhere."""
        forget(*self.own, *(pair for pair in self.shared if pair[0] is ACCOUNT))


def count_sign_up(request: HttpRequest) -> None:
    """Count a sign-up; if there were too many, raise ValidationError with the time to wait."""
    try:
        take((SIGN_UPS, network_of(request)), (sign_ups_a_day(), "all"))
    except TooMany as error:
        too_soon(request, error.wait)
        raise ValidationError(
            f"More people sign up than this portal takes at once. Wait {in_words(error.wait)}, then try again."
        ) from error


class Resets(Tries):
    """Requests for a link to a new password; none of them is wrong, so none is subtracted."""

    def __init__(self, request: HttpRequest, user: User | None, typed: str) -> None:
        super().__init__(request, "reset", user, typed)
        # Not ACCOUNT, so that strangers cannot block a user's request: the mails to an address are limited instead.
        if self.shared:  # it is not from a device that the user is known to have
            self.shared = [(RESETS, network_of(request))]


def too_soon(request: HttpRequest, wait: timedelta) -> None:
    """Turn the response to REQUEST, whatever page it is, into a 429 with the time to wait."""
    request.META[WAIT] = wait


def person_with(typed: str) -> tuple[User | None, str]:
    """Return the user whom allauth would sign in with TYPED, or None, and TYPED as a key to count under."""
    found = filter_users_by_email(typed, prefer_verified=True, for_login=True) if typed else []
    return (found[0] if found else None), typed.strip().casefold()


def may_mail(request: HttpRequest, kind: str, address: str) -> bool:
    """Count a mail of KIND (allauth's template prefix) to ADDRESS, and return whether it may be sent."""
    mailbox, limits = address.strip().casefold(), []
    if kind in ("account/email/password_reset_key", "account/email/unknown_account"):
        limits.append((MAILBOX, mailbox))
    if kind == "account/email/unknown_account":
        limits.append((UNKNOWN_MAILS, network_of(request)))
    if kind in CONFIRMING:
        limits.append((CONFIRMATION, mailbox))
    if kind == "account/email/account_already_exists":
        # A separate counter: the second of two clicks must not prevent the first one's mail, which has the link.
        limits.append((CONFIRMATION, f"known {mailbox}"))
    try:
        take(*limits)
    except TooMany:
        return False
    return True
