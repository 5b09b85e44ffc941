"""Record how far a learner is with a resource."""

from django.db import transaction
from django.utils import timezone

from roadmap_app.actions.progress import lock_learner
from roadmap_app.models import Resource, ResourceState, User


@transaction.atomic
def set_resource_state(*, user: User, resource: Resource, state: str) -> str:
    """Set RESOURCE to STATE, "unread", "reading" or "read"; return the state in which it was."""
    lock_learner(user)
    own = ResourceState.objects.filter(user=user, resource=resource)
    before = own.values_list("state", flat=True).first() or "unread"
    if state == before:
        return before
    if state == "unread":
        own.delete()
    else:
        changed = {"state": state, "changed_at": timezone.now()}
        ResourceState.objects.update_or_create(user=user, resource=resource, defaults=changed)
    return before
