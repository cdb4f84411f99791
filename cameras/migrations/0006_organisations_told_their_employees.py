from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cameras", "0005_registered_before_the_question")]

    operations = [
        migrations.RemoveConstraint(
            model_name="site",
            name="site_of_a_business_told_its_employees",
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["household", "public"]),
                    ("employees_told_at__isnull", False),
                    _connector="OR",
                ),
                name="site_of_an_organisation_told_its_employees",
            ),
        ),
    ]
