"""Every address × every user × every method gets the response in the table."""

import pytest

from tests.permissions.addresses import addresses
from tests.permissions.table import rows
from tests.permissions.world import ALIKE, METHODS, PEOPLE, World

EXPECTED = rows()
CHUNK = 24
FORM = "application/x-www-form-urlencoded"
# allauth treats PUT as POST, with the same CSRF protection; Django's admin answers HEAD with its form.
AS_POST = {"usersessions_list", "mfa_deactivate_totp", "mfa_generate_recovery_codes"}
OTHER_HEAD = {"admin:login"}


def chunks():
    found = addresses()
    return [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)]


def test_every_address_has_a_row_and_every_row_an_address():
    assert {address.name for address in addresses()} == set(EXPECTED)


@pytest.mark.django_db
@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_every_response_is_the_one_in_the_table(chunk):
    assert wrong_responses(chunk, alike=one_person) == []


@pytest.mark.soak
@pytest.mark.django_db
@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_every_response_to_a_method_alike_is_the_one_in_the_table(chunk):
    assert wrong_responses(chunk, alike=lambda number: PEOPLE) == []


def one_person(number):
    """Return one person for address NUMBER of a chunk, another one for the next address."""
    return (PEOPLE[number % len(PEOPLE)],)


def wrong_responses(chunk, alike):
    """Return what is wrong at the addresses in CHUNK.

    HEAD, PATCH and DELETE are only tried by the people that ALIKE returns for the number of the address.
    """
    world, wrong = World(), []
    for number, address in enumerate(chunk):
        path, trying = world.path(address), alike(number)
        for person in PEOPLE:
            for method in METHODS:
                expected = EXPECTED.get(address.name, {}).get(method, {}).get(person)
                for each in (method, *(ALIKE.get(method, ()) if person in trying else ())):
                    outcome = world.send(person, each, path)
                    got, response = outcome.word, outcome.response
                    if each == "HEAD" and address.name in OTHER_HEAD:
                        continue
                    if got != expected and not (each in ALIKE.get(method, ()) and got == "method"):
                        wrong.append(f"{each} {address.name} as {person}: {got}, not {expected}")
                    if outcome.wrote and method == "PUT" and address.name not in AS_POST:
                        wrong.append(f"{each} {address.name} as {person} wrote something")
                    page = b"".join(response.streaming_content) if response.streaming else response.content
                    if person in ("visitor", "another") and world.learner.name.encode() in page:
                        wrong.append(f"{each} {address.name} shows {person} the learner")
    return wrong


@pytest.mark.django_db
def test_the_table_can_fail():
    world = World()
    (settings,) = [address for address in addresses() if address.name == "settings"]
    path = world.path(settings)
    assert world.send("visitor", "GET", path).word == "login"
    assert world.send("learner", "GET", path).word == "page"
    assert not world.send("learner", "POST", path).wrote
    assert world.send("learner", "POST", f"{path}name/", data=b"name=Ada", content_type=FORM).wrote
