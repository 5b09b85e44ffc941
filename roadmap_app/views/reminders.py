"""The weekly summary by mail: setting it, and turning it off from a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from roadmap_app import access
from roadmap_app.actions.reminders import set_reminder, turn_off
from roadmap_app.forms.reminders import ReminderForm
from roadmap_app.queries.reminders import own_reminder, read_reminder_page
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reminders(request: LearnerRequest) -> HttpResponse:
    """Show and save whether a learner gets the weekly summary and when, and say when the next one comes."""
    form = ReminderForm(submitted(request), instance=own_reminder(request.user))
    if form.is_valid():
        set_reminder(user=request.user, **form.cleaned_data)
        messages.success(request, "Your weekly summary is saved.")
        return redirect("reminders")
    # Validation has written what was sent to the form's row; the rest of the page shows the stored one.
    context = {"form": form, "stored": read_reminder_page(request.user, timezone.now())}
    return render(request, "reminders/settings.html", context, status=422 if form.is_bound else 200)


# RFC 8058: mail programs and their servers send this POST without a cookie and without having seen a page, so there is
# no CSRF token, and nothing for one to protect: the signed token in the address says whose summary it is, the session
# is not looked at, and all that a forger who has the token could do is what the link is there for.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to turn off the weekly summary of a mail, or do so; answer without a redirect, as the RFC demands."""
    reminder = access.reminder_of_token(token)
    is_off = not reminder.is_on
    if request.method == "POST":
        turn_off(reminder=reminder)
        is_off = True
    return render(request, "reminders/unsubscribe.html", {"is_off": is_off})
