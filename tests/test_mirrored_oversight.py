"""Whatever members do not share, a lead cannot learn: two databases that differ only in that give the same bytes.

Hypothesis draws what each member shares and two histories that agree in it; everything else differs: which items, which
days, plans, pauses, notes, forecasts, time zones, other roadmaps and other teams.
"""

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from time_machine import travel

from tests.mirrored_portal import ASKS, LEVELS, NAMES, NOW, TODAY, WORKS, History, Portal
from tests.snapshots import forget_trees


def search(examples, **options):
    """Compare what the lead gets in EXAMPLES pairs of databases; OPTIONS are those of the portal."""

    # To find a smaller example would take minutes.
    phases = [Phase.explicit, Phase.reuse, Phase.generate]

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), phases=phases)
    @given(st.data())
    def compare(data):
        chosen = [data.draw(st.sampled_from(LEVELS)) for _ in NAMES]
        pairs = [portal.histories(data.draw, level) for level in chosen]
        asks = data.draw(st.lists(ASKS, max_size=3, unique_by=lambda ask: ask[:2]))
        works = portal.shown(pairs, data.draw(st.lists(WORKS, max_size=3)))
        ones, others = (portal.answers(chosen, [pair[side] for pair in pairs], asks, works) for side in (0, 1))
        different = [address for address, answer in ones.items() if answer != others[address]]
        assert different == [], [(ones[address], others[address]) for address in different[:1]]

    with travel(NOW, tick=False):
        forget_trees()
        portal = Portal(**options)
        for method, path in portal.asked:  # the first visit writes, such as what the lead has seen
            portal.client.generic(method, path)
        compare()


@pytest.mark.django_db
def test_what_is_not_shared_changes_no_byte():
    search(6 if connection.vendor == "sqlite" else 3)


@pytest.mark.soak
@pytest.mark.django_db
def test_what_is_not_shared_changes_no_byte_in_a_long_search(soak_scale):
    search(max(int(1500 * soak_scale), 60), asks_everything=True)


@pytest.mark.django_db
def test_what_is_shared_does_change_the_answers():
    with travel(NOW, tick=False):
        portal = Portal()
        empty = History(frozenset(), frozenset(), None, (), (), "kite", "", False)
        one = portal.items[portal.topics[0].pk][0].pk
        some = History(frozenset([one]), frozenset(), TODAY, (), (), "kite", "", False)
        for level, expected in (("nothing", 0), ("progress", 2), ("items", 2)):
            pair = [portal.answers([level] * 3, [history, empty, empty]) for history in (empty, some)]
            changed = {address for address, answer in pair[0].items() if answer != pair[1][address]}
            pages = {address for method, address in changed if method == "GET"}
            own = f"/teams/{portal.team.slug}/"
            assert (own in pages) + (f"{own}members/member-0/" in pages) == expected, (level, pages)


@pytest.mark.django_db
def test_who_shares_nothing_and_asks_shows_the_request_only():
    with travel(NOW, tick=False):
        portal = Portal()
        empty = History(frozenset(), frozenset(), None, (), (), "kite", "", False)
        answers = portal.answers(["nothing"] * 3, [empty] * 3, [(2, 0, 1)])
        page = answers["GET", f"/teams/{portal.team.slug}/"][2].decode()
        row = page[page.index('<li class="team-member">') :].partition('<li class="team-member">')[2]
        row = row.partition('<li class="team-member">')[0]
        assert all(word in row for word in ("Cy", "nothing shared", "Please", portal.topics[0].title))
        assert "5 May 2026" in row and "of 9 items" not in row and "week of" not in row


@pytest.mark.django_db
def test_what_is_shown_of_an_item_changes_the_pages_that_name_it_only():
    with travel(NOW, tick=False):
        forget_trees()
        portal = Portal()
        one = portal.items[portal.topics[0].pk][0].pk
        history = History(frozenset([one]), frozenset(), None, (), (), "kite", "", False)
        for verb in ("", "confirmed"):
            pair = [portal.answers(["nothing"] * 3, [history] * 3, works=works) for works in ((), [(2, one, 1, verb)])]
            changed = {path for (method, path), answer in pair[0].items() if answer != pair[1][method, path]}
            home = f"/teams/{portal.team.slug}/"
            assert changed == {f"{home}sign-offs/"} | (set() if verb else {home, f"{home}?state=stalled"})
