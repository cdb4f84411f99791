from typing import Any

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from cameras.models.consents import digest


def keep_words_shown_before(apps: Any, schema_editor: Any) -> None:
    """Make again what people read; where a commune has been renamed since, "" stands for it."""
    Consent = apps.get_model("cameras", "Consent")
    ShownText = apps.get_model("cameras", "ShownText")
    shown = Consent.objects.order_by().values_list(
        "shown_sha256",
        "text__question",
        "text__hint",
        "text__body",
        "site__commune__kind",
        "site__commune__name",
    )
    words: dict[str, str] = {}
    for sha256, question, hint, body, kind, name in shown.distinct():
        text = "\n\n".join([question, hint, body])
        text = text.replace("{commune}", f"{kind} {name}").replace("{kind}", kind)
        words[sha256] = text if digest(text) == sha256 else words.get(sha256, "")
    ShownText.objects.bulk_create(
        ShownText(sha256=sha256, text=text) for sha256, text in words.items()
    )


class Migration(migrations.Migration):
    """Law 91/2025 art. 9.3: what was agreed to can be read again, not only compared."""

    dependencies = [("cameras", "0006_organisations_told_their_employees")]

    operations = [
        migrations.CreateModel(
            name="ShownText",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="showntext",
            trigger=pgtrigger.compiler.Trigger(
                name="rows_are_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8f4d7160f41eb111165fc11af01ff31515767ba2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_rows_are_never_changed_a87fd",
                    table="cameras_showntext",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="showntext",
            trigger=pgtrigger.compiler.Trigger(
                name="table_is_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;\n            RAISE EXCEPTION 'this table is append-only';\n        ",
                    hash="8612e2c8d7cd7712d8da57a34e0d0227c4781d3d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_table_is_never_emptied_aa8d6",
                    table="cameras_showntext",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(keep_words_shown_before, migrations.RunPython.noop),
    ]
