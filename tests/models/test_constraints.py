"""The constraints of the database and of the models."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import ProtectedError

from roadmap_app.models import (
    Activity,
    CalendarFeed,
    Completion,
    EarlierPlan,
    Enrolment,
    HelpRequest,
    Item,
    Membership,
    Note,
    Pause,
    Resource,
    ResourceState,
    SignOff,
    Skip,
    Stage,
    StudySlot,
    User,
    Word,
)
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_team_with, make_topic, make_user

pytestmark = pytest.mark.django_db
DAY = "2026-01-05"


def refused(make):
    """Return whether MAKE violates a constraint of the database, or the length of a column on PostgreSQL."""
    try:
        with transaction.atomic():
            make()
    except (DataError, IntegrityError):
        return True
    return False


def test_a_learner_has_one_completion_for_each_item(learner):
    item = make_item()
    Completion.objects.create(user=learner, item=item)
    assert refused(lambda: Completion.objects.create(user=learner, item=item))
    assert not refused(lambda: Completion.objects.create(user=make_user(), item=item))


def test_an_item_takes_1_to_6000_minutes_or_nobody_knows():
    item = make_item()
    for minutes in (None, 1, 6000):
        item.minutes = minutes
        item.full_clean()
        item.save()
    for minutes in (0, -1, 6001):
        item.minutes = minutes
        with pytest.raises(ValidationError):
            item.full_clean()
        assert refused(lambda wrong=minutes: Item.objects.filter(pk=item.pk).update(minutes=wrong))


def test_a_resource_takes_1_to_1000_hours_and_is_free_or_paid():
    resource = make_resource(make_topic())
    for values in ({"hours": 1}, {"hours": 1000, "price": "free"}, {"price": "paid"}):
        Resource.objects.filter(pk=resource.pk).update(**values)
    for values in ({"hours": 0}, {"hours": 1001}, {"price": "dear"}):
        assert refused(lambda wrong=values: Resource.objects.filter(pk=resource.pk).update(**wrong))


def test_a_learner_has_one_known_state_for_each_resource(learner):
    resource = make_resource(make_topic())
    ResourceState.objects.create(user=learner, resource=resource, state="reading")
    assert refused(lambda: ResourceState.objects.create(user=learner, resource=resource, state="read"))
    assert refused(lambda: ResourceState.objects.create(user=make_user(), resource=resource, state="unread"))
    with pytest.raises(ProtectedError):
        resource.delete()


def test_a_learner_has_one_skip_note_and_enrolment_for_each_parent(learner):
    topic = make_topic()
    Skip.objects.create(user=learner, topic=topic)
    Note.objects.create(user=learner, topic=topic)
    Enrolment.objects.create(user=learner, roadmap=topic.roadmap, started_on="2026-01-01", hours_per_week=5)
    assert refused(lambda: Skip.objects.create(user=learner, topic=topic))
    assert refused(lambda: Note.objects.create(user=learner, topic=topic))
    assert refused(
        lambda: Enrolment.objects.create(user=learner, roadmap=topic.roadmap, started_on="2026-01-01", hours_per_week=5)
    )


def test_a_learner_has_one_earlier_plan_for_each_roadmap_and_day(learner):
    plan = {"user": learner, "roadmap": make_roadmap(), "started_on": "2026-01-01"}
    EarlierPlan.objects.create(**plan, hours_per_week=5, valid_from="2026-01-01")
    EarlierPlan.objects.create(**plan, hours_per_week=5, valid_from="2026-01-02", from_month=0)
    assert refused(lambda: EarlierPlan.objects.create(**plan, hours_per_week=6, valid_from="2026-01-02"))
    assert refused(lambda: EarlierPlan.objects.create(**plan, hours_per_week=0, valid_from="2026-01-03"))
    assert refused(
        lambda: EarlierPlan.objects.create(**plan, hours_per_week=1, valid_from="2026-01-03", from_month=-0.1)
    )
    assert refused(lambda: Enrolment.objects.create(**plan, hours_per_week=1, from_month=-0.1))


def test_a_pause_ends_no_earlier_than_it_begins_and_is_booked_once(learner):
    def pause(user, first, last):
        return lambda: Pause.objects.create(user=user, first_day=first, last_day=last)

    for last in ("2026-05-04", "2026-05-05", None):
        pause(learner, "2026-05-04", last)()
        assert refused(pause(learner, "2026-05-04", last))
        assert not refused(pause(make_user(), "2026-05-04", last))
    assert refused(pause(learner, "2026-05-04", "2026-05-03"))


def test_a_study_slot_has_a_weekday_and_5_to_720_minutes_and_is_set_once(learner):
    def slot(user=learner, **changes):
        values = {"weekday": 1, "starts_at": "18:30", "minutes": 60} | changes
        return lambda: StudySlot.objects.create(user=user, **values)

    slot()()
    assert refused(slot())
    assert not refused(slot(make_user()))
    for changes in ({"weekday": 0}, {"weekday": 8}, {"weekday": 2, "minutes": 4}, {"weekday": 2, "minutes": 721}):
        assert refused(slot(**changes))


def test_a_learner_has_one_calendar_feed_and_its_address_has_its_time(learner):
    CalendarFeed.objects.create(user=learner)
    assert refused(lambda: CalendarFeed.objects.create(user=learner))
    feeds = CalendarFeed.objects.filter(user=learner)
    assert refused(lambda: feeds.update(digest="d"))
    assert refused(lambda: feeds.update(made_at="2026-05-04T12:00Z"))
    feeds.update(digest="d", made_at="2026-05-04T12:00Z")
    assert refused(lambda: CalendarFeed.objects.create(user=make_user(), digest="d", made_at="2026-05-04T12:00Z"))


def test_hours_per_week_must_be_positive(learner):
    roadmap = make_roadmap()
    assert refused(
        lambda: Enrolment.objects.create(user=learner, roadmap=roadmap, started_on="2026-01-01", hours_per_week=0)
    )


def test_a_stage_ends_after_it_starts():
    roadmap = make_roadmap()
    assert refused(lambda: make_stage(roadmap, start_month=3, end_month=3))
    assert not refused(lambda: make_stage(roadmap, start_month=3, end_month=3.25))


@pytest.mark.parametrize("months", [(-0.25, 1), (0.1, 1), (0, 0.3), (0, 1 / 3)])
def test_months_of_a_stage_are_quarters_from_0_on(months):
    roadmap = make_roadmap()
    assert refused(lambda: make_stage(roadmap, start_month=months[0], end_month=months[1]))


def test_slugs_are_unique_within_their_parent():
    stage = make_stage()
    make_topic(stage, slug="same")
    assert refused(lambda: make_topic(stage, slug="same"))
    assert refused(lambda: make_stage(stage.roadmap, slug=stage.slug))
    assert not refused(lambda: make_stage(make_roadmap(), slug=stage.slug))


def test_an_activity_names_an_item_if_and_only_if_its_verb_is_about_one(learner):
    item = make_item()
    assert refused(lambda: Activity.objects.create(user=learner, verb="ticked", topic=item.topic, on=DAY))
    assert refused(lambda: Activity.objects.create(user=learner, verb="skipped", topic=item.topic, item=item, on=DAY))


@pytest.mark.parametrize("make", [Completion, Activity])
def test_content_that_a_learner_has_ticked_cannot_be_deleted(learner, make):
    item = make_item()
    row = {"user": learner, "item": item}
    make.objects.create(**row if make is Completion else row | {"topic": item.topic, "verb": "ticked", "on": DAY})
    for parent in (item, item.topic, item.topic.stage, item.roadmap):
        with pytest.raises(ProtectedError):
            parent.delete()
    assert make.objects.count() == 1


def test_a_topic_with_a_note_or_a_skip_cannot_be_deleted(learner):
    noted, skipped = make_topic(), make_topic()
    Note.objects.create(user=learner, topic=noted)
    Skip.objects.create(user=learner, topic=skipped)
    for topic in (noted, skipped):
        with pytest.raises(ProtectedError):
            topic.delete()


def test_mail_addresses_are_unique_ignoring_case():
    make_user("ada@example.org")
    assert refused(lambda: User(email="Ada@Example.org").save())
    with pytest.raises(ValidationError, match="already exists"):
        make_user("ADA@example.org")


def test_a_user_needs_a_time_zone_that_exists():
    with pytest.raises(ValidationError, match="not a time zone"):
        make_user(time_zone="Mars/Olympus")


def test_new_content_gets_a_ref_of_its_own():
    stage = make_stage()
    other = make_stage(stage.roadmap)
    assert stage.ref != other.ref
    assert Stage.objects.get_by_natural_key(*stage.natural_key()) == stage


def test_a_member_shares_by_their_choice_only_and_a_lead_nothing(learner):
    team = make_team_with(members=[learner])
    row = Membership.objects.filter(user=learner)
    assert refused(lambda: Membership.objects.create(team=team, user=learner))
    for values in ({"shares": "progress"}, {"shares": "all", "chosen_at": "2026-01-05T10:00Z"}, {"role": "owner"}):
        assert refused(lambda wrong=values: row.update(**wrong))
    row.update(shares="items", chosen_at="2026-01-05T10:00Z")
    assert refused(lambda: row.update(role="lead"))
    assert not refused(lambda: row.update(role="lead", shares="nothing"))


def test_an_entry_of_a_sign_off_says_what_its_verb_needs():
    member, lead = make_user(), make_user()
    fixed = {"member": member, "item": make_item(), "team_name": "T", "by": lead}

    def is_refused(verb, **fields):
        return refused(lambda: SignOff.objects.create(**fixed | {"verb": verb} | fields))

    assert is_refused("seen") and is_refused("attached") and is_refused("given_back")
    assert is_refused("attached", link="javascript:alert(1)") and is_refused("confirmed", link="https://example.org/")
    assert is_refused("attached", text="x" * 501) and is_refused("attached", link="https://" + "x" * 493)
    assert is_refused("confirmed", by=member) and is_refused("given_back", by=member, text="x")
    assert not is_refused("attached", by=member, text="x" * 500)
    assert not is_refused("attached", link="http://example.org/") and not is_refused("given_back", text="x")
    assert not is_refused("confirmed") and not is_refused("confirmed", by=None) and not is_refused("withdrawn", by=None)


def test_a_member_asks_for_help_with_a_topic_once_in_300_characters(learner):
    team, topic = make_team_with(members=[learner]), make_topic()
    row = {"membership": team.memberships.get(user=learner), "topic": topic, "since": DAY}
    HelpRequest.objects.create(**row, text="x" * 300)
    assert refused(lambda: HelpRequest.objects.create(**row))
    longer = {**row, "topic": make_topic(), "text": "x" * 301}
    assert refused(lambda: HelpRequest.objects.bulk_create([HelpRequest(**longer)]))


def test_a_word_has_1_to_500_characters_and_is_dismissed_after_it_was_sent(learner):
    own = make_team_with(members=[learner]).memberships.get(user=learner)
    word = Word.objects.create(membership=own, text="x" * 500, sent_at="2026-01-05T10:00Z")
    row = Word.objects.filter(pk=word.pk)
    for values in ({"text": ""}, {"text": "x" * 501}, {"dismissed_at": "2026-01-05T09:59Z"}):
        assert refused(lambda wrong=values: row.update(**wrong))
    assert not refused(lambda: row.update(text="x", dismissed_at="2026-01-05T10:00Z"))
