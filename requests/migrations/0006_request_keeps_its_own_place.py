import django.contrib.gis.db.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("footage", "0005_receipt_given_by_somebody")]

    operations = [
        migrations.AddField(
            model_name="footagerequest",
            name="category",
            field=models.CharField(max_length=24, null=True),
        ),
        migrations.AddField(
            model_name="footagerequest",
            name="place",
            field=models.CharField(max_length=120, null=True),
        ),
        migrations.AddField(
            model_name="footagerequest",
            name="point",
            field=django.contrib.gis.db.models.fields.PointField(null=True, srid=4326),
        ),
    ]
