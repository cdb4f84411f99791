from typing import Any

from django.db import migrations, models

ROLES = [
    ("hamlet_leader", "Hamlet leader"),
    ("treasurer", "Treasurer"),
    ("police_officer", "Police officer"),
    ("police_chief", "Chief of police"),
    ("duty_desk", "Police duty desk"),
    ("commune_administrator", "Commune administrator"),
    ("front_supervisor", "Fatherland Front supervisor"),
    ("province_reader", "Province reader"),
    ("operator", "Portal operator"),
]


def role() -> Any:
    return models.CharField(blank=True, choices=ROLES, db_default="", default="", max_length=32)


class Migration(migrations.Migration):
    dependencies = [("cameras", "0010_clusters_in_use_since")]

    operations = [
        migrations.AddField(model_name="site", name="vouched_as", field=role()),
        migrations.AddField(model_name="site", name="asked_back_as", field=role()),
    ]
