"""What a link check writes."""

import pytest
from django.utils import timezone

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.links import NetworkUnreachable, check_links, mail_dead_links
from roadmap_app.link_checker.fetch import Fetcher
from roadmap_app.models import LinkCheck, Resource, Roadmap
from roadmap_app.queries.links import due_resources
from tests.concurrency import several_writers, together
from tests.links_server import site as serve
from tests.makers import make_editor, make_resource, make_team_with, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    with serve() as server:
        yield server


@pytest.fixture
def check():
    fetcher = Fetcher(
        timeout=0.4, pause=0, is_allowed=lambda address: address == "127.0.0.1", sleep=lambda seconds: None
    )

    def run(*slugs):
        return check_links(due_resources(slugs), fetcher)

    return run


def resource(site, path, topic=None, **fields):
    return make_resource(topic or make_topic(), url=f"{site.url}{path}", **fields)


def test_a_check_is_kept(site, check):
    row = resource(site, "/moved/301/1")
    (found,) = check()
    kept = LinkCheck.objects.get()
    assert (kept.resource, kept.url, kept.outcome, kept.status) == (row, row.url, "moved", 200)
    assert kept.final_url == f"{site.url}/page/here"
    assert kept.answered_at == kept.checked_at
    assert found.verdict.reason == f"It has moved for good to {site.url}/page/here."


def test_an_address_that_several_share_is_asked_once(site, check):
    topic = make_topic()
    for _ in range(3):
        resource(site, "/file/x", topic)
    assert len(check()) == 3
    assert site.paths() == ["/file/x"]
    assert LinkCheck.objects.count() == 3


def test_the_version_is_raised_when_a_link_dies_and_when_it_lives_again(site, check):
    row = resource(site, "/status/404")
    assert check()[0].is_new
    assert Roadmap.objects.get().version == 2
    assert not check()[0].is_new
    assert Roadmap.objects.get().version == 2
    row.url = f"{site.url}/page/x"
    save_content(row)
    check()
    kept = LinkCheck.objects.get()
    assert (kept.outcome, kept.failures) == ("alive", 0)


def test_failures_are_counted_until_it_is_dead(site, check):
    resource(site, "/status/500")
    assert [check()[0].verdict.outcome for _ in range(3)] == ["unsure", "unsure", "dead"]
    assert LinkCheck.objects.get().failures == 3


def test_the_etag_of_a_success_makes_the_next_request_conditional(site, check):
    resource(site, "/same/x")
    check()
    site.received.clear()
    check()
    assert [headers.get("If-None-Match") for _, _, headers in site.received] == ['"v1"']
    assert LinkCheck.objects.get().etag == '"v1"'


def test_what_nobody_sees_is_not_asked(site, check):
    resource(site, "/page/x", retired=True)
    resource(site, "/page/y", make_topic(retired=True))
    make_resource(make_topic(), url="")
    assert check() == []
    assert site.received == []


def test_an_old_row_that_is_no_address_breaks_nothing(site, check):
    make_resource(make_topic(), url="http://[broken")
    assert [found.verdict.outcome for found in check()] == ["refused"]


def test_only_due_links_are_checked(site, check):
    row = resource(site, "/page/x")
    check()
    earlier = LinkCheck.objects.get().checked_at
    assert list(due_resources(checked_before=earlier)) == []
    assert list(due_resources(checked_before=timezone.now())) == [row]
    Resource.objects.update(url=f"{site.url}/page/elsewhere")
    assert list(due_resources(checked_before=earlier)) == [row]


def test_a_resource_that_changed_while_it_was_asked_is_left(site, check):
    row = resource(site, "/page/x")
    due = list(due_resources())
    Resource.objects.update(url="https://elsewhere.example/")
    fetcher = Fetcher(pause=0, is_allowed=lambda address: True)
    assert check_links(due, fetcher) == []
    assert not LinkCheck.objects.filter(resource=row).exists()


def test_editors_are_told_of_what_has_died_since(site, check, mailoutbox):
    make_editor("editor@example.org")
    make_user("owner@example.org", is_superuser=True)
    make_user("learner@example.org")
    make_editor("gone@example.org", is_active=False)
    resource(site, "/status/410")
    assert mail_dead_links(check()) == 2
    assert [message.to for message in mailoutbox] == [["editor@example.org"], ["owner@example.org"]]
    assert "/status/410 It is not there (status 410)." in mailoutbox[0].body
    assert mail_dead_links(check()) == 0


def test_an_editor_is_told_of_no_roadmap_that_they_may_not_see(site, check, mailoutbox):
    inside = make_editor("inside@example.org")
    make_editor("outside@example.org")
    sealed, shown = resource(site, "/status/410"), resource(site, "/status/404")
    make_team_with(members=[inside]).reserved_roadmaps.add(sealed.roadmap)
    Roadmap.objects.filter(pk=sealed.roadmap.pk).update(teams_only=True)
    assert mail_dead_links(check()) == 2
    bodies = {message.to[0]: message.body for message in mailoutbox}
    assert "/status/410" in bodies["inside@example.org"] and "/status/404" in bodies["inside@example.org"]
    assert "/status/410" not in bodies["outside@example.org"] and shown.url in bodies["outside@example.org"]


def nowhere(host, port):
    raise OSError("no network")


def test_a_machine_without_a_network_calls_no_link_dead():
    topic = make_topic()
    for number in range(3):
        make_resource(topic, url=f"http://host{number}.example/")
    fetcher = Fetcher(resolve=nowhere, sleep=lambda seconds: None)
    for _ in range(3):
        with pytest.raises(NetworkUnreachable):
            check_links(due_resources(), fetcher)
    assert not LinkCheck.objects.exists()


def test_an_unknown_host_is_stored_if_another_host_responds(site):
    resource(site, "/file/x")
    for number in range(3):
        make_resource(make_topic(), url=f"http://host{number}.example/")

    def only_the_site(host, port):
        return ["127.0.0.1"] if host == "127.0.0.1" else nowhere(host, port)

    fetcher = Fetcher(resolve=only_the_site, pause=0, is_allowed=lambda address: True, sleep=lambda seconds: None)
    for _ in range(3):
        found = check_links(due_resources(), fetcher)
    assert sorted(checked.verdict.outcome for checked in found) == ["alive", "dead", "dead", "dead"]


def test_an_editor_whose_account_is_closed_gets_no_mail(site, check, mailoutbox):
    make_editor("leaving@example.org", deletion_asked_at=timezone.now())
    resource(site, "/status/410")
    assert mail_dead_links(check()) == 0
    make_editor("editor@example.org")
    Resource.objects.update(url=f"{site.url}/status/404")
    assert mail_dead_links(check()) == 1
    assert mailoutbox[0].subject == "Cairn: 1 dead link"


@several_writers
@pytest.mark.django_db(transaction=True)
def test_a_check_and_an_edit_of_the_same_link_wait_for_each_other(site, check):
    row = resource(site, "/status/404")

    def edit():
        for number in range(30):
            row.title = f"Edited {number}"
            save_content(row)

    def check_often():
        for _ in range(30):
            LinkCheck.objects.all().delete()  # so that each check finds anew that it is dead, and raises the version
            check()

    together(edit, check_often)
    row.refresh_from_db()
    assert row.title == "Edited 29"
