from typing import Any

from django.db import migrations

from cameras import wording


def load(apps: Any, schema_editor: Any) -> None:
    wording.load(apps.get_model("cameras", "ConsentText"), version=1)


class Migration(migrations.Migration):
    dependencies = [("cameras", "0001_register")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
