"""Rate limits stop strangers, not the users whose accounts they try."""

from time import time

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client

from roadmap_app.identity.routes import ROUTES
from roadmap_app.models import LimitCount
from tests.makers import make_app, make_user
from tests.mfa_client import PASSWORD, code, give, is_in

pytestmark = pytest.mark.django_db
LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
COOKIE = f"{settings.SESSION_COOKIE_NAME}_devices"
NOON = "2026-03-02T12:00:00Z"


@pytest.fixture
def ada():
    return make_user("ada@example.org")


def at(address="198.51.100.7"):
    """Return a new browser at the IP address ADDRESS."""
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=address)


def sign_in(client, email="ada@example.org", password=PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def wrong(client, times, email="ada@example.org"):
    """Return the responses to TIMES tries with a wrong password."""
    return [sign_in(client, email, f"wrong {number}") for number in range(times)]


def go_on_to(count):
    """Set the one counter that tries at several accounts' or from several addresses share to COUNT.

    It is known by being the highest: a hundred tries would take a second of CPU time.
    """
    first, *others = LimitCount.objects.order_by("-count")
    assert all(other.count < first.count for other in others)
    LimitCount.objects.filter(pk=first.pk).update(count=count)


def statuses(responses):
    return [response.status_code for response in responses]


def wait_of(response):
    assert response.status_code == 429
    return int(response.headers["Retry-After"])


def test_a_class_behind_one_ip_address_signs_in_at_once():
    people = [make_user() for _ in range(40)]
    with time_machine.travel(NOON):
        assert statuses(sign_in(at(), person.email) for person in people) == [302] * 40


def test_wrong_tries_at_one_account_wait_longer_and_longer(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        client = at()
        assert statuses(wrong(client, 5)) == [200] * 5
        waits = []
        for _ in range(8):
            waits.append(wait_of(sign_in(client)))
            clock.shift(waits[-1])
            assert statuses(wrong(client, 1)) == [200]
        assert waits == [10, 20, 40, 80, 160, 320, 640, 900]
        refused = sign_in(client)
        assert "Wait 15 minutes" in refused.content.decode() and "ada@example.org" in refused.content.decode()
        clock.shift(900)
        assert sign_in(client).status_code == 302


def test_wrong_tries_at_many_accounts_wait_by_address():
    with time_machine.travel(NOON, tick=False) as clock:
        responses = [wrong(at(), 1, f"person{number}@example.org")[0] for number in range(31)]
        assert statuses(responses) == [200] * 30 + [429]
        assert statuses(wrong(at("198.51.100.8"), 1)) == [200]
        for number in range(8):
            clock.shift(wait_of(sign_in(at(), f"other{number}@example.org")))
            sign_in(at(), f"other{number}@example.org")
        assert 30 <= wait_of(sign_in(at(), "last@example.org")) <= 60


def test_a_stranger_cannot_block_a_users_sign_in(ada):
    stranger = at("203.0.113.66")
    assert statuses(wrong(stranger, 12))[-1] == 429
    assert sign_in(at()).status_code == 302


def test_guesses_from_many_addresses_are_bounded_for_each_account(ada):
    known = at()
    sign_in(known)
    known.post("/accounts/logout/")
    with time_machine.travel(NOON, tick=False):
        assert statuses(wrong(at(f"203.0.{number}.1"), 1)[0] for number in range(5)) == [200] * 5
        go_on_to(97)
        responses = [wrong(at(f"203.1.{number}.1"), 1)[0] for number in range(6)]
        assert statuses(responses) == [200] * 3 + [429] * 3
        assert sign_in(known).status_code == 302


@time_machine.travel(NOON, tick=False)
def test_a_reset_unlocks_an_account(ada):
    for number in range(5):
        wrong(at(f"203.0.{number}.1"), 1)
    go_on_to(100)
    client = at()
    assert sign_in(client).status_code == 429
    client.post(RESET, {"email": ada.email})
    link = next(line for line in mail.outbox[-1].body.split() if line.startswith("http"))
    form = client.get(link, follow=True)
    assert (
        client.post(form.wsgi_request.path, {"password1": "new horse 77", "password2": "new horse 77"}).status_code
        == 302
    )
    assert COOKIE in client.cookies
    assert sign_in(client, password="new horse 77").status_code == 302
    assert sign_in(at("203.0.113.9"), password="new horse 77").status_code == 302


def test_a_clock_that_was_ahead_blocks_nobody(ada):
    with time_machine.travel("2026-03-02T20:00:00Z", tick=False):
        wrong(at(), 12)
        for number in range(40):
            wrong(at(), 1, f"person{number}@example.org")
    with time_machine.travel(NOON, tick=False) as clock:
        clock.shift(wait_of(sign_in(at())))
        assert sign_in(at()).status_code == 302


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.8", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
    ],
)
def test_an_ipv6_address_counts_by_its_network(ada, first, second, same):
    wrong(at(first), 6)
    assert sign_in(at(second)).status_code == (429 if same else 302)


def test_upper_case_in_an_address_gives_no_more_tries(ada):
    client = at()
    for typed in ("ada@example.org", "ADA@example.org", "Ada@Example.org", " ada@example.org", "aDa@example.org"):
        wrong(client, 1, typed)
    assert sign_in(client).status_code == 429


@time_machine.travel(NOON, tick=False)
def test_right_sign_ins_between_wrong_ones_give_an_address_no_more_tries(ada):
    client = at()
    responses = []
    for number in range(35):
        responses += wrong(at(), 1, f"person{number}@example.org")
        sign_in(client)
        client.post("/accounts/logout/")
    assert statuses(responses).count(200) == 30


def test_a_thief_of_a_password_cannot_block_the_owners_codes(ada):
    make_app(ada)
    own = at()
    sign_in(own)
    give(own, code())
    assert is_in(own)
    own.post("/accounts/logout/")
    thief = at("203.0.113.66")
    sign_in(thief)
    assert statuses(give(thief, "000000") for _ in range(6)) == [200] * 5 + [429]
    with time_machine.travel(time() + 60):
        sign_in(own)
        give(own, code())
        assert is_in(own)


@time_machine.travel(NOON, tick=False)
def test_guesses_of_codes_from_many_addresses_are_bounded(ada):
    make_app(ada)
    responses = []
    for number in range(5):
        if number == 3:
            go_on_to(95)
        thief = at(f"203.0.{number}.1")
        sign_in(thief)
        responses += [give(thief, "000000") for _ in range(5)]
    assert statuses(responses) == [200] * 20 + [429] * 5


@pytest.mark.parametrize("page", ["/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/email/"])
def test_a_stolen_session_has_no_more_tries_than_a_stranger(ada, page):
    client = at()
    client.force_login(ada)
    typed = {"oldpassword": "wrong", "password": "wrong", "password1": "x", "password2": "y", "email": "no"}
    responses = [client.post(page, typed) for _ in range(12)]
    assert responses[-1].status_code == 429 and wait_of(responses[-1])
    assert statuses(responses).count(200) <= 10


@pytest.mark.parametrize(
    ("route", "page"),
    [("openid_connect_login", "/accounts/sso/login/"), ("mfa_login_webauthn", "/accounts/2fa/webauthn/login/")],
)
def test_a_limited_sign_in_by_provider_or_passkey_has_the_time_to_wait(route, page):
    with time_machine.travel(NOON, tick=False) as clock:
        key = ROUTES[route].limit.key_for(f"{route} 198.51.100.7")
        LimitCount.objects.create(key=key, count=149)
        assert at().post(page, {"credential": "{}"}).status_code != 429
        refused = at().post(page, {"credential": "{}"})
        assert wait_of(refused) == 1 and "Wait 1 second" in refused.content.decode()
        assert 'class="masthead"' in refused.content.decode()
        clock.shift(1)
        assert at().post(page, {"credential": "{}"}).status_code != 429


def test_a_stranger_cannot_block_a_reset(ada):
    stranger = at("203.0.113.66")
    responses = [stranger.post(RESET, {"email": ada.email}) for _ in range(8)]
    assert statuses(responses) == [302] * 5 + [429] * 3
    assert wait_of(responses[-1]) and "ada@example.org" in responses[-1].content.decode()
    before = len(mail.outbox)
    assert at().post(RESET, {"email": ada.email}).status_code == 302
    assert len(mail.outbox) == before + 1


def test_resets_do_not_reveal_accounts(ada):
    known = [at("203.0.113.1").post(RESET, {"email": ada.email}) for _ in range(7)]
    unknown = [at("203.0.113.2").post(RESET, {"email": "nobody@example.org"}) for _ in range(7)]
    assert statuses(known) == statuses(unknown)


def test_resets_send_five_mails_a_minute_to_unknown_addresses(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        responses = [at().post(RESET, {"email": f"nobody{number}@example.org"}) for number in range(15)]
        assert statuses(responses) == [302] * 15 and len(mail.outbox) == 5
        at().post(RESET, {"email": ada.email})
        assert len(mail.outbox) == 6
        clock.shift(60)
        for number in range(15):
            at().post(RESET, {"email": f"other{number}@example.org"})
        assert len(mail.outbox) == 11


def test_one_mailbox_is_not_flooded_from_many_addresses(ada):
    for number in range(30):
        assert at(f"203.0.{number}.1").post(RESET, {"email": ada.email}).status_code == 302
    assert len(mail.outbox) == 10
