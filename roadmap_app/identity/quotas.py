"""Quotas of a user's writes: above what anybody does by hand, below what a program can do.

Each process counts on its own, so that a tick costs no second write; N processes allow N times as much.
"""

from roadmap_app.domain.allowance import Allowance

TICKS = Allowance(1200, 60)
NOTES = Allowance(300, 60)
QUOTAS = {
    "item_completion": TICKS,
    "topic_completion": TICKS,
    "topic_skip": TICKS,
    "resource_state": TICKS,
    "change_undo": TICKS,
    "roadmap_enrolment": TICKS,
    "roadmap_enrolment_preview": TICKS,
    "roadmap_taking_up": TICKS,
    "pauses": TICKS,
    "pause": TICKS,
    "pause_removal": TICKS,
    "pauses_end": TICKS,
    "roadmap_changes": TICKS,
    "activity_part": TICKS,
    "setting": TICKS,
    "reminders": TICKS,
    "study_slots": TICKS,
    "study_slot_removal": TICKS,
    "topic_help": TICKS,
    "topic_help_removal": TICKS,
    "item_sign_off": TICKS,
    "item_sign_off_removal": TICKS,
    "team_consent": TICKS,
    "team_joining": TICKS,
    "team_leaving": TICKS,
    "team_mail": TICKS,
    "word_dismissal": TICKS,
    "topic_note": NOTES,
    "note_preview": NOTES,
}
