"""What may be tried how often, and by whom it is counted. docs/operations.md says in words what holds."""

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

MINUTE, HOUR = 60, 3600
# A wrong password. From a device that the person has used before, this one alone counts.
DEVICE = Limit("device", free=5, forget=HOUR, first=10, longest=15 * MINUTE)
# From elsewhere, all three: one account at one address; one address; one account from everywhere, which bounds what a
# thousand addresses can guess: 100 passwords at first, then 10 an hour.
PAIR = Limit("account and address", free=5, forget=HOUR, first=10, longest=15 * MINUTE)
ADDRESS = Limit("address", free=30, forget=MINUTE, first=2, longest=MINUTE)
ACCOUNT = Limit("account", free=100, forget=6 * MINUTE, first=10, longest=6 * MINUTE)
# Asking for a link to a new password: as often from one device or address for one account as above, and by address.
RESETS = Limit("resets", free=60, forget=20, first=2, longest=MINUTE)
# Mails that anybody can have sent to an address: to one address, and to such as have no account, by who asks.
MAILBOX = Limit("mails to one address", free=10, forget=6 * MINUTE, first=6 * MINUTE, longest=6 * MINUTE)
CONFIRMATION = Limit("mails to confirm one address", free=1, forget=3 * MINUTE, first=3 * MINUTE, longest=3 * MINUTE)
CONFIRMING = ("account/email/email_confirmation", "account/email/email_confirmation_signup")
UNKNOWN_MAILS = Limit("mails to unknown addresses", free=5, forget=12, first=12, longest=12)


# Signing up, where everybody may: a class at once, from one address; and all of them together in a day.
SIGN_UPS = Limit("sign-ups", free=100, forget=36, first=36, longest=36)


def sign_ups_a_day() -> Limit:
    """Return the limit of sign-ups from everywhere together."""
    number = settings.PORTAL_SIGNUPS_A_DAY
    each = 24 * HOUR / number
    return Limit("sign-ups in all", free=number, forget=each, first=each, longest=each)


def network_of(request: HttpRequest) -> str:
    """Return what counts as the address that REQUEST came from: of version 6 the network of 64 bits."""
    text: str = get_adapter().get_client_ip(request)
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/64", strict=False)) if isinstance(address, IPv6Address) else str(address)


class Tries:
    """Tries of WHAT ("password", "code") at the account of USER, as REQUEST's browser makes them.

    Where the address that was TYPED belongs to nobody they are counted alike, so that nobody learns of it.
    """

    def __init__(self, request: HttpRequest, what: str, user: User | None, typed: str = "") -> None:
        account = f"{what} {user.pk if user else typed}"
        network, device = network_of(request), device_of(request, user)
        self.request = request
        self.own = [(DEVICE, f"{account} {device}")] if device else [(PAIR, f"{account} {network}")]
        self.shared = [] if device else [(ADDRESS, f"{what} {network}"), (ACCOUNT, account)]
        self.counted: list[Counted] = []

    def begin(self, way_round: str = "") -> None:
        """Count one; raises ValidationError where it comes too soon, which says when to come back and the WAY_ROUND."""
        try:
            self.counted = take(*self.own, *self.shared)
        except TooMany as error:
            too_soon(self.request, error.wait)
            raise ValidationError(f"Too many tries. Wait {in_words(error.wait)}, then try again.{way_round}") from error

    def was_right(self) -> None:
        """Forget the wrong tries that were the person's own, and give back the one of those that others share."""
        own = {limit.key_for(who) for limit, who in self.own}
        give_back([each for each in self.counted if each.key not in own])
        forget(*self.own)

    def forget_all(self) -> None:
        """Forget what has been counted for the account, here and elsewhere."""
        forget(*self.own, *(pair for pair in self.shared if pair[0] is ACCOUNT))


def count_sign_up(request: HttpRequest) -> None:
    """Count a sign-up; raises ValidationError where there were too many, which says when to come back."""
    try:
        take((SIGN_UPS, network_of(request)), (sign_ups_a_day(), "all"))
    except TooMany as error:
        too_soon(request, error.wait)
        raise ValidationError(
            f"More people sign up than this portal takes at once. Wait {in_words(error.wait)}, then try again."
        ) from error


class Resets(Tries):
    """Requests for a link to a new password: none of them is wrong, so that none is given back."""

    def __init__(self, request: HttpRequest, user: User | None, typed: str) -> None:
        super().__init__(request, "reset", user, typed)
        # From everywhere together the mails are counted, and not the requests: strangers keep nobody from asking.
        self.shared = self.shared and [(RESETS, network_of(request))]


def too_soon(request: HttpRequest, wait: timedelta) -> None:
    """Let the answer to REQUEST, whatever page it is, be a 429 that says when to come back."""
    request.come_back_in = wait  # type: ignore[attr-defined]


def person_with(typed: str) -> tuple[User | None, str]:
    """Return whom allauth would sign in with the address TYPED, and under what it counts where that is nobody."""
    found = filter_users_by_email(typed, prefer_verified=True, for_login=True) if typed else []
    return (found[0] if found else None), typed.strip().casefold()


def may_mail(request: HttpRequest, kind: str, address: str) -> bool:
    """Return whether a mail of KIND (allauth's name of it) may be sent to ADDRESS, as REQUEST asks for; counts it."""
    mailbox, limits = address.strip().casefold(), []
    if kind in ("account/email/password_reset_key", "account/email/unknown_account"):
        limits.append((MAILBOX, mailbox))
    if kind == "account/email/unknown_account":
        limits.append((UNKNOWN_MAILS, network_of(request)))
    if kind in CONFIRMING:
        limits.append((CONFIRMATION, mailbox))
    if kind == "account/email/account_already_exists":
        # By itself: the second of two clicks must not keep the first one's mail, with the link, from being sent.
        limits.append((CONFIRMATION, f"known {mailbox}"))
    try:
        take(*limits)
    except TooMany:
        return False
    return True
