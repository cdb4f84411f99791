from typing import Any

from django.db import migrations
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    """Schools, offices and banks were not asked yet: only trial portals have such sites."""
    asked = apps.get_model("cameras", "Site").objects.exclude(kind__in=["household", "public"])
    asked.filter(employees_told_at=None).update(employees_told_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("cameras", "0004_consent_texts_name_rights")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
