"""Read what learners have shown of items that are to be shown to somebody: their own, and what leads see of it."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from roadmap_app.domain.curriculum import ItemRow, TopicNode
from roadmap_app.domain.sign_offs import ANSWERS, Entry, ShownWork, SignOffState, Verb, state_of
from roadmap_app.models import Completion, Item, Membership, Roadmap, SignOff, Team, Topic, User
from roadmap_app.models.audience import seen_by
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.help_requests import asking_memberships
from roadmap_app.queries.teams import NAME, SHOWN

# The last entry of what waits for an answer.
OPEN = (Verb.ATTACHED, Verb.TAKEN_BACK)
# How long an answer stands on the page of a roadmap; it stays on the topic's.
NEWS = timedelta(days=14)
Marked = Mapping[int, tuple[TopicNode, ItemRow]]


@dataclass(frozen=True)
class OwnThread:
    """What a learner has shown of an item to one team, by its entries. `membership`: None where they no longer can."""

    team: str
    entries: tuple[Entry, ...]
    membership: Membership | None

    @cached_property
    def state(self) -> SignOffState:
        """What the entries come to."""
        return state_of(self.entries)


@dataclass(frozen=True)
class OwnSignOff:
    """What a learner has shown of one item, and the memberships by whose teams they can."""

    item_id: int
    threads: tuple[OwnThread, ...]

    @property
    def shown(self) -> list[OwnThread]:
        """The threads of which there is something to say."""
        return [thread for thread in self.threads if not thread.state.is_empty]

    @property
    def open_to(self) -> list[OwnThread]:
        """The threads in which they can attach something: none of the leads has confirmed it."""
        return [thread for thread in self.threads if thread.membership and not thread.state.is_confirmed]

    @property
    def seen(self) -> list[OwnThread]:
        """The threads in which leads see what is attached."""
        return [thread for thread in self.threads if thread.state.evidence]


def showing_memberships(user: User, item: Item) -> QuerySet[Membership]:
    """Return the memberships of USER by whose teams they can show ITEM: marked, current, on a roadmap they follow."""
    if not item.sign_off or item.retired:
        return Membership.objects.none()
    return asking_memberships(user, Topic(pk=item.topic_id))


def read_own(user: User, items: Collection[int], memberships: Iterable[Membership]) -> dict[int, OwnSignOff]:
    """Return by item what USER has shown of ITEMS (ids), with a thread for each team of MEMBERSHIPS."""
    rows = SignOff.objects.filter(member=user, item__in=items).select_related("by").order_by("pk")
    # Teams that are over are told apart by their names.
    entries: dict[int, dict[tuple[int | None, str], list[Entry]]] = {item: defaultdict(list) for item in items}
    for row in rows:
        entries[row.item_id][row.team_id, "" if row.team_id else row.team_name].append(entry_of(row))
    names = {row.team_id: row.team_name for row in rows}
    own = {membership.team_id: membership for membership in memberships}
    names |= {team: str(membership.team) for team, membership in own.items()}
    return {
        item: OwnSignOff(
            item,
            tuple(
                OwnThread(names[team] if team else name, tuple(found.get((team, name), ())), own.get(team or 0))
                for team, name in dict.fromkeys([*((team, "") for team in own), *found])
            ),
        )
        for item, found in entries.items()
    }


def read_own_item(user: User, item: Item) -> OwnSignOff:
    """Return what USER has shown of ITEM, and could show; without threads if that is nothing."""
    memberships = showing_memberships(user, item) if user.is_in_team else ()
    return read_own(user, [item.pk], memberships)[item.pk]


def has_done(user: User, item: Item) -> bool:
    """Return whether USER has done ITEM."""
    return Completion.objects.filter(user=user, item=item).exists()


def own_of_topic(user: User, topic: TopicNode, memberships: Iterable[Membership]) -> dict[int, OwnSignOff]:
    """Return what USER has shown of the items of TOPIC, and could show; a topic without marked items takes no query."""
    if not topic.marked:
        return {}
    retired = [item.id for item in topic.marked if item.retired]
    found = read_own(user, [item.id for item in topic.marked if not item.retired], memberships)
    if retired:
        found |= read_own(user, retired, ())
    return {item: own for item, own in found.items() if own.shown or own.open_to}


def own_shown(user: User, roadmaps: Iterable[Roadmap]) -> list[SignOff]:
    """Return the last entries of what USER shows of items of ROADMAPS, in the order of the items."""
    marked = marked_on(roadmaps)
    if not marked:
        return []
    rows = SignOff.objects.filter(member=user, team__isnull=False, item__in=list(marked))
    return list(last_entries(rows).exclude(verb=Verb.WITHDRAWN).select_related("item").order_by("item", "pk"))


def new_answers(user: User) -> list[SignOff]:
    """Return the answers of the last days that stand, to what USER has shown and still sees, the latest first."""
    if not user.is_in_team:  # a query less for those who are in none
        return []
    rows = last_entries(SignOff.objects.filter(member=user, at__gt=timezone.now() - NEWS))
    rows = rows.filter(seen_by(user, "item__topic__stage__roadmap"), verb__in=ANSWERS)
    return list(rows.select_related("by", "item__topic__stage__roadmap").order_by("-at", "-pk"))


def entry_of(row: SignOff) -> Entry:
    """Return ROW for the arithmetic, with the name that its lead has now."""
    verb = Verb(row.verb)
    by = str(row.by) if row.by and verb in ANSWERS else ""
    return Entry(verb, row.at, by, row.by_id, row.text, row.link)


def marked_on(roadmaps: Iterable[Roadmap]) -> Marked:
    """Return the current items of ROADMAPS that are to be shown to somebody, by id, each with its topic."""
    found: dict[int, tuple[TopicNode, ItemRow]] = {}
    for roadmap in roadmaps:
        found |= tree(roadmap).marked
    return found


def shown_to(team: Team, items: Collection[int]) -> QuerySet[SignOff]:
    """Return the last entry of all that the leads of TEAM see: of members, on ITEMS (ids) that they have done."""
    members = Membership.objects.filter(SHOWN, team=team).values("user")
    done = Completion.objects.filter(user=OuterRef("member"), item=OuterRef("item"))
    rows = SignOff.objects.filter(Exists(done), team=team, item__in=list(items), member__in=members)
    return last_entries(rows).exclude(verb=Verb.WITHDRAWN)


def last_entries(rows: QuerySet[SignOff]) -> QuerySet[SignOff]:
    """Return those of ROWS that are the last about their item, member and team."""
    same = {name: OuterRef(name) for name in ("member", "item", "team")}
    return rows.filter(~Exists(SignOff.objects.filter(**same, pk__gt=OuterRef("pk"))))


def open_work(team: Team, items: Collection[int]) -> QuerySet[SignOff]:
    """Return the last entries of what waits for an answer of a lead of TEAM, the oldest first."""
    return shown_to(team, items).filter(verb__in=OPEN).order_by("at", "pk")


def answered_work(team: Team, items: Collection[int]) -> QuerySet[SignOff]:
    """Return the last entries of what a lead of TEAM has answered, the latest first."""
    return shown_to(team, items).filter(verb__in=ANSWERS).order_by("-at", "-pk")


def read_work(team: Team, *lists: Iterable[SignOff], marked: Marked) -> list[list[ShownWork]]:
    """Return what leads of TEAM see of the members and items of each of LISTS of last entries, with two queries.

    What was withdrawn since those entries were read, as by a member who has left, is left out.
    """
    pairs = [[(row.member_id, row.item_id) for row in last] for last in lists]
    members, items = {member for each in pairs for member, _ in each}, {item for each in pairs for _, item in each}
    rows = Membership.objects.filter(team=team, user__in=members).annotate(name=NAME)
    people = {user: (ref, name) for user, ref, name in rows.values_list("user_id", "ref", "name")}
    entries = defaultdict(list)
    for row in (
        SignOff.objects.filter(team=team, member__in=members, item__in=items).select_related("by").order_by("pk")
    ):
        entries[row.member_id, row.item_id].append(entry_of(row))
    works = {
        (member, item): ShownWork(*people[member], *marked[item], state_of(entries[member, item]))
        for member, item in itertools.chain(*pairs)
        if member in people
    }
    return [[works[pair] for pair in each if pair in works and works[pair].state.evidence] for each in pairs]


def read_shown(membership: Membership, item_id: int, marked: Marked) -> ShownWork | None:
    """Return what leads see of a member's item, None if they see nothing (any more)."""
    last = shown_to(membership.team, marked.keys() & {item_id}).filter(member=membership.user_id)
    [work] = read_work(membership.team, last, marked=marked)
    return next(iter(work), None)
