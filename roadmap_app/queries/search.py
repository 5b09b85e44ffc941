"""Finding rows by words, compared as people see them on either database."""

from collections import defaultdict
from typing import Any

from django.db.models import Model

from roadmap_app.domain.folding import fold, words


def rows_holding(model: type[Model], fields: tuple[str, ...], text: str) -> set[Any]:
    """Return the keys of the rows of MODEL that hold every word of TEXT in FIELDS, some of which may be others' rows'.

    Read and compared here, as SQLite folds the case of ASCII letters only and PostgreSQL by its locale. For tables of
    some ten thousand short rows, such as content and accounts (20,000 items: 0.15 s).
    """
    wanted = words(text)
    texts: dict[Any, list[str]] = defaultdict(list)
    for key, *values in model._default_manager.values_list("pk", *fields).iterator():
        texts[key] += [str(value) for value in values if value]
    # A line each, so that no word is found across two of them.
    folded = ((key, [fold(each) for each in dict.fromkeys(found)]) for key, found in texts.items())
    return {key for key, lines in folded if all(any(word in line for line in lines) for word in wanted)}
