"""Find the forms in HTML pages."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class HtmlForm:
    """A form's target, method and default values."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Finder(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.page, self.open, self.found, self.ids = page, None, [], {}
        self.area = self.select = None

    def handle_starttag(self, tag, pairs):
        attrs = {name: value or "" for name, value in pairs}
        if tag == "form":
            action = urljoin(self.page, attrs.get("action") or self.page)
            self.open = HtmlForm(action, attrs.get("method", "get").upper())
            self.found.append(self.open)
            self.ids[attrs.get("id")] = self.open
        form = self.ids.get(attrs["form"]) if "form" in attrs else self.open
        if tag in ("input", "textarea", "select", "button") and form:
            if "formaction" in attrs:  # a button with another target counts as another form
                form = HtmlForm(urljoin(self.page, attrs["formaction"]), form.method, dict(form.fields))
                self.found.append(form)
            if attrs.get("name"):
                form.fields[attrs["name"]] = attrs.get("value", "")
            self.area = (form, attrs.get("name")) if tag == "textarea" else self.area
            self.select = (form, attrs.get("name")) if tag == "select" else self.select
        if tag == "option" and self.select and ("selected" in attrs or not self.select[0].fields[self.select[1]]):
            self.select[0].fields[self.select[1]] = attrs.get("value", "")

    def handle_data(self, data):
        if self.area and self.area[1]:
            self.area[0].fields[self.area[1]] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        if tag == "textarea" and self.area:
            form, name = self.area
            if name:  # HTML ignores a line break directly after the tag
                form.fields[name] = form.fields[name].removeprefix("\n")
            self.area = None
        if tag == "select":
            self.select = None


def forms_in(html, page):
    """Return the forms in HTML, the page at the path PAGE, without those with targets on other hosts."""
    finder = _Finder(page)
    finder.feed(html)
    return [form for form in finder.found if not urlsplit(form.action).netloc]
