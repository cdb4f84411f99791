from typing import Any

from django.db import migrations

from cameras.register import consent_texts


def load(apps: Any, schema_editor: Any) -> None:
    for version in (1, 2, 3):
        consent_texts.load(apps.get_model("cameras", "ConsentText"), version)


class Migration(migrations.Migration):
    """All published versions of the words of consent; a new version is a migration of its own."""

    dependencies = [("cameras", "0001_register")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
