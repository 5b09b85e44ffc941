"""A browser with several tabs, for forms that were opened before a sign-in or sign-out."""

import re
from html import unescape

from django.conf import settings
from django.test import Client

from tests.permissions.html_forms import HtmlForm, forms_in

HERE = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "correct horse 9"


class Browser:
    """A browser with several open tabs and CSRF checks as in production."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    @property
    def token(self):
        """Return the current CSRF cookie."""
        return self.client.cookies[settings.CSRF_COOKIE_NAME].value

    def open(self, path):
        """Return the forms of the page at PATH by their targets."""
        return self.forms(self.client.get(path, follow=True), path)

    def forms(self, response, path="/"):
        found = {}
        for form in forms_in(response.content.decode(), path):
            if form.method != "POST":
                continue
            is_tick = set(form.fields) - {"began_as"} == {"csrfmiddlewaretoken", "next", "page"}
            found["tick" if is_tick else form.action.partition("?")[0]] = form
        return found

    def send(self, form, headers=HERE, **fields):
        return self.client.post(form.action, form.fields | fields, headers=headers)

    def tick(self, page, item):
        """Return the form of ITEM's row on PAGE, without the state."""
        return HtmlForm(f"/items/{item.pk}/completion/", "POST", dict(page["tick"].fields))

    def sign_in(self, user):
        """Sign USER in in another tab."""
        response = self.send(self.open("/accounts/login/")["/accounts/login/"], login=user.email, password=PASSWORD)
        assert response.status_code == 302

    def sign_out(self):
        self.send(self.open("/accounts/logout/")["/accounts/logout/"])


def headline(response):
    return unescape(re.search(r"<h1>(.*?)</h1>", response.content.decode())[1])
