"""Migrations are complete, can be undone, and do not stop a portal that people are using."""

from collections.abc import Iterable

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

OURS = {"areas", "journal", "notices", "people", "cameras", "contributions", "footage"}

# The last migration of each app that a real place runs. Tables made up to there have rows
# and readers; what comes later has to leave both alone. Move it with each release.
RELEASED: dict[str, str] = {}

CONCURRENT = ("AddIndexConcurrently", "RemoveIndexConcurrently")
LOCKING = {
    "AddIndex": "use AddIndexConcurrently, alone and with atomic = False",
    "AddConstraint": "use AddConstraintNotValid, and ValidateConstraint in the next migration",
    "RemoveField": "stop using the column in one release, remove it in the next",
    "RenameField": "add the new column, fill it, then remove the old one",
    "RenameModel": "old code still asks for the old table",
    "AlterField": "add a new column, fill it, then remove the old one",
    "DeleteModel": "stop using the table in one release, remove it in the next",
}


@pytest.fixture(scope="module")
def written() -> dict[tuple[str, str], migrations.Migration]:
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {key: migration for key, migration in disk.items() if key[0] in OURS}


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_names_say_what_changes(written):
    assert [name for _app, name in written if "_auto_" in name or name.endswith("_initial")] == []


def test_raw_sql_and_functions_can_be_undone(written):
    one_way = [
        f"{app}.{name}"
        for (app, name), migration in written.items()
        for operation in migration.operations
        if isinstance(operation, migrations.RunSQL | migrations.RunPython)
        and not operation.reversible
    ]

    assert one_way == []


def test_concurrent_indexes_stand_alone(written):
    crowded = [
        f"{app}.{name}"
        for (app, name), migration in written.items()
        if any(type(operation).__name__ in CONCURRENT for operation in migration.operations)
        and (len(migration.operations) > 1 or migration.atomic)
    ]

    assert crowded == []


def test_released_tables_are_changed_without_locking_people_out(written):
    found = [
        f"{app}.{name}: {why}"
        for (app, name), migration in written.items()
        if app in RELEASED and name > RELEASED[app]
        for why in dangers(migration.operations, released_tables(written, app))
    ]

    assert found == []


def released_tables(written: dict[tuple[str, str], migrations.Migration], app: str) -> set[str]:
    return {
        operation.name_lower
        for (owner, name), migration in written.items()
        if owner == app and name <= RELEASED[app]
        for operation in migration.operations
        if isinstance(operation, migrations.CreateModel)
    }


def dangers(operations: Iterable[Operation], released: set[str]) -> list[str]:
    """What these operations would do to tables with rows and readers."""
    found = []
    for operation in operations:
        table = getattr(operation, "model_name", None) or getattr(operation, "name", "")
        if table.lower() not in released:
            continue
        kind = type(operation).__name__
        if kind in LOCKING:
            found.append(f"{kind} on {table}: {LOCKING[kind]}")
        if isinstance(operation, migrations.AddField) and _needs_every_row(operation.field):
            found.append(
                f"AddField {operation.name}: null=True or db_default, then fill, then enforce"
            )
    return found


def _needs_every_row(field: models.Field) -> bool:
    return not field.null and not field.has_db_default() and not field.many_to_many


@pytest.mark.parametrize(
    ("operation", "count"),
    [
        (migrations.AddIndex("site", models.Index(fields=["kind"], name="site_kind")), 1),
        (migrations.AddField("site", "words", models.TextField(default="")), 1),
        (migrations.AddField("site", "words", models.TextField(null=True)), 0),
        (migrations.AddField("site", "words", models.TextField(db_default="")), 0),
        (migrations.RemoveField("site", "words"), 1),
        (migrations.RemoveField("draft", "words"), 0),
        (migrations.DeleteModel("site"), 1),
    ],
)
def test_the_guard_knows_what_is_dangerous(operation, count):
    assert len(dangers([operation], {"site"})) == count
