"""Who sees a roadmap, in words."""

import pytest

from roadmap_app.domain.audience import Audience
from roadmap_app.domain.titles import FSI, PDI

CREW, DECK = ("Crew", 12), ("Deck", 4)
KEPT = "does not find it; what they have done and written is kept. Nor do editors who are in none of its teams."
CASES = [
    (Audience(False, True), "", "Everybody who can read here sees it.", ""),
    (
        Audience(False, False),
        "",
        "Editors and owners see it. Once it is published: everybody who can read here sees it.",
        "",
    ),
    (
        Audience(True, True, (CREW,), 0, 31),
        "Crew only",
        "Seen by the members of Crew (12), and by owners.",
        f"Whoever else has begun it (30 learners) {KEPT}",
    ),
    (
        Audience(True, True, (CREW, DECK), 1, 1),
        "Crew, Deck and 1 other team only",
        "Seen by the members of Crew (12), Deck (4) and 1 other team, and by owners.",
        f"Whoever else has begun it (under 5 learners) {KEPT}",
    ),
    (
        Audience(True, False, (CREW, DECK)),
        "Crew and Deck only",
        "Seen by those editors and other staff who are members of Crew (12) and Deck (4), and by owners. Once it is "
        "published, by all members.",
        f"Whoever else has begun it (under 5 learners) {KEPT}",
    ),
    (
        Audience(True, True, (), 2),
        "2 teams only",
        "Seen by the members of 2 teams, and by owners.",
        f"Whoever else has begun it (under 5 learners) {KEPT}",
    ),
    (
        Audience(True, True, begun_outside=5),
        "owners only",
        "Seen by owners only: it is for teams, and none of them is left.",
        f"Whoever else has begun it (5 learners) {KEPT}",
    ),
]


@pytest.mark.parametrize(("audience", "mark", "words", "loss"), CASES)
def test_the_words_name_who_sees_it_and_who_does_not(audience, mark, words, loss):
    assert (plain(audience.mark), plain(audience.words), audience.loss) == (mark, words, loss)


def plain(text):
    """Return TEXT without what keeps right-to-left names apart."""
    return text.replace(FSI, "").replace(PDI, "")


def test_names_of_teams_are_kept_apart_from_the_words_around_them():
    assert Audience(True, True, (CREW,)).words == f"Seen by the members of {FSI}Crew{PDI} (12), and by owners."
