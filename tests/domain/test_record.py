"""The audit record in words, and as cells of a spreadsheet."""

import pytest

from roadmap_app.domain.record import PHRASES, as_cell, in_words
from roadmap_app.models import AuditEvent


def test_every_kind_of_event_has_words():
    assert set(PHRASES) == set(AuditEvent.Verb.values)


@pytest.mark.parametrize(
    ("verb", "actor", "subject", "words"),
    [
        ("signed_in", "ada", "ada", "ada signed in"),
        ("disabled", "grace", "ada", "grace disabled ada"),
        ("sign_in_failed", "", "ada", "Somebody could not sign in as ada"),
        ("sign_in_failed", "", "", "Somebody could not sign in"),
        ("signed_in", "", "", "A deleted account signed in"),
        ("role_changed", "grace", "", "grace changed the role of a deleted account"),
        ("role_changed", "", "ada", "The portal changed the role of ada"),
        ("deleted", "grace", "", "grace deleted an account"),
        ("deleted", "", "", "The portal deleted an account"),
    ],
)
def test_an_event_is_a_sentence(verb, actor, subject, words):
    assert " ".join(filter(None, in_words(verb, actor, subject))) == words


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text):
    assert as_cell(text) == f"'{text}"


def test_other_cells_stay_as_they_are():
    assert [as_cell(text) for text in ("", "ada@example.org", "learner → owner")] == [
        "", "ada@example.org", "learner → owner"
    ]  # fmt: skip
