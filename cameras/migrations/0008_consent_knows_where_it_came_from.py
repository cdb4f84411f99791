import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cameras", "0007_words_as_shown")]

    operations = [
        migrations.RenameField(model_name="consent", old_name="shown_sha256", new_name="shown"),
        migrations.AlterField(
            model_name="consent",
            name="shown",
            field=models.ForeignKey(
                db_column="shown_sha256",
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cameras.showntext",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="ip",
            field=models.GenericIPAddressField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="user_agent",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="consenttext",
            name="data",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="consenttext",
            name="recipients",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="consenttext",
            name="kept",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="consenttext",
            name="sensitive",
            field=models.CharField(blank=True, max_length=400),
        ),
    ]
