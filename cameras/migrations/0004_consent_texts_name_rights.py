from typing import Any

from django.db import migrations

from cameras import wording


def load(apps: Any, schema_editor: Any) -> None:
    wording.load(apps.get_model("cameras", "ConsentText"), version=2)


class Migration(migrations.Migration):
    """Law 91/2025 art. 9.2: who agrees knows the controller, and her rights and duties."""

    dependencies = [("cameras", "0003_site_to_vouch")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
