"""Words: a lead sends them to a member, who dismisses them and chooses whether they come by mail, too."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.access_records import record_access
from roadmap_app.actions.teams import NotAMember
from roadmap_app.actions.words import TooManyWords, dismiss_word, send_word, set_words_by_mail
from roadmap_app.forms.team_words import WordForm, WordMailForm
from roadmap_app.models import AccessRecord
from roadmap_app.models.words import MOST_A_DAY
from roadmap_app.queries.words import sent_words
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted
from roadmap_app.web.pages import page_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_words(request: LearnerRequest, team: str, member: str) -> HttpResponse:
    """Let a lead send a word to a member, and show those that they have sent."""
    row = access.teams.led_member(request.user, team, member)
    form = WordForm(submitted(request))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            send_word(membership=row, by=request.user, text=form.cleaned_data["text"])
        except NotAMember:
            return refuse(request, "They are no member of this team any more.", 409)
        except TooManyWords:
            form.add_error("text", f"They have got {MOST_A_DAY} words within 24 hours. Send this one tomorrow.")
            status = 429
        else:
            messages.success(request, "Sent. They see it on their roadmap’s page until they dismiss it.")
            return redirect("team_words", row.team.slug, row.ref)
    record_access(lead=request.user, team=row.team, members=[row.user_id], view=AccessRecord.View.PAGE)
    context = {"row": row, "team": row.team, "form": form, "words": sent_words(request.user, row)}
    return render(request, "teams/words.html", context, status=status)


@require_POST
@signed_in
def word_dismissal(request: LearnerRequest, word_id: int) -> HttpResponse:
    """Take a word from the learner's pages."""
    dismiss_word(word=access.teams.own_word(request.user, word_id))
    return HttpResponse() if request.htmx else redirect(page_of(request))


@require_POST
@signed_in
def team_mail(request: LearnerRequest, team: str) -> HttpResponse:
    """Set whether the words from the leads of a team come by mail, too (state=on or off)."""
    own = access.teams.own_membership(request.user, team)
    form = WordMailForm(request.POST)
    if not form.is_valid():
        return refuse(request, "Words by mail can be set to “on” or “off”, nothing else.")
    set_words_by_mail(membership=own, wanted=form.wanted)
    messages.success(request, f"Words from {own.team} {'come' if form.wanted else 'do not come'} by mail.")
    return redirect("teams")
