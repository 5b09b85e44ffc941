"""The models, re-exported so that other modules import them from `roadmap_app.models`."""

from roadmap_app.models.accounts import Invitation, OwnerLink, User
from roadmap_app.models.audit import AuditEvent
from roadmap_app.models.calendar import CalendarFeed, StudySlot
from roadmap_app.models.curriculum import Item, Resource, Roadmap, Stage, Topic
from roadmap_app.models.forecasts import Forecast
from roadmap_app.models.help_requests import HelpRequest
from roadmap_app.models.jobs import JobRun
from roadmap_app.models.limits import LimitCount
from roadmap_app.models.links import LinkCheck
from roadmap_app.models.loaded_entries import LoadedEntry
from roadmap_app.models.mail import QueuedMail
from roadmap_app.models.notes import Note
from roadmap_app.models.plans import EarlierPlan, Pause
from roadmap_app.models.progress import Activity, Completion, Edition, Enrolment, ResourceState, Skip, Visit
from roadmap_app.models.reach import ReachCount
from roadmap_app.models.reminders import Reminder
from roadmap_app.models.sign_offs import SignOff
from roadmap_app.models.teams import AccessRecord, Departure, Membership, Team
from roadmap_app.models.words import Word

__all__ = [
    "AccessRecord",
    "Activity",
    "AuditEvent",
    "CalendarFeed",
    "Completion",
    "Departure",
    "EarlierPlan",
    "Edition",
    "Enrolment",
    "Forecast",
    "HelpRequest",
    "Invitation",
    "Item",
    "JobRun",
    "LimitCount",
    "LinkCheck",
    "LoadedEntry",
    "Membership",
    "Note",
    "OwnerLink",
    "Pause",
    "QueuedMail",
    "ReachCount",
    "Reminder",
    "Resource",
    "ResourceState",
    "Roadmap",
    "SignOff",
    "Skip",
    "Stage",
    "StudySlot",
    "Team",
    "Topic",
    "User",
    "Visit",
    "Word",
]
