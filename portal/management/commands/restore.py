"""A backup becomes the portal again, and says what of it is not whole."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from portal import disks
from portal.journal import signing
from portal.management.commands.backup import DUMP, FOLDERS, NOTE, absolute, files_of, run
from requests.evidence.actions import inspections, pieces, uploads
from requests.evidence.models import Upload

# Made by PostgreSQL's administrator before, as set-up says; the portal's own user may not.
MADE_BEFORE = (" EXTENSION ", " COMMENT - EXTENSION ", " TABLE DATA public spatial_ref_sys ")


class Command(BaseCommand):
    help = (
        "Fill an empty database and empty folders from a backup, let uploads go on from the bytes "
        "that are there, and check journal and files; exit 1 if they are not whole."
    )
    requires_system_checks: list[str] = []  # Django's own

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=absolute)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        note = self._note(folder)
        require_empty()
        self._fill_database(folder)
        for name, part in FOLDERS.items():
            copied = copy(folder / part, disks.roots()[name])
            self.stdout.write(f"{disks.roots()[name]}: {copied} files")
        self._continue_uploads()
        if note["public_key"] != signing.public_key_pem():
            self.stderr.write("The signing key is not the one of this backup: put it in its place.")
        call_command("verify_journal", stdout=self.stdout)
        call_command("check_files", stdout=self.stdout)

    def _note(self, folder: Path) -> dict[str, Any]:
        try:
            note: dict[str, Any] = json.loads((folder / NOTE).read_text())
        except (OSError, ValueError) as fault:
            raise CommandError(f"{folder} is not a backup that came to its end.") from fault
        return note

    def _fill_database(self, folder: Path) -> None:
        """In one transaction: a dump that does not fit leaves the database as it was."""
        listed = run("pg_restore", "--list", str(folder / DUMP)).splitlines()
        ours = [line for line in listed if not any(made in line for made in MADE_BEFORE)]
        with tempfile.NamedTemporaryFile("w", suffix=".list") as file:
            file.write("\n".join(ours) + "\n")
            file.flush()
            run(
                "pg_restore",
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                f"--use-list={file.name}",
                f"--dbname={connection.settings_dict['NAME']}",
                str(folder / DUMP),
            )
        self.stdout.write(f"{connection.settings_dict['NAME']}: filled")

    def _continue_uploads(self) -> None:
        """What was on its way goes on from the bytes that are there, or has ended."""
        back = ended = 0
        for upload in Upload.objects.arriving().order_by("pk"):
            counted = upload.offset
            if not upload.original.exists():
                uploads.end_lost(upload)
                ended += 1
            elif pieces.count_safe(upload).offset < counted:
                back += 1
        self.stdout.write(f"uploads on their way: {back} went back, {ended} ended")
        self.stdout.write(f"files that arrived: {inspections.stop_lost()} are not there")


def require_empty() -> None:
    if connection.introspection.table_names():
        not_ours = {"spatial_ref_sys"}
        if set(connection.introspection.table_names()) - not_ours:
            raise CommandError("The database is not empty; restore into a new one.")
    for name, root in disks.roots().items():
        if root.exists() and set(files_of(root)) - {Path(disks.MARK)}:
            raise CommandError(f"{name}: {root} is not empty; restore into a new folder.")


def copy(source: Path, target: Path) -> int:
    """The mark comes first: only then is the folder ours."""
    disks.mark(target)
    paths = files_of(source)
    for path in paths:
        (target / path).parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        shutil.copy2(source / path, target / path)
    return len(paths)
