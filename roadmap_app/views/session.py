"""What a page asks that was left open: whether its session is there still."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roadmap_app.web.pages import account_mark


@require_safe
@never_cache
def session(request: HttpRequest) -> HttpResponse:
    """Return for which account pages are made now ("": nobody is signed in), and the token that forms need."""
    return JsonResponse({"account": account_mark(request.user), "token": get_token(request)})
