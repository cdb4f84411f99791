from typing import Any

from django.db import migrations

from cameras import wording


def load(apps: Any, schema_editor: Any) -> None:
    wording.load(apps.get_model("cameras", "ConsentText"), version=3)


class Migration(migrations.Migration):
    """Law 91/2025 art. 9.2, Decree 356/2025 art. 6.4: data, recipients, period, sensitivity."""

    dependencies = [("cameras", "0008_consent_knows_where_it_came_from")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
