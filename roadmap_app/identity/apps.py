"""The app of allauth's session list, with our receivers, as allauth's own store and compare session keys unhashed."""

from allauth.usersessions.apps import UserSessionsConfig


class SessionListConfig(UserSessionsConfig):
    """Uses allauth's label and table with our receivers."""

    def ready(self) -> None:
        """Connect the receivers that start a session's limits and list it after a sign-in or a new password."""
        from allauth.account.signals import password_changed, password_set, user_logged_in
        from django.contrib.auth.signals import user_logged_in as signed_in_by_django

        from roadmap_app.identity.session_limits import begin_session
        from roadmap_app.identity.session_list import note_session

        signed_in_by_django.connect(begin_session)

        for signal in (user_logged_in, password_changed, password_set):
            signal.connect(note_session)
