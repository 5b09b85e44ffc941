"""Read all rows of a person for their export. SECTIONS lists them table by table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from roadmap_app.domain.archive import NoteFile
from roadmap_app.models import Note, User
from roadmap_app.models.audience import Viewer
from roadmap_app.queries.curriculum import published


def same(*names: str) -> dict[str, str]:
    """Return columns that are exported under their own names."""
    return {name: name for name in names}


ROADMAP = {"roadmap": "roadmap__slug", "roadmap_title": "roadmap__title"}
PLAN = same("valid_from", "started_on", "hours_per_week", "from_month")
TOPIC = {
    "roadmap": "topic__stage__roadmap__slug",
    "roadmap_title": "topic__stage__roadmap__title",
    "stage": "topic__stage__ref",
    "stage_title": "topic__stage__title",
    "topic": "topic__ref",
    "topic_title": "topic__title",
}
RESOURCE = {name: f"resource__{lookup}" for name, lookup in TOPIC.items()} | {
    "resource": "resource__ref",
    "resource_title": "resource__title",
}
ITEM = {name: f"item__{lookup}" for name, lookup in TOPIC.items()} | {
    "item": "item__ref",
    "item_group": "item__group",
    "item_title": "item__title",
}
# The lookup of the roadmap that a column is about, by the beginning of the column's lookup.
ROADMAP_OF = {
    "item": "item__topic__stage__roadmap_id",
    "resource": "resource__topic__stage__roadmap_id",
    "topic": "topic__stage__roadmap_id",
    "roadmap": "roadmap_id",
}
# The keys of the rows referred to stay even if their roadmap is not visible any longer: they hold no content.
REFERRED_KEYS = {"item__ref", "topic__ref", "resource__ref", "roadmap__slug"}
EDIT = {"at": "history_date", "kind": "history_type", "title": "title"}


@dataclass(frozen=True)
class Section:
    """A table's rows that belong to a person by FIELD (but not by BUT_FIELD), COLUMNS by their names in the export."""

    name: str
    model: str
    field: str
    columns: dict[str, str]
    but_field: str = ""


# tests/test_user_data.py fails for a missing table.
SECTIONS = (
    Section("email_addresses", "account.EmailAddress", "user", same("email", "verified", "primary")),
    Section("groups", "roadmap_app.User_groups", "user", {"group": "group__name"}),
    Section("permissions", "roadmap_app.User_user_permissions", "user", {"permission": "permission__codename"}),
    Section("enrolments", "roadmap_app.Enrolment", "user", ROADMAP | PLAN),
    Section("earlier_plans", "roadmap_app.EarlierPlan", "user", ROADMAP | PLAN),
    Section("pauses", "roadmap_app.Pause", "user", same("first_day", "last_day", "reason")),
    Section("study_slots", "roadmap_app.StudySlot", "user", same("weekday", "starts_at", "minutes")),
    # That there is an address, and never what it is: whoever knows it reads the calendar.
    Section("calendar_feed", "roadmap_app.CalendarFeed", "user", same("made_at", "addresses_made", "fetched_on")),
    Section("weekly_summary", "roadmap_app.Reminder", "user", same("is_on", "weekday", "hour", "last_slot", "failure")),
    Section("completions", "roadmap_app.Completion", "user", ITEM | same("done_at")),
    Section("skips", "roadmap_app.Skip", "user", TOPIC | same("skipped_at")),
    Section("resource_states", "roadmap_app.ResourceState", "user", RESOURCE | same("state", "changed_at")),
    Section("notes", "roadmap_app.Note", "user", TOPIC | same("body", "version", "edited_at")),
    Section("visits", "roadmap_app.Visit", "user", ROADMAP | same("version", "seen_at")),
    Section(
        "forecasts",
        "roadmap_app.Forecast",
        "user",
        ROADMAP
        | {"stage": "stage__ref"}
        | same("made_on", "low", "likely", "high", "inputs", "scored_on", "reached_on", "held"),
    ),
    Section(
        "activity",
        "roadmap_app.Activity",
        "user",
        TOPIC | {"item": "item__ref", "item_title": "item__title"} | same("verb", "change", "at", "on"),
    ),
    Section(
        "memberships",
        "roadmap_app.Membership",
        "user",
        {"team": "team__name"} | same("role", "shares", "joined_at", "chosen_at", "words_by_mail", "by_sso"),
    ),
    Section(
        "help_requests",
        "roadmap_app.HelpRequest",
        "membership__user",
        {"team": "membership__team__name"} | TOPIC | same("text", "since"),
    ),
    Section(
        "words_from_leads",
        "roadmap_app.Word",
        "membership__user",
        {"team": "membership__team__name", "lead": "lead__name"} | same("text", "sent_at", "dismissed_at"),
    ),
    # Without to whom, and without whether it was dismissed.
    Section("words_sent", "roadmap_app.Word", "lead", {"team": "membership__team__name"} | same("text", "sent_at")),
    Section(
        "sign_offs",
        "roadmap_app.SignOff",
        "member",
        {"team": "team_name"} | ITEM | same("verb") | {"by": "by__name"} | same("text", "link", "at"),
    ),
    # What the account has attached or, as a lead, answered: without whom and about what.
    Section("sign_offs_written", "roadmap_app.SignOff", "by", {"team": "team_name"} | same("verb", "text", "at")),
    Section("teams_left", "roadmap_app.Departure", "user", {"team": "team__name"}),
    Section("teams_made", "roadmap_app.Team", "made_by", same("name", "made_at", "first_day", "hours_a_week")),
    # What leads have seen of the account, by the names that they have given; and what it has seen, without whom.
    Section(
        "seen_by_leads",
        "roadmap_app.AccessRecord",
        "member",
        {"lead": "lead__name", "team": "team_name"} | same("view", "day", "at"),
    ),
    Section("seen_as_lead", "roadmap_app.AccessRecord", "lead", {"team": "team_name"} | same("view", "day", "at")),
    Section("sessions", "usersessions.UserSession", "user", same("created_at", "last_seen_at", "ip", "user_agent")),
    Section("second_factors", "mfa.Authenticator", "user", same("type", "created_at", "last_used_at")),
    Section(
        "single_sign_on",
        "socialaccount.SocialAccount",
        "user",
        same("provider", "uid", "date_joined", "last_login", "extra_data"),
    ),
    Section(
        "audit_events",
        "roadmap_app.AuditEvent",
        "actor",
        same("verb", "detail", "at", "address", "request_id"),
    ),
    Section("invitations_made", "roadmap_app.Invitation", "made_by", same("role", "made_at", "expires_at", "used_at")),
    Section("invitation_used", "roadmap_app.Invitation", "used_by", same("email", "role", "made_at", "used_at")),
    # What others did to the account, without their network addresses.
    Section("audit_events_by_others", "roadmap_app.AuditEvent", "subject", same("verb", "detail", "at"), "actor"),
    *(
        Section(f"edits_of_{word}s", f"roadmap_app.Historical{word.title()}", "history_user", EDIT)
        for word in ("roadmap", "stage", "topic", "item", "resource")
    ),
    # Without the names of the changed rows, which may be other people's.
    Section(
        "admin_log",
        "admin.LogEntry",
        "user",
        {"at": "action_time", "kind": "action_flag", "table": "content_type__model", "row": "object_id"},
    ),
)


def account_of(user: User) -> dict[str, object]:
    """Return USER's own row without the password's hash."""
    names = (
        "email",
        "name",
        "role",
        "time_zone",
        "theme",
        "date_joined",
        "last_login",
        "deletion_asked_at",
        "disabled_because",
    )
    shown = ("hours_a_week", "shows_rhythm", "shows_calendar", "shows_burn_up")
    return {name: getattr(user, name) for name in (*names, *shown)}


def sections_of(user: User) -> Iterator[tuple[str, Iterator[dict[str, object]]]]:
    """Yield each section's name and its rows of USER, read lazily."""
    for section in SECTIONS:
        yield section.name, _rows(section, user)


def note_files_of(user: User) -> Iterator[NoteFile]:
    """Yield USER's notes, except empty ones, as files of the archive."""
    notes = Note.objects.filter(user=user).exclude(body="").select_related("topic__stage__roadmap")
    unseen, viewer = {"title": "", "stage": "", "roadmap": ""}, Viewer(user)
    for note in notes.order_by("topic__stage__roadmap__slug", "topic_id").iterator(chunk_size=20):
        topic, stage, roadmap = note.topic, note.topic.stage, note.topic.stage.roadmap
        front: dict[str, str | int | datetime] = {
            "title": topic.title,
            "stage": stage.title,
            "roadmap": roadmap.title,
            "ref": topic.ref,
            "edited_at": note.edited_at,
            "version": note.version,
        }
        if viewer.sees(roadmap):
            yield NoteFile(roadmap.slug, stage.slug, topic.slug, front, note.body)
        else:
            yield NoteFile("not-published", "topics", topic.ref, front | unseen, note.body)


def _rows(section: Section, user: User) -> Iterator[dict[str, object]]:
    rows = apps.get_model(section.model)._default_manager.filter(**{section.field: user})
    if section.but_field:
        rows = rows.exclude(**{section.but_field: user})
    seen = {roadmap.pk for roadmap in published(user)}
    kinds = [lookup.partition("__")[0] for lookup in section.columns.values()]
    # Its column behind the others, for each kind of content that the section speaks of.
    guards = {kind: ROADMAP_OF[kind] for kind in kinds if kind in ROADMAP_OF}
    for values in rows.order_by("pk").values_list(*section.columns.values(), *guards.values()).iterator(chunk_size=100):
        row = dict(zip(section.columns, values, strict=False))
        hidden = {
            kind for kind, of in zip(guards, values[len(section.columns) :], strict=True) if of and of not in seen
        }
        for (name, lookup), kind in zip(section.columns.items(), kinds, strict=True):
            if kind in hidden and lookup not in REFERRED_KEYS:
                row[name] = ""
        yield row
