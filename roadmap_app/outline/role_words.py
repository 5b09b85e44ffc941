"""Put roles and levels of blocks into words, and read the choices that forms and the command line send."""

import re

from roadmap_app.outline.reading.choices import Role

ROLE_WORDS = {
    Role.TITLE: "title",
    Role.SUMMARY: "summary",
    Role.STAGE: "stage",
    Role.TOPIC: "topic",
    Role.GROUP: "group of items",
    Role.ITEM: "item",
    Role.RESOURCE: "resource",
    Role.HINT: "detail",
    Role.LEFT_OUT: "left out",
}
_LEVEL_WORDS = {
    "bold": "Lines in bold",
    "list1": "List items",
    "paragraph": "Paragraphs",
    "row": "Table rows",
    "code": "Code",
    "image": "Images",
    "html": "HTML",
    "front matter": "Front matter",
    "definition": "Link definitions",
    "rule": "Rules",
    "long": "Lines that are too long",
}
_KEY = re.compile(r"h[1-6]|bold|list[1-9][0-9]?|paragraph|row|t[1-9][0-9]{0,3}c[1-9][0-9]{0,2}")
_CHOICE = re.compile(r"([\w-]{1,40})=([a-z ]{1,20})")


class NoSuchChoice(Exception):
    """A role, level or block that cannot be; the message is for the person who chose it."""


def level_words(key: str) -> str:
    """Return what blocks of the level KEY are called: "Headings ##" for "h2", "Column 2 of table 1" for "t1c2"."""
    if re.fullmatch("h[1-6]", key):
        return f"Headings {'#' * int(key[1])}"
    if re.fullmatch("list[0-9]+", key) and key != "list1":
        return f"List items, level {key[4:]}"
    if column := re.fullmatch("t([0-9]+)c([0-9]+)", key):
        return f"Column {column[2]} of table {column[1]}"
    return _LEVEL_WORDS.get(key, key.capitalize())


def read_choice(text: str) -> tuple[str, Role]:
    """Return the key and the role of a choice such as "h2=stage". Raise NoSuchChoice if it is none."""
    found = _CHOICE.fullmatch(text)
    if not found or found[2] not in {role.value for role in Role}:
        raise NoSuchChoice(f"“{text[:80]}” is no choice of a role.")
    return found[1], Role(found[2])


def read_level(key: str) -> str:
    """Return KEY if it is a level such as "h2", "list1" or "t1c2"; raise NoSuchChoice if it is not."""
    if not _KEY.fullmatch(key):
        raise NoSuchChoice(
            f"“{key[:80]}” is no level. Levels are h1 to h6, bold, list1, list2, paragraph, row and t1c2."
        )
    return key
