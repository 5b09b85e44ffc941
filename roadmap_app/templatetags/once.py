"""Django's tags `extends` and `url`, which find out once what no request changes; builtins of all templates."""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Template, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.template.loader_tags import ExtendsNode, do_extends

register = template.Library()


class SearchedNodes(NodeList):
    """The nodes of a template, in which Django looks for the blocks every time that another template extends it."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.found: dict[type[Node], list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Any]:
        """Return all nodes of this type, at any depth."""
        if nodetype not in self.found:
            self.found[nodetype] = super().get_nodes_by_type(nodetype)
        return self.found[nodetype]


class ExtendsOnce(ExtendsNode):
    """Extends a template whose blocks are looked for only once."""

    def get_parent(self, context: Context) -> Template:
        """Return the template that this one extends."""
        parent: Template = super().get_parent(context)
        if not isinstance(parent.nodelist, SearchedNodes):
            parent.nodelist = SearchedNodes(parent.nodelist)
        return parent


class Address(URLNode):
    """The address of a named route; one without parameters is looked up only once."""

    found: str | None = None

    def render(self, context: Context) -> str:
        """Return the address, as Django's tag does."""
        if self.found is not None:
            return self.found
        address = super().render(context)
        # A namespace can depend on the request.
        if not (self.args or self.kwargs or self.asvar or is_variable(self.view_name) or ":" in self.view_name.var):
            self.found = address
        return address


def is_variable(expression: FilterExpression) -> bool:
    """Return whether EXPRESSION of a template can have another value each time."""
    return bool(expression.filters) or isinstance(expression.var, Variable)


@register.tag
def extends(parser: Parser, token: Token) -> ExtendsNode:
    """Parse the tag, which replaces Django's of the same name."""
    node = do_extends(parser, token)
    return ExtendsOnce(node.nodelist, node.parent_name)


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """Parse the tag, which replaces Django's of the same name."""
    node = parse_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
