"""The settings of the calendar feed: its address and the weekly study slots."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app.actions.calendar_feed import AddressChanged, make_address, revoke_address
from roadmap_app.actions.study_slots import MAX_SLOTS, SlotExists, TooManySlots, remove_slot, set_slot
from roadmap_app.forms.calendar import AddressForm, RemovalForm, SlotForm, offered_secret, slot_forms
from roadmap_app.queries.calendar_feed import own_feed, own_slots
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def calendar_settings(request: LearnerRequest) -> HttpResponse:
    """Show whether there is an address; a POST makes one (state=made), shown in its response, or revokes it."""
    form = AddressForm(submitted(request), user=request.user)
    if not form.is_valid():
        return _page(request, address_form=form, status=422 if form.is_bound else 200)
    if form.is_revoked:
        revoke_address(user=request.user)
        messages.success(request, "The address is revoked: calendars that read it find nothing there any more.")
        return redirect("calendar_settings")
    try:
        make_address(user=request.user, secret=form.secret, made_before=form.made_before)
    except AddressChanged:
        messages.info(request, "Your address was made anew or revoked since that page was opened. Nothing has changed.")
        return redirect("calendar_settings")
    path = reverse("calendar_feed", args=[form.secret])
    return _page(request, address_form=form, address=request.build_absolute_uri(path))


@require_POST
@signed_in
def study_slots(request: LearnerRequest) -> HttpResponse:
    """Set a weekly study slot: add it, or let it take the place of the one that its row shows."""
    form = SlotForm(request.POST)
    if form.is_valid():
        slot = {name: form.cleaned_data[name] for name in ("weekday", "starts_at", "minutes")}
        try:
            set_slot(user=request.user, instead_of=form.instead_of, **slot)
        except TooManySlots:
            form.add_error(None, f"You have {MAX_SLOTS} study slots, which is the most there can be. Remove one first.")
        except SlotExists:
            form.add_error(None, "You have another study slot at that time.")
        else:
            messages.success(request, "Your study slot is set.")
            return redirect(f"{reverse('calendar_settings')}#slots")
    return _page(request, slot_form=form, status=422)


@require_POST
@signed_in
def study_slot_removal(request: LearnerRequest) -> HttpResponse:
    """Remove the study slot that is sent; without such a slot, nothing is left to do."""
    form = RemovalForm(request.POST)
    if not form.is_valid():
        return refuse(request, "This page did not say which study slot to remove. Reload it and try again.")
    remove_slot(
        user=request.user, weekday=form.cleaned_data["old_weekday"], starts_at=form.cleaned_data["old_starts_at"]
    )
    messages.success(request, "The study slot is removed.")
    return redirect(f"{reverse('calendar_settings')}#slots")


def _page(
    request: LearnerRequest,
    *,
    address_form: AddressForm | None = None,
    address: str = "",
    slot_form: SlotForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page with ADDRESS, which nobody can be shown later, and with the forms that have errors."""
    feed, slots = own_feed(request.user), own_slots(request.user)
    context = {
        "feed": feed,
        "offer": offered_secret(feed),
        "address": address,
        "address_form": address_form,
        "slot_forms": slot_forms(slots, slot_form),
        "slots_left": MAX_SLOTS - len(slots),
    }
    return render(request, "calendar/settings.html", context, status=status)
