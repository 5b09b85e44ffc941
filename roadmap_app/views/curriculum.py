"""Browsing: roadmaps, a roadmap, a stage, a topic."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from roadmap_app import access
from roadmap_app.actions.visits import begin_visits
from roadmap_app.domain.home import home_of, planned_hours
from roadmap_app.domain.pages import StagePage, TopicPage
from roadmap_app.forms.plans import EnrolmentForm
from roadmap_app.models import Enrolment
from roadmap_app.models.accounts import may_edit
from roadmap_app.queries.changes import known_to, news_of
from roadmap_app.queries.curriculum import published, tree
from roadmap_app.queries.forecasts import read_forecast
from roadmap_app.queries.help_requests import read_own_help
from roadmap_app.queries.outline import faults_of
from roadmap_app.queries.progress import read_standings
from roadmap_app.queries.sign_offs import new_answers, own_of_topic
from roadmap_app.queries.words import new_words
from roadmap_app.views.notes import editor
from roadmap_app.web.waiting import left_out_if_busy


@require_safe
@access.browsable
def roadmaps(request: HttpRequest) -> HttpResponse:
    """List all roadmaps, those that the learner has begun first; redirect to the only one."""
    user = request.user if request.user.is_authenticated else None
    found = published(user)
    if len(found) == 1:
        return redirect("roadmap", found[0].slug)
    standings = read_standings(request.user, [tree(row) for row in found])
    standings.sort(key=lambda standing: not standing.has_begun)
    context = {
        "lines": [(standing, home_of(standing)) for standing in standings],
        "hours": planned_hours(standings),
        "words": new_words(user) if user else [],
        "answers": new_answers(user) if user else [],
    }
    return render(request, "roadmaps/list.html", context)


@require_safe
@access.browsable
def roadmap(request: HttpRequest, roadmap: str) -> HttpResponse:
    """Show the trail, the learner's pace, the next items, and all stages."""
    shown = access.roadmap_standing(request.user, roadmap)
    known = known_to(shown)
    if request.user.is_authenticated and shown.has_begun and known is None:
        # The only write of this GET, once per learner and roadmap: later changes can be listed from here on.
        # If the database is busy, the next visit does it.
        with left_out_if_busy():
            begin_visits(user=request.user, tree=shown.tree)
    context = {"page": "roadmap", "standing": shown, "news": news_of(shown, known)}
    context["forecast"] = read_forecast(request.user, shown)
    if not shown.plan:  # the form takes as long to build as two queries
        context["start"] = EnrolmentForm(initial={"hours_per_week": shown.tree.weekly_hours}, instance=Enrolment())
    if request.user.is_authenticated:
        context |= {"words": new_words(request.user), "answers": new_answers(request.user)}
    if request.user.is_authenticated and shown.has_begun:
        context |= {"page": "home", "home": home_of(shown)}
    if not shown.tree.is_published and may_edit(request.user):
        context["faults"] = faults_of(shown.tree.id)
    return render(request, "roadmaps/roadmap.html", context)


@require_safe
@access.browsable
def stage(request: HttpRequest, roadmap: str, stage: str) -> HttpResponse:
    """Show a stage: goal, dates, and its topics with their checklists."""
    standing = access.roadmap_standing(request.user, roadmap)
    shown = access.stage(standing, stage)
    stands = StagePage(standing, shown)
    return render(
        request, "stages/stage.html", {"page": "stage", "standing": standing, "stage": shown, "stands": stands}
    )


@require_safe
@access.browsable
def topic(request: HttpRequest, roadmap: str, stage: str, topic: str) -> HttpResponse:
    """Show a topic: checklist, resources and the learner's note."""
    standing, shown, note = access.topic_and_note(request.user, roadmap, stage, topic)
    if shown.stage.slug != stage:
        return redirect(shown.node.url)
    stands = TopicPage(standing, standing.stage(shown.stage), shown)
    context: dict[str, object] = {"page": "topic", "standing": standing, "stands": stands}
    if request.user.is_authenticated:
        context |= editor(request, note, shown.node.id)
        context["help"] = help_ = read_own_help(request.user, shown.node.id)
        context["shown"] = own_of_topic(request.user, shown.node, help_.memberships if help_ else ())
    return render(request, "topics/topic.html", context)
