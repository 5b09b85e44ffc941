"""Make the excerpt and the folded text of every note that was saved before there were any, a few notes at a time."""

from django.db import migrations

from roadmap_app.domain.folding import fold
from roadmap_app.domain.markdown import excerpt

BATCH = 100


def derive_notes(apps, schema_editor):
    notes = apps.get_model("roadmap_app", "Note").objects.using(schema_editor.connection.alias).filter(derivation=0)
    last = 0
    while rows := list(notes.filter(pk__gt=last).order_by("pk").values_list("pk", "version", "body")[:BATCH]):
        for pk, version, body in rows:
            made = {"excerpt": excerpt(body), "folded": fold(body), "derivation": 1}
            notes.filter(pk=pk, version=version).update(**made)
        last = rows[-1][0]


class Migration(migrations.Migration):
    atomic = False  # each note is saved for itself: it can be cut off and goes on, and locks nothing for long
    dependencies = [("roadmap_app", "0011_note_excerpts")]
    operations = [migrations.RunPython(derive_notes, migrations.RunPython.noop)]
