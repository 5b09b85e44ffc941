"""Every address × everybody × every method, as the table says."""

import pytest

from tests.permissions.addresses import addresses
from tests.permissions.table import rows
from tests.permissions.world import ALIKE, METHODS, PEOPLE, World

EXPECTED = rows()
CHUNK = 24
# allauth takes a PUT for a POST, with the same token against forgery; Django's admin shows a HEAD its form.
AS_POST = {"usersessions_list", "mfa_deactivate_totp", "mfa_generate_recovery_codes"}
HEAD_APART = {"admin:login"}


def chunks():
    found = addresses()
    return [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)]


def test_every_address_has_a_row_and_every_row_an_address():
    assert {address.name for address in addresses()} == set(EXPECTED)


@pytest.mark.django_db
@pytest.mark.parametrize("chunk", chunks(), ids=lambda chunk: f"{chunk[0].name} …")
def test_everybody_gets_what_the_table_says(chunk):
    world, wrong = World(), []
    for address in chunk:
        path = world.path(address)
        for person in PEOPLE:
            for method in METHODS:
                expected = EXPECTED.get(address.name, {}).get(method, {}).get(person)
                for each in (method, *ALIKE.get(method, ())):
                    got, wrote, answer = world.ask(path, person, each)
                    if each == "HEAD" and address.name in HEAD_APART:
                        continue
                    if got != expected and not (each in ALIKE.get(method, ()) and got == "method"):
                        wrong.append(f"{each} {address.name} as {person}: {got}, not {expected}")
                    if wrote and method == "PUT" and address.name not in AS_POST:
                        wrong.append(f"{each} {address.name} as {person} wrote something")
                    page = b"".join(answer.streaming_content) if answer.streaming else answer.content
                    if person in ("visitor", "another") and world.learner.name.encode() in page:
                        wrong.append(f"{each} {address.name} tells {person} of the learner")
    assert wrong == []


@pytest.mark.django_db
def test_the_table_can_fail():
    world = World()
    (settings,) = [address for address in addresses() if address.name == "settings"]
    assert world.ask(world.path(settings), "visitor", "GET")[0] == "login"
    assert world.ask(world.path(settings), "learner", "GET")[0] == "page"
    assert world.ask(world.path(settings), "learner", "POST")[1:2] == (False,)
