"""Browsers in which people sign in with their password."""

from django.test import Client

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
PASSWORD = "correct horse 9"


def signed_in(person, password=PASSWORD, user_agent=FIREFOX):
    """Return a browser in which PERSON, a user or an e-mail address, has tried to sign in."""
    browser = Client(headers={"User-Agent": user_agent})
    browser.post("/accounts/login/", {"login": getattr(person, "email", person), "password": password})
    return browser


def is_in(browser):
    """Return whether somebody is signed in."""
    return browser.get("/notes/").status_code == 200
