"""Small outlines, one for each thing that people write and that was misread once, and relatives of each.

`small/expected.toml` has the facts that a person expects of the outlines beside it; a relative has its facts next to
its text. Facts that are not named are free. `small/not_yet.txt` names those that fail: whoever mends one takes it out.
"""

import tomllib
from pathlib import Path

import pytest

from roadmap_app.outline.reader import read_outline
from tests.outline.facts import failed_facts

SMALL = Path(__file__).parent / "small"
NOT_YET = set((SMALL / "not_yet.txt").read_text(encoding="utf-8").split())


def load_outlines():
    """Return (name, text, facts) of every small outline."""
    expected = tomllib.loads((SMALL / "expected.toml").read_text(encoding="utf-8"))
    found = [(name, (SMALL / f"{name}.md").read_text(encoding="utf-8"), facts) for name, facts in expected.items()]
    for path in sorted((SMALL / "relatives").glob("*.toml")):
        relatives = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [(f"{path.stem}/{name}", facts["text"], facts) for name, facts in relatives.items()]
    return found


OUTLINES = load_outlines()


def marked(name, text, facts):
    """Return a parameter for an outline, expected to fail if it is named in NOT_YET."""
    marks = [pytest.mark.xfail(strict=True, reason="not_yet.txt")] if name in NOT_YET else []
    return pytest.param(text, facts, id=name, marks=marks)


@pytest.mark.parametrize(("text", "facts"), [marked(*outline) for outline in OUTLINES])
def test_a_small_outline_is_read_as_a_person_expects(text, facts):
    assert failed_facts(text, read_outline(text), facts) == []


def test_every_small_outline_is_tested_and_has_relatives():
    names = [name for name, _, _ in OUTLINES]
    assert {path.stem for path in SMALL.glob("*.md")} == {name for name in names if "/" not in name}
    for kind in (name for name in names if "/" not in name):
        assert len([name for name in names if name.startswith(f"{kind}/")]) >= 2, kind
    assert set(names) >= NOT_YET
    for _, text, facts in OUTLINES:
        if "text" in facts:
            lines = text.split("\n")
            assert all(lines[number - 1].strip() for number in facts.get("left_out", []))
