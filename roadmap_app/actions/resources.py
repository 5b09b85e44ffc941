"""Record how far a learner is with a resource."""

from django.db import transaction
from django.utils import timezone

from roadmap_app.actions.progress import lock_learner
from roadmap_app.models import Resource, ResourceState, User


@transaction.atomic
def set_resource_state(*, user: User, resource: Resource, state: str) -> bool:
    """Set RESOURCE to STATE, "unread", "reading" or "read"; return whether it was in another one."""
    lock_learner(user)
    own = ResourceState.objects.filter(user=user, resource=resource)
    if state == "unread":
        return own.delete()[0] > 0
    if own.filter(state=state).exists():
        return False
    changed = {"state": state, "changed_at": timezone.now()}
    ResourceState.objects.update_or_create(user=user, resource=resource, defaults=changed)
    return True
