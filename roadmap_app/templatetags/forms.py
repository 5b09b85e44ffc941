"""Hidden fields of forms, and marks of pages; a builtin of all templates (settings.TEMPLATES), also of allauth's."""

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import escape
from django.utils.safestring import SafeString

from roadmap_app.web.pages import BEGAN_AS

register = template.Library()


class FormOriginNode(CsrfTokenNode):
    """Django's CSRF token, and the account that the page was rendered for (checked in web/same_account.py)."""

    def render(self, context: Context) -> str:
        """Return the hidden fields; the account mark only if somebody is signed in."""
        token = str(context.get("csrf_token") or "")
        if not token:
            return super().render(context)
        # Nothing to escape: letters and digits. format_html takes three times as long.
        fields = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        mark = context.get("page_account", "")
        return fields + (f'<input type="hidden" name="{BEGAN_AS}" value="{mark}">' if mark else "")


@register.simple_tag(takes_context=True)
def page_marks(context: Context) -> SafeString:
    """Return the attributes that say for whom a page was made, by which method, and what its CSRF cookie is called."""
    request = context.get("request")
    method = "" if request is None else "GET" if request.method == "HEAD" else request.method
    cookie = "" if request is None else settings.CSRF_COOKIE_NAME
    html = f'content="{context.get("page_account", "")}" data-cookie="{cookie}" data-method="{escape(method)}"'
    return SafeString(html)  # nosec B703


@register.filter
def attributes(values: dict[str, object]) -> SafeString:
    """Return VALUES as HTML attributes: without a value for True, left out for False and None."""
    return flatatt(values)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormOriginNode:
    """Parse the tag, which replaces Django's of the same name."""
    return FormOriginNode()
