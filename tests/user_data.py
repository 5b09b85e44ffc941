"""Every field that refers to a user, and a function that gives a user a row for each of them."""

from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from roadmap_app.identity.session_store import SessionStore, row_key
from roadmap_app.models import (
    AccessRecord,
    Activity,
    AuditEvent,
    CalendarFeed,
    Completion,
    Departure,
    EarlierPlan,
    Enrolment,
    Forecast,
    HelpRequest,
    Invitation,
    Membership,
    Note,
    Pause,
    Reminder,
    ResourceState,
    SignOff,
    Skip,
    StudySlot,
    Team,
    Topic,
    User,
    Visit,
    Word,
)
from roadmap_app.models.notes import derive
from tests.makers import make_app, make_item, make_passkey, make_resource, make_topic


def links():
    """Return every (model, field) that refers to a user, including other apps and many-to-many tables."""
    return sorted(
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is User and not field.many_to_many
    )


def rows(link, user_id):
    """Return the rows that refer to a user by LINK."""
    label, field = link
    return apps.get_model(label)._base_manager.filter(**{f"{field}_id": user_id})


def give_everything(user, topic=None):
    """Give USER a row in every table that refers to users; return the primary key of their session."""
    topic = topic or make_topic()
    item = topic.items.first() or make_item(topic)
    resource = topic.resources.first() or make_resource(topic)
    roadmap = topic.stage.roadmap
    user.groups.add(Group.objects.get_or_create(name="Readers")[0])
    user.user_permissions.add(Permission.objects.get(codename="view_topic"))
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    plan = {"user": user, "roadmap": roadmap, "started_on": "2026-01-05"}
    Enrolment.objects.create(**plan, hours_per_week=7, valid_from="2026-03-02")
    EarlierPlan.objects.create(**plan, hours_per_week=5, valid_from="2026-01-05")
    Pause.objects.create(user=user, first_day="2026-02-01", last_day="2026-02-14", reason="An operation")
    StudySlot.objects.create(user=user, weekday=2, starts_at="18:30", minutes=45)
    CalendarFeed.objects.create(
        user=user, digest=CalendarFeed.digest_of(f"secret-of-{user.pk}"), made_at=timezone.now()
    )
    Reminder.objects.create(user=user, is_on=True, weekday=4, hour=17, next_at="2026-01-09T17:00Z")
    Completion.objects.create(user=user, item=item)
    Skip.objects.create(user=user, topic=topic)
    ResourceState.objects.create(user=user, resource=resource, state="reading")
    Note.objects.create(user=user, topic=topic, **derive("What I *think*."), body="What I *think*.")
    Visit.objects.create(user=user, roadmap=roadmap, version=1)
    Forecast.objects.create(
        user=user,
        roadmap=roadmap,
        stage=topic.stage,
        inputs={},
        **dict.fromkeys(("week", "made_on", "low", "likely", "high", "scored_on", "reached_on"), "2026-01-05"),
        held=True,
    )
    Activity.objects.create(user=user, verb="ticked", topic=topic, item=item, change=uuid4(), on="2026-01-06")
    AuditEvent.objects.create(actor=user, subject=user, verb="signed_in", address="203.0.113.7")
    make_app(user)
    make_passkey(user, name="Key of a secret drawer")
    Invitation.objects.create(digest=uuid4().hex, expires_at=timezone.now(), made_by=user, used_by=user)
    team = Team.objects.create(slug=f"team-{user.pk}", name="A team", made_by=user)
    team.roadmaps.add(roadmap)
    own = Membership.objects.create(
        team=team, user=user, shares="items", chosen_at=timezone.now(), ref=f"member-{user.pk}"
    )
    own.roadmaps.add(roadmap)
    HelpRequest.objects.create(membership=own, topic=topic, text="Which book?", since="2026-01-07")
    Word.objects.create(membership=own, lead=user, text="Keep going.")
    SignOff.objects.create(
        member=user, item=item, team=team, team_name=team.name, verb="attached", by=user, text="What I *made*."
    )
    User.objects.filter(pk=user.pk).update(is_in_team=True)
    Departure.objects.create(team=Team.objects.create(slug=f"left-{user.pk}", name="Another team"), user=user)
    AccessRecord.objects.create(
        member=user, lead=user, team=team, team_name=team.name, view="list", day=timezone.now().date()
    )
    for row in (roadmap, topic.stage, topic, item, resource):
        row.history.create(**_version(row), history_user=user, history_type="~", history_date=timezone.now())
    content = ContentType.objects.get_for_model(Topic)
    LogEntry.objects.create(
        user=user, content_type=content, object_id=topic.pk, object_repr="Topic", action_flag=CHANGE
    )
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.save()
    SocialAccount.objects.create(user=user, provider="sso", uid=str(uuid4()), extra_data={"email": user.email})
    key = row_key(session.session_key)
    UserSession.objects.create(user=user, ip="203.0.113.7", session_key=key, user_agent="Browser")
    return key


def _version(row):
    fields = [field.name for field in row.history.model.tracked_fields]
    return {name: getattr(row, name) for name in fields}
