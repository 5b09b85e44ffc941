"""Every route of the portal, named."""

from django.conf import settings
from django.urls import path

from roadmap_app.views import (
    accounts,
    activity,
    calendar,
    calendar_settings,
    curriculum,
    data,
    deletion,
    health,
    notes,
    now,
    outline,
    pauses,
    plans,
    progress,
    reminders,
    resources,
    security,
    session,
    sessions,
)

urlpatterns = [
    path("", curriculum.roadmaps, name="roadmaps"),
    path("roadmaps/<slug:roadmap>/", curriculum.roadmap, name="roadmap"),
    path("roadmaps/<slug:roadmap>/enrolment/", plans.roadmap_enrolment, name="roadmap_enrolment"),
    path("roadmaps/<slug:roadmap>/enrolment/taking-up/", plans.roadmap_taking_up, name="roadmap_taking_up"),
    path("roadmaps/<slug:roadmap>/changes/", progress.roadmap_changes, name="roadmap_changes"),
    path("roadmaps/<slug:roadmap>/now/", now.roadmap_now, name="roadmap_now"),
    path("roadmaps/<slug:roadmap>/outline/", outline.roadmap_outline, name="roadmap_outline"),
    path("roadmaps/<slug:roadmap>/<slug:stage>/", curriculum.stage, name="stage"),
    path("roadmaps/<slug:roadmap>/<slug:stage>/<slug:topic>/", curriculum.topic, name="topic"),
    path("outlines/<slug:roadmap>/publication/", outline.roadmap_publication, name="roadmap_publication"),
    path("outlines/new/", outline.outline_new, name="outline_new"),
    path("items/<int:item_id>/completion/", progress.item_completion, name="item_completion"),
    path("resources/<int:resource_id>/state/", resources.resource_state, name="resource_state"),
    path("topics/<int:topic_id>/completion/", progress.topic_completion, name="topic_completion"),
    path("topics/<int:topic_id>/skip/", progress.topic_skip, name="topic_skip"),
    path("topics/<int:topic_id>/note/", notes.topic_note, name="topic_note"),
    path("topics/<int:topic_id>/note/preview/", notes.note_preview, name="note_preview"),
    path("changes/<uuid:change_id>/undo/", progress.change_undo, name="change_undo"),
    path("calendar/<slug:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("notes/", notes.notes, name="notes"),
    path("activity/", activity.activity, name="activity"),
    path("activity/parts/<slug:part>/", activity.activity_part, name="activity_part"),
    path("pauses/", pauses.pauses, name="pauses"),
    path("pauses/end/", pauses.pauses_end, name="pauses_end"),
    path("pauses/removal/", pauses.pause_removal, name="pause_removal"),
    path("pauses/<int:pause_id>/", pauses.pause, name="pause"),
    path("session/", session.session, name="session"),
    path("settings/", accounts.account_settings, name="settings"),
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
    path("reminders/<str:token>/unsubscribe/", reminders.reminder_unsubscribe, name="reminder_unsubscribe"),
    path("invitations/<slug:token>/", accounts.invitation, name="invitation"),
    path("welcome/<slug:token>/", accounts.welcome, name="welcome"),
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
