"""Give a stage at the address “finish”, which is a page of every roadmap from here on, another one."""

from django.db import migrations


def free_slug(apps, schema_editor):
    """Rename each stage with the slug “finish”, and raise its roadmap's version so that no old snapshot is used."""
    alias = schema_editor.connection.alias
    Stage, Roadmap = apps.get_model("roadmap_app", "Stage"), apps.get_model("roadmap_app", "Roadmap")
    for stage in Stage.objects.using(alias).filter(slug="finish"):
        taken = set(Stage.objects.using(alias).filter(roadmap=stage.roadmap_id).values_list("slug", flat=True))
        slug = next(name for number in range(2, len(taken) + 3) if (name := f"finish-{number}") not in taken)
        Stage.objects.using(alias).filter(pk=stage.pk).update(slug=slug)
        roadmap = Roadmap.objects.using(alias).get(pk=stage.roadmap_id)
        Roadmap.objects.using(alias).filter(pk=roadmap.pk).update(version=roadmap.version + 1)


class Migration(migrations.Migration):

    dependencies = [
        ("roadmap_app", "0030_manage_pages"),
    ]

    operations = [
        migrations.RunPython(free_slug, migrations.RunPython.noop),
    ]
