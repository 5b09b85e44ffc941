"""Sign-off: learners show items to the leads of their teams, who confirm them or give them back with a reason."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.access_records import record_access
from roadmap_app.actions.sign_offs import (
    AnsweredBefore,
    NotShown,
    NotTicked,
    ShownAnew,
    TooManyEntries,
    answer_work,
    show_item,
    withdraw_item,
)
from roadmap_app.domain.sign_offs import Entry, Verb
from roadmap_app.forms.sign_offs import AnswerForm, EvidenceForm
from roadmap_app.models import AccessRecord, Team
from roadmap_app.queries.sign_offs import answered_work, has_done, marked_on, open_work, read_work
from roadmap_app.queries.teams import followed
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted

PER_PAGE, ANSWERED = 20, 20
ANSWERED_IN_WORDS = {
    Verb.CONFIRMED: "Confirmed. They see it beside the item, with your name.",
    Verb.GIVEN_BACK: "Given back. They read why, beside the item.",
    Verb.TAKEN_BACK: "Taken back: it is to be looked at again.",
}
CONFLICTS: dict[type[Exception], str] = {
    NotShown: "They do not show it any more, so your answer is not stored.",
    ShownAnew: "They have shown something else meanwhile: look at it again.",
    AnsweredBefore: "Your answer is not stored, as there is one already.",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def item_sign_off(request: LearnerRequest, item_id: int) -> HttpResponse:
    """Let a member of a team show an item to its leads, or something else, and say what they see of it."""
    item = access.item_row(request.user, item_id)
    own = access.teams.own_sign_off(request.user, item)
    address = reverse("topic", args=[item.roadmap.slug, item.topic.stage.slug, item.topic.slug])
    form, status = EvidenceForm(submitted(request), own=own), 422 if request.method == "POST" else 200
    if own.open_to and form.is_valid():
        sent = form.cleaned_data
        try:
            show_item(user=request.user, item=item, memberships=form.chosen, text=sent["text"], link=sent["link"])
        except NotTicked:
            form.add_error(None, "Tick the item first: leads see what you show of items that you have done.")
            status = 409
        except TooManyEntries:
            form.add_error(None, "You have shown very much today. Go on tomorrow.")
            status = 429
        else:
            messages.success(request, "Shown to the leads. Nothing waits for their answer: the item counts already.")
            return redirect(f"{address}#item-{item.pk}")
    context = {"item": item, "own": own, "form": form, "is_done": has_done(request.user, item), "address": address}
    return render(request, "sign_offs/item.html", context, status=status)


@require_POST
@signed_in
def item_sign_off_removal(request: LearnerRequest, item_id: int) -> HttpResponse:
    """Take what the learner has shown of an item out of the sight of all leads."""
    access.teams.own_sign_off(request.user, access.item_row(request.user, item_id))
    withdraw_item(user=request.user, item_id=item_id)
    messages.success(request, "Withdrawn: the leads do not see it any more.")
    return redirect("item_sign_off", item_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_sign_offs(request: LearnerRequest, team: str) -> HttpResponse:
    """Show a lead what members have shown, and let them confirm it, give it back, or take back an answer."""
    row = access.teams.led_team(request.user, team)
    form = AnswerForm(submitted(request))
    if not form.is_valid():
        return _queue(request, row, form, status=422 if form.is_bound else 200)
    sent = form.cleaned_data
    member = access.teams.led_member(request.user, team, sent["member"])
    how = {name: sent[name] for name in ("verb", "digest", "reason")}
    try:
        answer_work(by=request.user, membership=member, item_id=sent["item"], **how)
    except tuple(CONFLICTS) as found:
        before = found.answer if isinstance(found, AnsweredBefore) else None
        return _queue(request, row, form, CONFLICTS[type(found)], before, status=409)
    messages.success(request, ANSWERED_IN_WORDS[Verb(sent["verb"])])
    return redirect("team_sign_offs", row.slug)


def _queue(
    request: LearnerRequest,
    team: Team,
    form: AnswerForm,
    conflict: str = "",
    before: Entry | None = None,
    *,
    status: int,
) -> HttpResponse:
    """Return the page of what members show; CONFLICT says why an answer was not stored, BEFORE is what stands."""
    marked = marked_on(followed(team))
    page = Paginator(open_work(team, marked.keys()), PER_PAGE).get_page(request.GET.get("p"))
    waiting, answered = list(page), list(answered_work(team, marked.keys())[:ANSWERED])
    seen = {row.member_id for row in (*waiting, *answered)}
    record_access(lead=request.user, team=team, members=seen, view=AccessRecord.View.WORK)
    context = {"team": team, "form": form, "conflict": conflict, "before": before, "page_obj": page}
    context["waiting"], context["answered"] = read_work(team, waiting, answered, marked=marked)
    return render(request, "sign_offs/queue.html", context, status=status)
