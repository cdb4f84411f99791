from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """Until now the paper named whoever had answered."""
    ask = apps.get_model("footage", "Ask").objects.filter(pk=OuterRef("ask"))
    receipts = apps.get_model("footage", "FootageReceipt").objects
    receipts.update(given_by=Subquery(ask.values("answered_by")))


class Migration(migrations.Migration):
    dependencies = [
        ("footage", "0003_by_commune_and_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="footagereceipt",
            name="given_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
