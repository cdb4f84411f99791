"""A backup by the letter, restored on another machine by the portal's own user."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal import disks
from portal.journal.actions import seal
from portal.management.commands import backup
from requests.asking.models import Ask
from requests.evidence import tasks
from requests.evidence.models import Upload
from tests.journeys.portal import beside, tell_postgres
from tests.requests.factories import AskFactory, FootageRequestFactory
from tests.requests.footage_factories import UploadFactory, film, received

pytestmark = pytest.mark.django_db(transaction=True)

KEEPER = "so_keeper"  # no administrator of PostgreSQL


class Machine:
    """Another machine: an empty database and empty folders of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = f"{settings.DATABASES['default']['NAME']}_restored"
        url = urlsplit(beside(os.environ["DATABASE_URL"], self.database))
        self.url = url._replace(netloc=url.netloc.replace("so@", f"{KEEPER}@")).geturl()

    def make(self) -> None:
        self.drop()
        tell_postgres(f"CREATE ROLE {KEEPER} LOGIN")
        tell_postgres(f'CREATE DATABASE "{self.database}" OWNER {KEEPER}')
        with psycopg.connect(beside(os.environ["DATABASE_URL"], self.database)) as line:
            for name in ("postgis", "btree_gist", "pg_trgm"):
                line.execute(f"CREATE EXTENSION {name}".encode())

    def drop(self) -> None:
        tell_postgres(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        tell_postgres(f"DROP ROLE IF EXISTS {KEEPER}")

    def manage(self, *order: str) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tests.requests.restored_settings",
            "MEDIA_ROOT": str(self.folder / "media"),
            "UPLOAD_ROOT": str(self.folder / "uploads"),
            "SIGNING_KEY_FILE": str(settings.SIGNING_KEY_FILE),
        }
        return subprocess.run(
            [sys.executable, "manage.py", *order],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def row(self, question: str, *values: object) -> Any:
        with psycopg.connect(beside(os.environ["DATABASE_URL"], self.database)) as line:
            return line.execute(question.encode(), values).fetchone()

    def original(self, upload: Upload) -> Path:
        return self.folder / "uploads" / upload.original.relative_to(settings.UPLOAD_ROOT)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path / "elsewhere")
    machine.make()
    yield machine
    machine.drop()


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_ROOT, settings.MEDIA_ROOT = tmp_path / "uploads", tmp_path / "media"
    for root in (settings.UPLOAD_ROOT, settings.MEDIA_ROOT):
        disks.mark(root)


def under_way(counted: bytes) -> Upload:
    """Ten bytes were announced; so many are counted and lie on the disk."""
    upload: Upload = UploadFactory(
        ask=AskFactory(answer=Ask.Answer.APPROVED),
        size=10,
        offset=len(counted),
        bytes_on_disk=counted,
    )
    return upload


def checked_film() -> Upload:
    footage = received(film())
    tasks.inspect(footage.pk)
    upload: Upload = footage.upload
    return upload


OFFSET = 'SELECT "offset", status FROM footage_upload WHERE public_id = %s'


def test_what_comes_between_the_database_and_the_files_costs_nothing(
    elsewhere: Machine, tmp_path: Path, monkeypatch: Any
) -> None:
    arrived, going_on = checked_film(), under_way(b"01234")
    seal()
    dumped = backup.run

    def between(program: str, *arguments: str) -> str:
        output = dumped(program, *arguments)
        going_on.original.write_bytes(b"01234567")
        Upload.objects.filter(pk=going_on.pk).update(offset=8)
        checked_film()
        return output

    monkeypatch.setattr(backup, "run", between)
    call_command("backup", str(tmp_path / "backup"))
    restored = elsewhere.manage("restore", str(tmp_path / "backup"))

    assert restored.returncode == 0, restored.stderr
    assert "whole: " in restored.stdout
    assert "all there: 1 files, 1 on their way" in restored.stdout
    assert "no row knows it" in restored.stdout
    assert elsewhere.row(OFFSET, going_on.public_id) == (5, "receiving")
    assert elsewhere.original(going_on).read_bytes() == b"01234"
    assert elsewhere.original(arrived).read_bytes() == film()


def test_bytes_that_a_backup_lacks_are_named_and_gone_on_from(
    elsewhere: Machine, tmp_path: Path
) -> None:
    short, ended, lost = under_way(b"01234567"), under_way(b"01"), checked_film()
    call_command("backup", str(tmp_path / "backup"))
    for upload, left in ((short, b"01234"), (lost, b"some")):
        copy = tmp_path / "backup/uploads" / upload.original.relative_to(settings.UPLOAD_ROOT)
        copy.chmod(0o640)
        copy.write_bytes(left)
    (tmp_path / "backup/uploads" / ended.original.relative_to(settings.UPLOAD_ROOT)).unlink()

    restored = elsewhere.manage("restore", str(tmp_path / "backup"))

    assert restored.returncode == 1
    assert "1 went back, 1 ended" in restored.stdout
    assert f"4 of its {len(film())} bytes are there" in restored.stdout
    assert elsewhere.row(OFFSET, short.public_id) == (5, "receiving")
    assert elsewhere.original(short).read_bytes() == b"01234"
    assert elsewhere.row(OFFSET, ended.public_id)[1] == "withdrawn"
    assert elsewhere.row("SELECT status FROM footage_footage") == ("unreadable",)


def test_a_backup_is_restored_into_nothing_but_an_empty_place(
    elsewhere: Machine, tmp_path: Path
) -> None:
    checked_film()
    call_command("backup", str(tmp_path / "backup"))

    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(tmp_path / "backup"))
    (elsewhere.folder / "media").mkdir(parents=True)
    (elsewhere.folder / "media/theirs").touch()
    refused = elsewhere.manage("restore", str(tmp_path / "backup"))

    assert "is not empty" in refused.stderr
    assert elsewhere.row("SELECT to_regclass('footage_upload')") == (None,)


def test_a_backup_that_was_cut_off_is_none(tmp_path: Path, monkeypatch: Any) -> None:
    checked_film()

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as on_a_full_disk:
        on_a_full_disk.setattr(backup.shutil, "copy2", full)
        with pytest.raises(CommandError, match="not come to its end"):
            call_command("backup", str(tmp_path / "backup"))

    with pytest.raises(CommandError, match="came to its end"):
        call_command("restore", str(tmp_path / "backup"))


def test_the_next_backup_copies_only_what_is_new(tmp_path: Path) -> None:
    upload, changing = checked_film(), under_way(b"01")
    call_command("backup", str(tmp_path / "monday"))
    call_command("backup", str(tmp_path / "tuesday"), beside=tmp_path / "monday")

    copies = [
        (tmp_path / day / "uploads" / one.original.relative_to(settings.UPLOAD_ROOT)).stat().st_ino
        for one in (upload, changing)
        for day in ("monday", "tuesday")
    ]
    assert copies[0] == copies[1]
    assert copies[2] != copies[3]
    assert json.loads((tmp_path / "tuesday/backup.json").read_text())["public_key"]


def test_a_volume_that_is_not_mounted_is_not_taken_for_an_empty_one(
    settings: Any, tmp_path: Path
) -> None:
    settings.UPLOAD_ROOT = tmp_path / "unmounted"
    settings.UPLOAD_ROOT.mkdir()

    with pytest.raises(CommandError, match="mounted"):
        call_command("backup", str(tmp_path / "backup"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda upload: upload.original.unlink(), "0 of its"),
        (lambda upload: upload.original.write_bytes(bytes(len(film()))), "not those that were"),
        (lambda upload: upload.footage.preview.unlink(), "preview is gone"),
    ],
)
def test_files_are_compared_with_rows_and_journal(capsys: Any, change: Any, says: str) -> None:
    upload = checked_film()
    call_command("check_files")
    assert "all there: 1 files" in capsys.readouterr().out

    upload.original.chmod(0o640)
    upload.footage.refresh_from_db()
    change(upload)
    with pytest.raises(CommandError, match="1 of the files"):
        call_command("check_files")

    assert says in capsys.readouterr().out


def test_a_scan_that_is_gone_or_another_is_named(capsys: Any) -> None:
    request = FootageRequestFactory()
    request.document_scan.storage.delete(request.document_scan.name)

    with pytest.raises(CommandError, match="1 of the files"):
        call_command("check_files")

    assert f"scan of request {request.public_id}" in capsys.readouterr().out


def test_bytes_of_what_is_said_to_be_deleted_are_named(capsys: Any) -> None:
    upload = under_way(b"01")
    Upload.objects.update(status="withdrawn")

    with pytest.raises(CommandError):
        call_command("check_files", quick=True)

    assert f"upload {upload.public_id}: it is deleted" in capsys.readouterr().out
