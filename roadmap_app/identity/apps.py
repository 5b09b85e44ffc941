"""allauth's list of sessions, filled by us, as it compares and keeps what the cookies hold; and how long they live."""

from allauth.usersessions.apps import UserSessionsConfig


class SessionListConfig(UserSessionsConfig):
    """Has allauth's table and name, and our receivers."""

    def ready(self) -> None:
        """Note a session whenever somebody signs in, or has a new key after a new password."""
        from allauth.account.signals import password_changed, password_set, user_logged_in
        from django.contrib.auth.signals import user_logged_in as signed_in_by_django

        from roadmap_app.identity.session_limits import begin_session
        from roadmap_app.identity.session_list import note_session

        signed_in_by_django.connect(begin_session)

        for signal in (user_logged_in, password_changed, password_set):
            signal.connect(note_session)
