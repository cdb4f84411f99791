"""Migrations are complete, can be undone, and do not stop a portal that people are using."""

from collections.abc import Iterable

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tests import released

OURS = set(released.FOLDERS)
RELEASE = released.release()

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
    assert locking_people_out(written, RELEASE.last) == []


def test_a_release_is_a_tag_with_every_app_s_last_migration(written):
    named = set(RELEASE.last.items())

    assert bool(RELEASE.tag) == bool(RELEASE.last)
    assert set(RELEASE.last) in (set(), OURS)
    assert named - set(written) == set()


def test_what_was_released_is_never_edited():
    assert not RELEASE.tag or released.digest(RELEASE.last) == RELEASE.sha256


def test_after_a_release_the_guard_refuses_what_would_lock_people_out(written):
    """The same tables, as if they had been released today, and what a hurried person adds."""
    last = {app: released.files(app)[-1].stem for app in OURS}
    index = migrations.AddIndex("site", models.Index(fields=["kind"], name="site_kind"))
    hurried = written | {("cameras", "9999_find_by_kind"): _migration("cameras", index)}

    assert locking_people_out(written, last) == []
    assert locking_people_out(hurried, {}) == []
    assert locking_people_out(hurried, last) == [
        "cameras.9999_find_by_kind: AddIndex on site: "
        "use AddIndexConcurrently, alone and with atomic = False"
    ]


def test_naming_a_release_takes_what_is_here_and_an_edit_shows(monkeypatch, tmp_path):
    monkeypatch.setattr(released, "TABLE", tmp_path / "released.json")
    monkeypatch.setattr(released, "ROOT", tmp_path)
    for folder in released.FOLDERS.values():
        (tmp_path / folder / "migrations").mkdir(parents=True)
        (tmp_path / folder / "migrations" / "0001_tables.py").write_text("# as released")

    named = released.name_release("v1.0")
    (tmp_path / "cameras/migrations/0002_later.py").write_text("# may come")
    after_another = released.digest(named.last)
    (tmp_path / "cameras/migrations/0001_tables.py").write_text("# edited")

    assert released.release() == named
    assert named.last["cameras"] == "0001_tables"
    assert after_another == named.sha256
    assert released.digest(named.last) != named.sha256


def _migration(app: str, *operations: Operation) -> migrations.Migration:
    migration = migrations.Migration("sample", app)
    migration.operations.extend(operations)
    return migration


Written = dict[tuple[str, str], migrations.Migration]


def locking_people_out(written: Written, last: dict[str, str]) -> list[str]:
    """What migrations after the release would do to the tables made up to it."""
    return [
        f"{app}.{name}: {why}"
        for (app, name), migration in written.items()
        if app in last and name > last[app]
        for why in dangers(migration.operations, released_tables(written, app, last[app]))
    ]


def released_tables(written: Written, app: str, last: str) -> set[str]:
    return {
        operation.name_lower
        for (owner, name), migration in written.items()
        if owner == app and name <= last
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
