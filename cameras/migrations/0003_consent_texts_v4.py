from typing import Any

from django.db import migrations

from cameras.register import consent_texts


def load(apps: Any, schema_editor: Any) -> None:
    consent_texts.load(apps.get_model("cameras", "ConsentText"), version=4)


class Migration(migrations.Migration):
    """Version 4 of the words of consent: the law's rights complete, and all that the police get."""

    dependencies = [("cameras", "0002_consent_texts")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
