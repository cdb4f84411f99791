from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cameras", "0009_consent_texts_say_what_who_and_how_long")]

    operations = [
        migrations.AddField(
            model_name="site",
            name="in_use_since",
            field=models.DateField(blank=True, null=True, verbose_name="in use since"),
        ),
        migrations.AddField(
            model_name="site",
            name="in_use_year",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="year of first use"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("in_use_since", None), ("in_use_year", None)),
                    models.Q(
                        ("in_use_since__isnull", False), ("in_use_year", None), ("kind", "public")
                    ),
                    models.Q(
                        ("in_use_since", None), ("in_use_year__isnull", False), ("kind", "public")
                    ),
                    _connector="OR",
                ),
                name="site_public_in_use_since_a_day_or_a_year",
            ),
        ),
    ]
