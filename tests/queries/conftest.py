"""A topic for the queries of editors."""

import pytest

from tests.makers import make_resource, make_roadmap, make_stage, make_topic


@pytest.fixture
def topic(db):
    """Return a topic with two items and a resource, on the roadmap "r"."""
    topic = make_topic(make_stage(make_roadmap(slug="r")), items=2)
    make_resource(topic)
    return topic
