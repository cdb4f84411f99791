import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("journal", "0001_journal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="actor",
            field=models.ForeignKey(
                help_text="Empty for what the portal does by itself.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="actor",
            ),
        ),
        migrations.AddField(
            model_name="head",
            name="root",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="journal.root"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="root",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d160c9e1c5b1c3e3d7f853d844d0684954bce309",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_22b87",
                    table="journal_root",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="root",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="34ea6ba16a2be2ae82e3a585bb04e68ec2d972f5",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_f360a",
                    table="journal_root",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["at"], name="entry_at"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("stream", "number"), name="entry_has_its_own_place_in_its_stream"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="entry_numbers_start_at_one"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3c3bcaf9fc1196fca4de586fb8094ed53404d373",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_62e5c",
                    table="journal_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="6840f4117f1b300d85a63cca2b28cd1d2a3510b7",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_2ac3c",
                    table="journal_entry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="head",
            index=models.Index(fields=["stream", "number"], name="head_of_stream"),
        ),
        migrations.AddConstraint(
            model_name="head",
            constraint=models.UniqueConstraint(
                fields=("root", "stream"), name="head_one_per_stream_and_root"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="head",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cd6937c82486d9394def0753c63327f36521ac9a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_d1190",
                    table="journal_head",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="head",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="83f579b2fea6ce3201f4604a5ff4a084582a6797",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_7cda7",
                    table="journal_head",
                    when="BEFORE",
                ),
            ),
        ),
    ]
