"""The command that checks links."""

import io

import pytest
from django.core.management import CommandError, call_command

from roadmap_app.models import LinkCheck
from tests.links_server import site as serve
from tests.makers import make_resource, make_topic

pytestmark = pytest.mark.django_db


def run(*words):
    out = io.StringIO()
    call_command("check_links", *words, "--host-pause", "0", "--timeout", "1", stdout=out)
    return out.getvalue()


def test_dead_links_are_listed_and_checked_again_only_with_all(settings):
    settings.PORTAL_LINKS_PRIVATE = True
    with serve() as site:
        topic = make_topic(title="Flour")
        make_resource(topic, title="Gone", url=f"{site.url}/status/404")
        make_resource(topic, title="Here", url=f"{site.url}/page/x")
        output = run()
        assert f"Is dead (1):\n  {topic.roadmap.title} › Flour › Gone: {site.url}/status/404 It is not there" in output
        assert output.endswith("2 checked, 1 answer as they should.\n")
        assert run() == "0 checked, 0 answer as they should.\n"
        assert "2 checked" in run("--all")
        assert "Nothing new to mail." in run("--all", "--mail")


def test_private_addresses_are_not_requested_by_default():
    with serve() as site:
        make_resource(make_topic(), url=f"{site.url}/page/x")
        assert "inside a private network, which is not asked" in run()
        assert site.received == []
    assert LinkCheck.objects.get().outcome == "refused"


@pytest.mark.parametrize("words", [["nowhere"], ["--concurrency", "0"], ["--timeout", "0"]])
def test_invalid_arguments_get_an_error_message(words):
    with pytest.raises(CommandError, match=r"There is no roadmap|Choose 1 to 64"):
        call_command("check_links", *words)
