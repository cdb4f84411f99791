from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_communes_and_hamlets"),
    ]

    operations = [
        CreateCollation("vietnamese", provider="icu", locale="vi-u-kn-true"),
        migrations.AlterField(
            model_name="commune",
            name="name",
            field=models.CharField(db_collation="vietnamese", max_length=80),
        ),
        migrations.AlterField(
            model_name="province",
            name="name",
            field=models.CharField(db_collation="vietnamese", max_length=80),
        ),
        migrations.AlterField(
            model_name="hamlet",
            name="name",
            field=models.CharField(db_collation="vietnamese", max_length=80, verbose_name="name"),
        ),
    ]
