from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0003_names_in_order"),
        ("people", "0004_purposes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="name",
            field=models.CharField(db_collation="vietnamese", max_length=120, verbose_name="name"),
        ),
    ]
