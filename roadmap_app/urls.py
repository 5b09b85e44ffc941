"""Every route of the portal, named."""

from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from roadmap_app import access
from roadmap_app.views import (
    accounts,
    activity,
    calendar,
    calendar_settings,
    curriculum,
    data,
    deletion,
    finish,
    health,
    help_requests,
    manage,
    manage_audience,
    manage_history,
    manage_invitations,
    manage_numbers,
    manage_people,
    manage_record,
    manage_roadmaps,
    manage_teams,
    manage_updates,
    notebook,
    notes,
    now,
    pauses,
    plans,
    progress,
    reminders,
    resources,
    search,
    security,
    session,
    sessions,
    sign_offs,
    teams,
    words,
)


def outline_view(module: str, name: str) -> Callable[..., HttpResponseBase]:
    """Return the view NAME in MODULE of roadmap_app.views, which is imported at its first request.

    Reading a text as an outline takes 4 MB of memory in each process, and only editors do it.
    """

    @access.edits
    def view(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        response: HttpResponseBase = getattr(import_module(f"roadmap_app.views.{module}"), name)(request, **arguments)
        return response

    return view


urlpatterns = [
    # Django tries them in this order, so that what is visited most comes first.
    path("", curriculum.roadmaps, name="roadmaps"),
    path("roadmaps/<slug:roadmap>/", curriculum.roadmap, name="roadmap"),
    path("items/<int:item_id>/completion/", progress.item_completion, name="item_completion"),
    path("notes/", notes.notes, name="notes"),
    path("settings/", accounts.account_settings, name="settings"),
    path("roadmaps/<slug:roadmap>/enrolment/", plans.roadmap_enrolment, name="roadmap_enrolment"),
    path(
        "roadmaps/<slug:roadmap>/enrolment/preview/", plans.roadmap_enrolment_preview, name="roadmap_enrolment_preview"
    ),
    path("roadmaps/<slug:roadmap>/enrolment/taking-up/", plans.roadmap_taking_up, name="roadmap_taking_up"),
    path("roadmaps/<slug:roadmap>/changes/", progress.roadmap_changes, name="roadmap_changes"),
    path("roadmaps/<slug:roadmap>/now/", now.roadmap_now, name="roadmap_now"),
    path("roadmaps/<slug:roadmap>/finish/", finish.roadmap_finish, name="roadmap_finish"),
    path("roadmaps/<slug:roadmap>/outline/", outline_view("outline", "roadmap_outline"), name="roadmap_outline"),
    path("roadmaps/<slug:roadmap>/<slug:stage>/", curriculum.stage, name="stage"),
    path("roadmaps/<slug:roadmap>/<slug:stage>/<slug:topic>/", curriculum.topic, name="topic"),
    path("search/", search.search, name="search"),
    path(
        "outlines/<slug:roadmap>/publication/",
        outline_view("outline", "roadmap_publication"),
        name="roadmap_publication",
    ),
    path("outlines/new/", outline_view("outline_new", "outline_new"), name="outline_new"),
    path("items/<int:item_id>/sign-off/", sign_offs.item_sign_off, name="item_sign_off"),
    path("items/<int:item_id>/sign-off/removal/", sign_offs.item_sign_off_removal, name="item_sign_off_removal"),
    path("resources/<int:resource_id>/state/", resources.resource_state, name="resource_state"),
    path("topics/<int:topic_id>/completion/", progress.topic_completion, name="topic_completion"),
    path("topics/<int:topic_id>/skip/", progress.topic_skip, name="topic_skip"),
    path("topics/<int:topic_id>/help/", help_requests.topic_help, name="topic_help"),
    path("topics/<int:topic_id>/help/removal/", help_requests.topic_help_removal, name="topic_help_removal"),
    path("topics/<int:topic_id>/note/", notes.topic_note, name="topic_note"),
    path("topics/<int:topic_id>/note/preview/", notes.note_preview, name="note_preview"),
    path("changes/<uuid:change_id>/undo/", progress.change_undo, name="change_undo"),
    path("calendar/<slug:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("notes/new/", notebook.note_new, name="note_new"),
    path("notes/all/", notebook.notes_all, name="notes_all"),
    path("notes/download/", notebook.notes_download, name="notes_download"),
    path("activity/", activity.activity, name="activity"),
    path("activity/parts/<slug:part>/", activity.activity_part, name="activity_part"),
    path("pauses/", pauses.pauses, name="pauses"),
    path("pauses/end/", pauses.pauses_end, name="pauses_end"),
    path("pauses/removal/", pauses.pause_removal, name="pause_removal"),
    path("pauses/<int:pause_id>/", pauses.pause, name="pause"),
    path("session/", session.session, name="session"),
    path("settings/reminders/", reminders.reminders, name="reminders"),
    path("settings/calendar/", calendar_settings.calendar_settings, name="calendar_settings"),
    path("settings/calendar/slots/", calendar_settings.study_slots, name="study_slots"),
    path("settings/calendar/slots/removal/", calendar_settings.study_slot_removal, name="study_slot_removal"),
    path("settings/sessions/<int:session_id>/end/", sessions.session_end, name="session_end"),
    path("settings/data/", data.your_data, name="your_data"),
    path("settings/data/export/", data.data_export, name="data_export"),
    path("settings/deletion/", deletion.deletion, name="deletion"),
    path("settings/deletion/undo/", deletion.deletion_undo, name="deletion_undo"),
    path("settings/<slug:name>/", accounts.setting, name="setting"),
    path("teams/", teams.teams, name="teams"),
    path("teams/joining/<str:token>/", teams.team_joining, name="team_joining"),
    path("teams/<slug:team>/", teams.team, name="team"),
    path("teams/<slug:team>/csv/", teams.team_csv, name="team_csv"),
    path("teams/<slug:team>/consent/", teams.team_consent, name="team_consent"),
    path("teams/<slug:team>/mail/", words.team_mail, name="team_mail"),
    path("teams/<slug:team>/leaving/", teams.team_leaving, name="team_leaving"),
    path("teams/<slug:team>/sign-offs/", sign_offs.team_sign_offs, name="team_sign_offs"),
    path("teams/<slug:team>/members/<slug:member>/", teams.team_member, name="team_member"),
    path("teams/<slug:team>/members/<slug:member>/words/", words.team_words, name="team_words"),
    path("words/<int:word_id>/dismissal/", words.word_dismissal, name="word_dismissal"),
    path("reminders/<str:token>/unsubscribe/", reminders.reminder_unsubscribe, name="reminder_unsubscribe"),
    path("invitations/<slug:token>/", accounts.invitation, name="invitation"),
    path("welcome/<slug:token>/", accounts.welcome, name="welcome"),
    path("manage/", manage.manage, name="manage"),
    path("manage/people/", manage_people.manage_people, name="manage_people"),
    path("manage/people/<int:person_id>/", manage_people.manage_person, name="manage_person"),
    path("manage/people/<int:person_id>/role/", manage_people.person_role, name="person_role"),
    path("manage/people/<int:person_id>/disabling/", manage_people.person_disabling, name="person_disabling"),
    path("manage/people/<int:person_id>/enabling/", manage_people.person_enabling, name="person_enabling"),
    path("manage/people/<int:person_id>/factors/", manage_people.person_factors, name="person_factors"),
    path("manage/roadmaps/", manage_roadmaps.manage_roadmaps, name="manage_roadmaps"),
    path("manage/link-check/", manage_roadmaps.link_check, name="link_check"),
    path("manage/roadmaps/<slug:roadmap>/", manage_roadmaps.manage_roadmap, name="manage_roadmap"),
    path("manage/roadmaps/<slug:roadmap>/audience/", manage_audience.manage_audience, name="manage_audience"),
    path("manage/roadmaps/<slug:roadmap>/updates/<int:entry_id>/", manage_updates.manage_update, name="manage_update"),
    path("manage/roadmaps/<slug:roadmap>/history/", manage_history.manage_history, name="manage_history"),
    path("manage/roadmaps/<slug:roadmap>/history/undo/", manage_history.save_undo, name="save_undo"),
    path("manage/teams/", manage_teams.manage_teams, name="manage_teams"),
    path("manage/teams/new/", manage_teams.team_new, name="team_new"),
    path("manage/teams/<slug:team>/", manage_teams.manage_team, name="manage_team"),
    path("manage/teams/<slug:team>/people/", manage_teams.team_people, name="team_people"),
    path("manage/teams/<slug:team>/people/<slug:member>/lead/", manage_teams.team_lead, name="team_lead"),
    path("manage/teams/<slug:team>/people/<slug:member>/removal/", manage_teams.team_removal, name="team_removal"),
    path("manage/teams/<slug:team>/link/", manage_teams.team_link, name="team_link"),
    path("manage/teams/<slug:team>/ending/", manage_teams.team_ending, name="team_ending"),
    path("manage/numbers/", manage_numbers.manage_numbers, name="manage_numbers"),
    path("manage/record/", manage_record.manage_record, name="manage_record"),
    path("manage/record/csv/", manage_record.record_csv, name="record_csv"),
    path("manage/invitations/new/", manage_invitations.invitation_new, name="invitation_new"),
    path(
        "manage/invitations/<int:invitation_id>/revocation/",
        manage_invitations.invitation_revocation,
        name="invitation_revocation",
    ),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.OIDC:  # allauth reverses these names
    # Imported here, because it loads an HTTP client that takes 4 MB of memory.
    from roadmap_app.identity.sso import PROVIDER
    from roadmap_app.views import sso

    urlpatterns += [
        path("accounts/sso/", sso.connections, name="socialaccount_connections"),
        path("accounts/sso/login/", sso.start, {"provider_id": PROVIDER}, name="openid_connect_login"),
        path("accounts/sso/callback/", sso.callback, {"provider_id": PROVIDER}, name="openid_connect_callback"),
    ]
