"""The one Django app."""

from django.apps import AppConfig


class RoadmapAppConfig(AppConfig):
    """Cairn's only app: curriculum, progress, notes, accounts."""

    name = "roadmap_app"
    verbose_name = "Roadmaps"

    def ready(self) -> None:
        """Connect the receivers of the audit log, and let forms use our words."""
        from roadmap_app.forms.words import use_one_spelling
        from roadmap_app.identity.audit_signals import listen

        listen()
        use_one_spelling()
