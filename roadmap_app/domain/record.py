"""The audit record in words, and as cells of a spreadsheet."""

# What somebody did to their own account, and what they did to another's, whose name follows.
PHRASES = {
    "account_made": ("made their account", "made the account of"),
    "signed_in": ("signed in", "signed in as"),
    "sign_in_failed": ("could not sign in", "could not sign in as"),
    "signed_out": ("signed out", "signed out"),
    "session_ended": ("ended sessions of their own", "ended sessions of"),
    "password_changed": ("changed their password", "changed the password of"),
    "email_changed": ("changed their e-mail address", "changed the e-mail address of"),
    "mfa_changed": ("changed their second factors", "changed the second factors of"),
    "sso_changed": ("changed their single sign-on", "changed the single sign-on of"),
    "role_changed": ("changed their own role", "changed the role of"),
    "disabled": ("disabled their own account", "disabled"),
    "enabled": ("enabled their own account", "enabled"),
    "deletion_asked": ("booked the deletion of their account", "booked the deletion of"),
    "deletion_undone": ("kept their account", "kept the account of"),
    "deleted": ("deleted an account", "deleted"),
    "exported": ("downloaded their data", "downloaded the data of"),
    "calendar_made": ("made a calendar address", "made a calendar address for"),
    "calendar_revoked": ("revoked their calendar address", "revoked the calendar address of"),
    "invited": ("made an invitation", "invited"),
    "invitation_revoked": ("revoked an invitation", "revoked an invitation of"),
    "invitation_used": ("used an invitation", "used an invitation for"),
    "team_made": ("made a team", "made a team for"),
    "team_ended": ("ended a team", "ended a team of"),
    "lead_added": ("became the lead of a team", "made a lead of a team of"),
    "lead_removed": ("gave up leading a team", "ended the leading of a team by"),
    "audience_set": ("set who sees a roadmap", "set who sees a roadmap of"),
    "mail_given_up": ("gave up on a mail", "gave up on a mail to"),
}
# Events that nobody who is signed in has to cause.
BY_THE_PORTAL = {"account_made", "mfa_changed", "role_changed", "deleted", "lead_removed", "mail_given_up"}
GONE = "a deleted account"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def in_words(verb: str, actor: str, subject: str) -> tuple[str, str, str]:
    """Return who did what to whom, for an event of ACTOR about SUBJECT ("" for none): "" to whom, if to themselves."""
    alone, to_other = PHRASES[verb]
    if actor and not subject and verb != "deleted":
        subject = GONE  # every event had one once
    who = actor or _nobody(verb)
    return (who, alone, "") if subject in ("", actor) else (who, to_other, subject)


def _nobody(verb: str) -> str:
    if verb == "sign_in_failed":
        return "Somebody"
    return "The portal" if verb in BY_THE_PORTAL else GONE.capitalize()


def as_cell(text: str) -> str:
    """Return TEXT as a cell that no spreadsheet takes for a formula: an apostrophe comes before what could be one."""
    return f"'{text}" if text.startswith(FORMULA) else text
