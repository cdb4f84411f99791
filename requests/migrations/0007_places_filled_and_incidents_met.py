import unicodedata
from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """Until now a request was taken to be where its incident's first search was."""
    incident = apps.get_model("footage", "Incident").objects.filter(pk=OuterRef("incident"))
    apps.get_model("footage", "FootageRequest").objects.update(
        **{name: Subquery(incident.values(name)[:1]) for name in ("category", "place", "point")}
    )


def meet(apps: Any, schema_editor: Any) -> None:
    """One incident for each case number, however case and spaces were typed: the oldest."""
    Incident = apps.get_model("footage", "Incident")
    FootageRequest = apps.get_model("footage", "FootageRequest")
    oldest: dict[tuple[int, str], int] = {}
    for incident in Incident.objects.only("commune_id", "case_number").order_by("pk"):
        number = " ".join(unicodedata.normalize("NFC", incident.case_number.upper()).split())
        kept = oldest.setdefault((incident.commune_id, number.replace(" ", "")), incident.pk)
        if kept != incident.pk:
            FootageRequest.objects.filter(incident=incident).update(incident=kept)
            incident.delete()
        elif number != incident.case_number:
            Incident.objects.filter(pk=incident.pk).update(case_number=number[:40])


class Migration(migrations.Migration):
    # By itself: PostgreSQL makes no index on rows that this transaction has changed.
    dependencies = [("footage", "0006_request_keeps_its_own_place")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        # Each request has its own place by now, so that nothing is lost with an incident's.
        migrations.RunPython(meet, migrations.RunPython.noop),
    ]
