"""Requests that no browser sends, at every address: refused or treated as text, never a server error."""

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.urls import Resolver404, resolve

from tests.permissions.addresses import addresses
from tests.permissions.table import rows
from tests.permissions.test_permissions import chunks
from tests.permissions.world import World

# The fields of all our forms, and those that the admin reads from every request.
FIELDS = [
    "_selected_action",
    "action",
    "body",
    "confirm",
    "days",
    "e",
    "email",
    "email2",
    "first_day",
    "hours_a_week",
    "hours_per_week",
    "id",
    "key",
    "login",
    "mail",
    "minutes",
    "name",
    "next",
    "o",
    "offer",
    "old_starts_at",
    "old_weekday",
    "oldpassword",
    "outline",
    "p",
    "page",
    "password",
    "password1",
    "password2",
    "position",
    "q",
    "remember",
    "retired",
    "role",
    "roadmap",
    "roadmaps",
    "seen",
    "shares",
    "shown",
    "slug",
    "started_on",
    "starts_at",
    "state",
    "summary",
    "text",
    "theme",
    "time_zone",
    "title",
    "topic",
    "version",
    "weekday",
    "_popup",
    "_to_field",
    "_changelist_filters",
    "list_filter",
    "form-TOTAL_FORMS",
    "form-INITIAL_FORMS",
    "form-0-id",
    "stages-TOTAL_FORMS",
    "items-TOTAL_FORMS",
]
FORM = "application/x-www-form-urlencoded"
UNREADABLE = {
    "invalid UTF-8": (b"&".join(name.encode() + b"=%ff%fe" for name in FIELDS), FORM),
    "raw bytes": (b"&".join(name.encode() + b"=\xff\xfe" for name in FIELDS), FORM),
    "half a character": (b"body=%ed%a0%80", FORM),
    "JSON": (b'{"state": "done", "body": ["x"], "version": 1}', "application/json"),
    "plain text": (b"state=done&body=x&version=0", "text/plain"),
    "no content type": (b"state=done&body=x&version=0", ""),
    "another character set": (b"state=done", f"{FORM}; charset=utf-16"),
    "an unknown character set": (b"state=done", f"{FORM}; charset=no-such"),
    "multipart without a boundary": (b"--x--", "multipart/form-data"),
    "raw bytes in multipart": (
        b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\n\xff\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "ten megabytes": (b"body=" + b"x" * 10_000_000, FORM),
    "two million escapes": (b"body=" + b"%41" * 2_000_000, FORM),
    "too many fields": (b"&".join([b"f="] * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)), FORM),
}
ODD = {
    "NUL bytes": "a\0b",
    "huge numbers": "9" * 400,
    "negative numbers": "-1",
    "long texts": "x" * 20_000,
    "markup": "<script>alert(1)</script>{{ 7 }}%s%00../../\r\nX: y",
    "invalid dates": "2026-02-31",
}
ODD_BODIES = {name: (urlencode(dict.fromkeys(FIELDS, value)).encode(), FORM) for name, value in ODD.items()} | {
    "a multipart body that breaks off": (
        b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nhalf',
        "multipart/form-data; boundary=x",
    ),
}
# The admin accepts this many; other forms refuse them.
MANY_FIELDS = {"five thousand fields": ("&".join(f"f{number}=" for number in range(5000)).encode(), FORM)}
UNREADABLE_QUERIES = ["q=%00", "q=%ff%fe", "%ed%a0%80=1"]
ODD_QUERIES = ["p=" + "9" * 400, "p=-1&o=1.2.3.x&next=//evil.example&=&&&=&", "id__in=a&e=1"]
SAMPLES = ["%00", "%ff", "9" * 400, "-1", "x" * 3000, "..%2f..", "%ed%a0%80"]
TABLE = rows()
# Routes that call the provider of single sign-on, which these tests do not run: 503 is right there.
CALLS_PROVIDER = {"openid_connect_login", "openid_connect_callback"}


def status_of(world, person, method, path, **options):
    """Return the status code of the response; 404 in place of a 503 that is right."""
    outcome = world.send(person, method, path, **options)
    status = outcome.response.status_code
    assert not outcome.is_broken or status < 500
    return 404 if status == 503 and address_of(path) in CALLS_PROVIDER else status


def address_of(path):
    """Return the name of the address of PATH, "" if there is none."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def senders(address):
    """Return which of visitor and owner may send a POST to ADDRESS."""
    expected = TABLE[address.name]["POST"]
    return [person for person in ("visitor", "owner") if expected[person] not in ("login", "method", "forbidden")]


@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_unreadable_bodies_are_refused(chunk, db):
    assert wrong_responses_to_bodies(chunk, UNREADABLE, one_of) == []


@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_no_odd_body_breaks_anything(chunk, db):
    assert wrong_responses_to_bodies(chunk, ODD_BODIES, one_on_this_database) == []


@pytest.mark.soak
@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_no_body_of_anybody_breaks_anything(chunk, db):
    assert wrong_responses_to_bodies(chunk, UNREADABLE | ODD_BODIES | MANY_FIELDS, all_of) == []


def one_of(choices, number):
    """Return a list of one of CHOICES, another one for each NUMBER."""
    return [choices[number % len(choices)]] if choices else []


def one_on_this_database(choices, number):
    """Return what one_of() does for every second NUMBER, and nothing for those that the other database gets."""
    half, is_for_postgresql = divmod(number, 2)
    return one_of(choices, half) if is_for_postgresql == (connection.vendor == "postgresql") else []


def all_of(choices, number):
    """Return all CHOICES, in place of one_of()."""
    return choices


def wrong_responses_to_bodies(chunk, bodies, choose):
    """Return what is wrong when each of BODIES is sent to the addresses in CHUNK by the people that CHOOSE returns."""
    world, wrong = World(), []
    for place, address in enumerate(chunk):
        path, people = world.path(address), senders(address)
        for number, (name, (body, content_type)) in enumerate(bodies.items()):
            for person in choose(people, place + number):
                status = status_of(world, person, "POST", path, data=body, content_type=content_type)
                if status >= 500 or (name in UNREADABLE and status < 400):
                    wrong.append(f"{name} to {address.name} as {person}: {status}")
    return wrong


@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_no_address_breaks_anything(chunk, db):
    assert wrong_responses_to_addresses(chunk, one_on_this_database) == []


@pytest.mark.soak
@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_no_address_breaks_anything_with_any_method(chunk, db):
    assert wrong_responses_to_addresses(chunk, all_of) == []


def wrong_responses_to_addresses(chunk, choose):
    """Return what is wrong with bad queries and parameters at the addresses in CHUNK; CHOOSE returns the methods."""
    world, wrong = World(), []
    for place, address in enumerate(chunk):
        path = world.path(address)
        # The health checks read no query.
        unreadable = UNREADABLE_QUERIES if address.name not in ("healthz", "readyz") else []
        asked = [
            (method, f"{path}?{query}", query in unreadable)
            for number, query in enumerate(UNREADABLE_QUERIES + ODD_QUERIES)
            for method in choose(["GET"], place + number)
        ]
        # A view that does not allow a method does not look at the address.
        methods = [method for method in ("GET", "POST") if TABLE[address.name][method]["owner"] != "method"]
        for name in re.findall(r"<(?:\w+:)?(\w+)>", address.route):
            others = dict.fromkeys(("object_id", "history_id"), 1) | world.samples
            for number, sample in enumerate(SAMPLES):
                bad = address.path(others | {name: sample})
                asked += [(method, bad, False) for method in choose(methods, place + number)]
        for method, each, is_unreadable in asked:
            status = status_of(world, "owner", method, each)
            if status >= 500 or (is_unreadable and status < 400):
                wrong.append(f"{method} {each[:90]}: {status}")
    return wrong


NUMBER = "9" * 400
PAGE_OF_BAD_INPUT = {
    ("topic_note", "body=a%00b&version=0"): 422,
    ("topic_note", f"body=x&version={NUMBER}"): 422,
    ("topic_note", "body=x&version=-1"): 422,
    ("topic_note", "version=0"): 422,
    ("topic_note", "body=x&version=0&version=x"): 422,
    ("item_completion", "state=done%00"): 400,
    ("item_completion", "state=done&state=perhaps"): 400,
    ("item_completion", ""): 400,
    ("topic_skip", "state=perhaps"): 400,
    ("roadmap_enrolment", f"started_on=2026-01-01&hours_per_week={NUMBER}"): 422,
    ("roadmap_enrolment", "started_on=2026-02-31&hours_per_week=5"): 422,
    ("roadmap_enrolment", "started_on=0000-00-00%00&hours_per_week=nan"): 422,
    ("roadmap_enrolment_preview", f"started_on=2026-02-31&hours_per_week={NUMBER}"): 422,
    ("roadmap_taking_up", f"state=here&hours_per_week={NUMBER}"): 400,
    ("roadmap_taking_up", "state=here%00"): 400,
    ("pauses", "first_day=2026-02-31"): 422,
    ("pauses", "first_day=2026-05-04&last_day=0000-00-00%00&reason=%00"): 422,
    ("pauses", f"first_day=2026-05-04&reason={'x' * 300}"): 422,
    ("pause", "first_day=2026-05-04&last_day=2026-05-03"): 422,
    ("pause_removal", "first_day=2026-05-04%00"): 400,
    ("calendar_settings", "state=made"): 422,
    ("calendar_settings", "state=made&offer=a:b:c%00"): 422,
    ("study_slots", "weekday=8&starts_at=18:30&minutes=60"): 422,
    ("study_slots", "weekday=1&starts_at=24:00&minutes=60%00"): 422,
    ("study_slots", f"weekday=1&starts_at=18:30&minutes={NUMBER}"): 422,
    ("study_slot_removal", "old_weekday=1&old_starts_at=x"): 400,
    ("roadmap_changes", f"version={NUMBER}"): 400,
    ("activity_part", "state=hidden%00"): 400,
    ("activity_part", "state=shown&state=perhaps"): 400,
    ("setting", "name=a%00b"): 422,
    ("setting", f"name={'x' * 300}"): 422,
    ("account_email", f"action_add=&email={'x' * 300}%40example.org"): 200,
    ("account_change_password", "oldpassword=%00&password1=a&password2=b"): 200,
}


@pytest.mark.parametrize(("case", "status"), PAGE_OF_BAD_INPUT.items(), ids=lambda case: str(case)[:70])
def test_bad_input_is_refused_and_changes_nothing(case, status, db):
    world = World()
    name, body = case
    (address,) = [address for address in addresses() if address.name == name]
    assert status_of(world, "learner", "POST", world.path(address), data=body.encode(), content_type=FORM) == status


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
@pytest.mark.parametrize("typed", ["a%00b", "x" * 5000, "not an address"])
def test_forms_for_visitors_refuse_invalid_addresses(path, typed, db, client):
    fields = f"login={typed}&email={typed}&password={typed}".encode()
    assert client.post(path, fields, content_type=FORM).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "testserver:x", "a b", "testserver\r\nX: y", "", "é"])
def test_another_host_is_refused(client, host, db):
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "cookie", ["SESSION=\0", "SESSION=" + "x" * 5000, "CSRF=é; SESSION=%00", "sessionid=\0", "=;;=,"]
)
def test_invalid_cookies_are_treated_as_none(client, cookie, db):
    cookie = cookie.replace("SESSION", settings.SESSION_COOKIE_NAME).replace("CSRF", settings.CSRF_COOKIE_NAME)
    assert client.get("/settings/", HTTP_COOKIE=cookie).status_code in (302, 400)
