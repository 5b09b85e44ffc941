"""Writes down what is answered now, to be read line by line before it is taken as what should be."""

import pytest

from tests.permissions.addresses import addresses
from tests.permissions.table import TABLE, short
from tests.permissions.world import METHODS, PEOPLE, World

HEAD = """\
# address | GET | POST with nothing in it | PUT, PATCH, DELETE
# One word: for everybody. Two: visitor, everybody else. Three: visitor, learners, staff.
# Five: visitor, learner whose it is, another learner, editor, owner.
"""


@pytest.mark.django_db
def test_draft():
    """Not a test: run by hand, as in `pytest tests/permissions/draft.py`."""
    world, lines = World(), []
    for address in addresses():
        path = world.path(address)
        columns = [[world.ask(path, person, method)[0] for person in PEOPLE] for method in METHODS]
        lines.append(" | ".join([address.name, *(" ".join(short(column)) for column in columns)]))
    TABLE.write_text(HEAD + "\n".join(lines) + "\n")
