"""Ticking, skipping, undoing: each POST sets a state and returns what changes on the page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from roadmap_app import access
from roadmap_app.actions.progress import set_item, set_item_if_current, set_skip, set_topic, undo
from roadmap_app.actions.visits import see_changes
from roadmap_app.domain.home import home_of
from roadmap_app.domain.standing import RoadmapStanding, StageStanding
from roadmap_app.domain.topic_standing import TopicStanding
from roadmap_app.forms.progress import ForecastForm, SeenForm, SkipForm, StateForm
from roadmap_app.models import Roadmap, Topic
from roadmap_app.queries.changes import known_to, news_of
from roadmap_app.queries.curriculum import cached_tree_with, forget_tree, tree
from roadmap_app.queries.forecasts import read_forecast
from roadmap_app.queries.help_requests import asking_memberships, read_own_help
from roadmap_app.queries.progress import read_standing, standings_of
from roadmap_app.queries.sign_offs import own_of_topic
from roadmap_app.templatetags.parts import change_message
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, is_htmx, signed_in
from roadmap_app.web.pages import page_of


@require_POST
@signed_in
def item_completion(request: LearnerRequest, item_id: int) -> HttpResponse:
    """Tick an item (state=done) or untick it (state=open)."""
    form = StateForm(request.POST)
    if not form.is_valid():
        access.item_row(request.user, item_id)
        return refuse(request, "An item can be set to “done” or “open”, nothing else.")
    return _tick_of_cached(request, item_id, done=form.wanted) or _tick(request, item_id, done=form.wanted)


@require_POST
@signed_in
def topic_completion(request: LearnerRequest, topic_id: int) -> HttpResponse:
    """Tick every open item of a topic (state=done), or untick all (state=open)."""
    topic = access.topic_row(request.user, topic_id)
    form = StateForm(request.POST)
    if not form.is_valid():
        return refuse(request, "A topic can be set to “done” or “open”, nothing else.")
    change = set_topic(user=request.user, topic=topic, done=form.wanted)
    message = f"{'Ticked' if form.wanted else 'Unticked'} all of “{topic.title}”."
    return _answer(request, _standing(request, topic.roadmap), topic.pk, change, message)


@require_POST
@signed_in
def topic_skip(request: LearnerRequest, topic_id: int) -> HttpResponse:
    """Skip a topic (state=skipped) or stop skipping it (state=open)."""
    topic = access.topic_row(request.user, topic_id)
    form = SkipForm(request.POST)
    if not form.is_valid():
        return refuse(request, "A topic can be set to “skipped” or “open”, nothing else.")
    change = set_skip(user=request.user, topic=topic, skipped=form.wanted)
    message = f"{'Skipped' if form.wanted else 'Took back'} “{topic.title}”."
    return _answer(request, _standing(request, topic.roadmap), topic.pk, change, message, skips=True)


@require_POST
@signed_in
def change_undo(request: LearnerRequest, change_id: UUID) -> HttpResponse:
    """Undo one change: all that one press of a button has set."""
    rows = access.change(request.user, change_id)
    change = undo(user=request.user, rows=rows)
    topic, message = rows[0].current_topic, "Undone." if change else "That is undone already."
    return _answer(request, _standing(request, topic.roadmap), topic.pk, change, message)


@require_POST
@signed_in
def roadmap_changes(request: LearnerRequest, roadmap: str) -> HttpResponse:
    """Remember that the learner has seen what changed up to the version that they were shown."""
    shown = access.roadmap_standing(request.user, roadmap)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return refuse(request, "This page did not say which changes it shows. Reload it and try again.")
    if not see_changes(user=request.user, tree=shown.tree, version=form.cleaned_data["version"]):
        message = "The roadmap has changed once more since; look at what is new now."
        news = news_of(shown, known_to(shown))  # None if it was undone meanwhile, or seen in another tab
        if news and is_htmx(request):
            return render(request, "roadmaps/_changes.html", {"standing": shown, "news": news, "again": message})
        if news:
            messages.info(request, message)
    return HttpResponse() if is_htmx(request) else redirect(shown.tree.url)


def _tick_of_cached(request: LearnerRequest, item_id: int, *, done: bool) -> HttpResponse | None:
    """Tick or untick an item of a roadmap that everybody may see, as the cache has it; None if that is not current."""
    cached = cached_tree_with(item_id)
    if cached is None:
        return None
    ticked = set_item_if_current(cached, user=request.user, item_id=item_id, done=done)
    if ticked is None:
        forget_tree(cached)
        return None
    [shown] = standings_of(ticked.state, [tree(ticked.roadmap)], timezone.localdate())
    item = cached.known_items[item_id]
    return _answer(request, shown, item.topic_id, ticked.change, _said(item.title, done=done), item_id=item_id)


def _tick(request: LearnerRequest, item_id: int, *, done: bool) -> HttpResponse:
    """Tick or untick an item."""
    item = access.item_row(request.user, item_id)
    change = set_item(user=request.user, item=item, done=done)
    shown = _standing(request, item.roadmap)
    return _answer(request, shown, item.topic_id, change, _said(item.title, done=done), item_id=item_id)


def _said(title: str, *, done: bool) -> str:
    return f"{'Ticked' if done else 'Unticked'} “{title}”."


def _standing(request: LearnerRequest, roadmap: Roadmap) -> RoadmapStanding:
    return read_standing(request.user, tree(roadmap))


def _answer(
    request: LearnerRequest,
    shown: RoadmapStanding,
    topic_id: int,
    change: UUID | None,
    message: str,
    *,
    item_id: int = 0,
    skips: bool = False,
) -> HttpResponse:
    """Return what has changed on the page, SHOWN as it is now: fragments for htmx, otherwise a redirect to it."""
    here = shown.topic(topic_id)
    # A tick in a skipped topic does not count, so say so; after the skip itself that is clear.
    skipped = here.node if here and here.is_skipped and not skips else None
    page = request.POST.get("page", "")
    # What is undone may be any row of the queue, so that page is loaded again.
    is_reloaded = here is None or (page == "now" and not item_id)
    if is_reloaded or not is_htmx(request):
        messages.info(request, change_message(message, change, skipped))
    if here is None:  # unticking its last item removes a retired topic's page
        return HttpResponseClientRedirect(shown.tree.url) if is_htmx(request) else redirect(shown.tree.url)
    if not is_htmx(request):
        return redirect(page_of(request, f"item-{item_id}" if item_id else f"topic-{topic_id}"))
    if is_reloaded:
        return HttpResponseClientRedirect(page_of(request))
    stage = shown.stage(here.stage)
    row = here.row_of(item_id, in_group=page in ("topic", "stage"))
    context: dict[str, object] = {"standing": shown, "topic": here, "stage": stage, "page": page, "row": row}
    context |= {"message": message, "change": change, "skipped": skipped}
    # The stone of a stage is placed as its last open item is ticked, or the topic with it skipped.
    context["placed"] = stage if change and stage.progress.is_finished and not skipped else None
    if page == "home":
        context |= _home(request, shown, stage)
    elif page == "topic":
        context |= _of_learner(request, here, with_shown=not row)
    # Without the request, as nothing in it is needed, and building its part of the context takes longer than a query.
    return HttpResponse(render_to_string("progress/answer.html", context))


def _of_learner(request: LearnerRequest, topic: TopicStanding, *, with_shown: bool) -> dict[str, object]:
    """Return what the page of TOPIC has for its learner alone; WITH_SHOWN also what they have shown of its items."""
    context: dict[str, object] = {}
    if topic.is_finished:  # which has ended what the learner asked
        context["help"] = read_own_help(request.user, topic.node.id)
    if with_shown:
        asked = asking_memberships(request.user, Topic(pk=topic.node.id))
        context["shown"] = own_of_topic(request.user, topic.node, asked)
    return context


def _home(request: LearnerRequest, shown: RoadmapStanding, stage: StageStanding) -> dict[str, object]:
    """Return what has changed on the page of a roadmap that the learner has begun, after a tick in STAGE."""
    context: dict[str, object] = {"card": shown.card_of(stage), "home": home_of(shown)}
    # A tick moves a forecast by a day or two at most, so it stays until a stage is done or the page is loaded.
    context["finish"] = ForecastForm(request.POST).finish
    if stage.progress.is_finished:
        context["forecast"] = found = read_forecast(request.user, shown)
        context["finish"] = found.whole.finish if found else None
    return context
