"""Make the group of those who may edit content and nothing else."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITED = ("roadmap", "stage", "topic", "item", "resource")
# What a newer fixture brings is decided by editors, and made by nobody.
DECIDED = ("loadedentry",)


def make_group(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    # Django makes permissions after the last migration of all, which is too late for a group that holds them.
    create_permissions(installed.get_app_config("roadmap_app"), verbosity=0, using=schema_editor.connection.alias)
    wanted = [f"{verb}_{model}" for model in EDITED for verb in ("add", "change", "delete", "view")]
    wanted += [f"{verb}_{model}" for model in DECIDED for verb in ("change", "view")]
    group, _ = Group.objects.get_or_create(name="Editors")
    group.permissions.set(Permission.objects.filter(content_type__app_label="roadmap_app", codename__in=wanted))


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap_app", "0003_begin_history"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
