"""Django's tags that find out once what no request changes: they give what Django's give, each time."""

import pytest
from django.template import Context, Template, engines
from django.template.loader_tags import BlockNode
from django.urls import NoReverseMatch, reverse


def html(source, **context):
    template = Template(source)
    first = template.render(Context(context))
    assert template.render(Context(context)) == first
    return first


def test_an_address_is_that_of_its_route_and_parameters():
    assert html("{% url 'notes' %}?a&{% url 'settings' as address %}{{ address }}") == "/notes/?a&/settings/"
    template = Template("{% url name %} {% url 'roadmap' slug %}")
    for name, slug in (("notes", "a"), ("settings", "b")):
        expected = f"{reverse(name)} {reverse('roadmap', args=[slug])}"
        assert template.render(Context({"name": name, "slug": slug})) == expected
    with pytest.raises(NoReverseMatch):
        html("{% url 'no_such_route' %}")


def test_an_address_is_looked_up_once_unless_it_has_parameters(monkeypatch):
    constant, variable = Template("{% url 'notes' %}"), Template("{% url 'roadmap' slug %}")
    context = Context({"slug": "a"})
    before = constant.render(context), variable.render(context)
    monkeypatch.setattr("django.urls.reverse", lambda name, **more: f"/elsewhere/{name}/")
    assert (constant.render(context), variable.render(context)) == (before[0], "/elsewhere/roadmap/")


def test_the_blocks_of_a_page_are_looked_for_once():
    source = "{% extends 'base.html' %}{% block title %}{{ title }}{% endblock %}"
    for title in ("One", "Two"):
        assert f"<title>{title} · Cairn</title>" in html(source, title=title)
    nodes = engines["django"].engine.get_template("base.html").nodelist
    blocks = nodes.get_nodes_by_type(BlockNode)
    assert blocks is nodes.get_nodes_by_type(BlockNode)
    assert {"title", "content", "tick_form"} <= {block.name for block in blocks}
