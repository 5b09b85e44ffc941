"""Write the current responses into the table, for a person to review line by line."""

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
    """Not a test: run it by hand with `pytest tests/permissions/draft.py`."""
    world, lines = World(), []
    for address in addresses():
        path = world.path(address)
        columns = [[world.send(person, method, path).word for person in PEOPLE] for method in METHODS]
        lines.append(" | ".join([address.name, *(" ".join(short(column)) for column in columns)]))
    TABLE.write_text(HEAD + "\n".join(lines) + "\n")
