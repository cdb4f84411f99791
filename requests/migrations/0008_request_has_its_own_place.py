import django.contrib.gis.db.models.fields
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0003_names_in_order"),
        ("cameras", "0004_consent_texts_name_rights"),
        ("footage", "0007_places_filled_and_incidents_met"),
        ("people", "0005_names_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="incident",
            name="incident_has_its_own_case_number_in_its_commune",
        ),
        migrations.AlterField(
            model_name="footagerequest",
            name="category",
            field=models.CharField(
                choices=[
                    ("traffic_accident", "Traffic accident"),
                    ("theft", "Theft"),
                    ("robbery", "Robbery, snatching"),
                    ("disorder", "Public disorder"),
                    ("injury", "Injury caused on purpose"),
                    ("racing", "Illegal racing"),
                    ("drugs", "Drugs"),
                    ("damage", "Damage to property"),
                    ("fraud", "Fraud"),
                    ("missing_person", "Missing person"),
                    ("unexplained_accident", "Accident without known cause"),
                    ("fire", "Fire, explosion"),
                    ("sanitation", "Environmental sanitation"),
                ],
                max_length=24,
                verbose_name="what kind of incident",
            ),
        ),
        migrations.AlterField(
            model_name="footagerequest",
            name="place",
            field=models.CharField(blank=True, max_length=120, verbose_name="place in words"),
        ),
        migrations.AlterField(
            model_name="footagerequest",
            name="point",
            field=django.contrib.gis.db.models.fields.PointField(srid=4326, verbose_name="place"),
        ),
        migrations.AddConstraint(
            model_name="footagerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        [
                            "traffic_accident",
                            "theft",
                            "robbery",
                            "disorder",
                            "injury",
                            "racing",
                            "drugs",
                            "damage",
                            "fraud",
                            "missing_person",
                            "unexplained_accident",
                            "fire",
                            "sanitation",
                        ],
                    )
                ),
                name="footagerequest_category_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                models.F("commune"),
                django.db.models.functions.text.Upper(
                    django.db.models.functions.text.Replace(
                        "case_number", models.Value(" "), models.Value("")
                    )
                ),
                name="incident_has_its_own_case_number_in_its_commune",
            ),
        ),
    ]
