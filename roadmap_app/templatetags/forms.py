"""What every form of the portal sends along; settings.TEMPLATES makes it known to all templates, allauth's too."""

from typing import cast

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roadmap_app.web.pages import BEGAN_AS, account_mark

register = template.Library()


class FormOriginNode(CsrfTokenNode):
    """Django's token against forgery, and for whom the page was made (see web/same_account.py)."""

    def render(self, context: Context) -> SafeString:
        """Return the hidden fields; the second one on pages of somebody who is signed in only."""
        fields = cast(SafeString, super().render(context))
        user = getattr(context.get("request"), "user", None)
        mark = account_mark(user) if fields and user else ""
        return fields + format_html('<input type="hidden" name="{}" value="{}">', BEGAN_AS, mark) if mark else fields


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormOriginNode:
    """Take the place of Django's tag of this name."""
    return FormOriginNode()
