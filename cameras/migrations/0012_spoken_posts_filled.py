from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef

SPOKEN = [("vouched_by", "vouched_as"), ("asked_back_by", "asked_back_as")]


def fill(apps: Any, schema_editor: Any) -> None:
    """Who has led the hamlet spoke as its leader; an administrator who never has, as such."""
    sites = apps.get_model("cameras", "Site").objects
    posts = apps.get_model("people", "Post").objects
    for person, role in SPOKEN:
        held = posts.filter(person=OuterRef(person))
        led = held.filter(role="hamlet_leader", hamlet=OuterRef("hamlet"))
        administered = held.filter(role="commune_administrator", commune=OuterRef("commune"))
        spoken = sites.filter(**{f"{person}__isnull": False, role: ""})
        spoken.filter(~Exists(led), Exists(administered)).update(**{role: "commune_administrator"})
        sites.filter(**{f"{person}__isnull": False, role: ""}).update(**{role: "hamlet_leader"})


class Migration(migrations.Migration):
    dependencies = [
        ("cameras", "0011_in_which_post_they_spoke"),
        ("people", "0005_names_in_order"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
