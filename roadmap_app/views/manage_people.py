"""People, for owners: finding them, changing their roles, and whether they may sign in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from roadmap_app import access
from roadmap_app.actions.deletion import deletion_due
from roadmap_app.actions.people import LastOwner, set_enabled, set_role
from roadmap_app.actions.second_factors import OWN_FACTORS, reset_second_factors
from roadmap_app.forms.people import DisablingForm, FactorResetForm, PeopleFilter, RoleForm
from roadmap_app.models import User
from roadmap_app.queries.accounts import sessions_of
from roadmap_app.queries.people import invitation_used_by, open_invitations, people
from roadmap_app.queries.second_factors import has_second_factor
from roadmap_app.web.htmx import LearnerRequest, signed_in

PER_PAGE = 50


@require_safe
@access.edits
@signed_in
def manage_people(request: LearnerRequest) -> HttpResponse:
    """List the people, and the invitations that are open."""
    access.owner(request.user)
    form = PeopleFilter(request.GET)
    page = Paginator(people(**form.wanted), PER_PAGE).get_page(request.GET.get("p"))
    context = {"section": "people", "form": form, "page_obj": page, "invitations": open_invitations()}
    return render(request, "manage/people.html", context | {"may_invite": settings.PORTAL_SIGNUP != "closed"})


@require_safe
@access.edits
@signed_in
def manage_person(request: LearnerRequest, person_id: int) -> HttpResponse:
    """Show a person, and the forms to change their role, their second factors and whether they may sign in."""
    return _page(request, access.managed_person(request.user, person_id))


@require_POST
@access.edits
@signed_in
def person_role(request: LearnerRequest, person_id: int) -> HttpResponse:
    """Give a person the role that is sent."""
    person = access.managed_person(request.user, person_id)
    form = RoleForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, person, role_form=form, status=422)
    role = form.cleaned_data["role"]
    return _act(request, person, f"{person} is now {_a(role)}.", lambda: set_role([person], by=request.user, role=role))


@require_POST
@access.edits
@signed_in
def person_disabling(request: LearnerRequest, person_id: int) -> HttpResponse:
    """Disable a person and sign them out, with the sentence that they read when they sign in."""
    person = access.managed_person(request.user, person_id)
    form = DisablingForm(request.POST)
    if not form.is_valid():
        return _page(request, person, disabling_form=form, status=422)
    because = form.cleaned_data["because"] or ""
    words = f"{person} is signed out and disabled."
    return _act(request, person, words, lambda: set_enabled([person], by=request.user, enabled=False, because=because))


@require_POST
@access.edits
@signed_in
def person_enabling(request: LearnerRequest, person_id: int) -> HttpResponse:
    """Let a disabled person sign in again."""
    person = access.managed_person(request.user, person_id)
    words = f"{person} may sign in again."
    return _act(request, person, words, lambda: set_enabled([person], by=request.user, enabled=True))


@require_POST
@access.edits
@signed_in
def person_factors(request: LearnerRequest, person_id: int) -> HttpResponse:
    """Reset a person's second factors and sign them out; one's own are changed under Settings."""
    person = access.managed_person(request.user, person_id)
    form = FactorResetForm(request.POST)
    if person == request.user:
        messages.warning(request, OWN_FACTORS)
        return redirect("manage_person", person.pk)
    if not form.is_valid():
        return _page(request, person, reset_form=form, status=422)
    words = f"The second factors of {person} are reset: the password alone lets them in now."
    return _act(request, person, words, lambda: reset_second_factors([person], by=request.user))


def _act(request: LearnerRequest, person: User, words: str, action: Callable[[], int]) -> HttpResponse:
    """Run ACTION on PERSON, say WORDS if it changed anything, and redirect to the person's page."""
    try:
        changed = action()
    except LastOwner:
        messages.error(request, f"{LastOwner.message} Nothing has changed.")
        return redirect("manage_person", person.pk)
    messages.success(request, words if changed else "Nothing has changed.")
    # Owners may have taken their own rights.
    return redirect("roadmaps") if changed and person == request.user else redirect("manage_person", person.pk)


def _a(role: str) -> str:
    return f"{'a' if role == 'learner' else 'an'} {role}"


def _page(
    request: LearnerRequest,
    person: User,
    *,
    role_form: RoleForm | None = None,
    disabling_form: DisablingForm | None = None,
    reset_form: FactorResetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "section": "people",
        "person": person,
        "is_self": person == request.user,
        "due": deletion_due(person),
        "sessions": sessions_of([person]).get(person.pk, 0),
        "invitation": invitation_used_by(person),
        "has_second_factor": has_second_factor(person),
        "role_form": role_form or RoleForm(person=person),
        "disabling_form": disabling_form or DisablingForm(),
        "reset_form": reset_form or FactorResetForm(),
    }
    return render(request, "manage/person.html", context, status=status)
