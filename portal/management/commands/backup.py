"""First the database, then the files: what came between lies there without a row, and harms nobody.

The other way round, a row names bytes that were copied before they came.
"""

import json
import os
import shutil
import subprocess
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal import disks
from portal.journal import signing
from portal.journal.models import Root

DUMP, NOTE = "database.dump", "backup.json"
FOLDERS = {"MEDIA_ROOT": "media", "UPLOAD_ROOT": "uploads"}
NOT_COPIED = {"turn"}  # who writes to an upload, on this machine and today


class Command(BaseCommand):
    help = (
        "Copy the database and then all files into a new folder. The keys of /etc/so-camera are "
        "kept apart by hand."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=absolute, help="must not exist yet")
        beside = "an earlier backup on the same volume: its unchanged files are linked, not copied"
        parser.add_argument("--beside", type=absolute, help=beside)

    def handle(self, *args: Any, folder: Path, beside: Path | None = None, **options: Any) -> None:
        for root in disks.roots().values():
            if not disks.is_marked(root):
                raise CommandError(f"{root} is not marked: is its volume mounted?")
        if beside and not (beside / NOTE).exists():
            raise CommandError(f"{beside} is not a backup that came to its end.")
        try:
            folder.mkdir(mode=0o700, parents=True)
            run("pg_dump", "--format=custom", f"--file={folder / DUMP}")
            copied = sum(self._copy(name, folder, beside) for name in FOLDERS)
            self._note(folder)
        except FileExistsError as there:
            raise CommandError(f"{folder} is there already; name a new one.") from there
        except OSError as fault:
            raise CommandError(f"The backup has not come to its end: {fault}") from fault
        self.stdout.write(f"{folder}: the database, then {copied} files. Try it: manage restore")

    def _copy(self, name: str, folder: Path, beside: Path | None) -> int:
        root, target = disks.roots()[name], folder / FOLDERS[name]
        earlier = beside / FOLDERS[name] if beside else None
        return sum(_copied(root, path, target, earlier) for path in files_of(root))

    def _note(self, folder: Path) -> None:
        """Written last: a folder without it is no backup."""
        newest = Root.objects.order_by("number").last()
        note = {
            "made_at": timezone.now().isoformat(),
            "newest_root": newest.digest if newest else None,
            "public_key": signing.public_key_pem(),
        }
        os.sync()
        (folder / NOTE).write_text(json.dumps(note, indent=1) + "\n")


def absolute(name: str) -> Path:
    path = Path(name)
    if not path.is_absolute():
        raise ArgumentTypeError(f"{name} must be an absolute path")
    return path


def files_of(root: Path) -> list[Path]:
    return sorted(
        path.relative_to(root)
        for path in root.rglob("*")
        if path.is_file() and path.name not in NOT_COPIED
    )


def _copied(root: Path, path: Path, target: Path, earlier: Path | None) -> bool:
    """Whether it was still there: what is withdrawn or deleted meanwhile is let go."""
    source, copy = root / path, target / path
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if earlier and _is_same(source, earlier / path):
            os.link(earlier / path, copy)
        else:
            shutil.copy2(source, copy)
    except FileNotFoundError:
        return False
    return True


def _is_same(source: Path, copy: Path) -> bool:
    """Nobody writes to it any more, and it has not changed since."""
    if not copy.exists():
        return False
    now, then = source.stat(), copy.stat()
    is_sealed = now.st_mode & 0o222 == 0
    return is_sealed and (now.st_size, now.st_mtime_ns) == (then.st_size, then.st_mtime_ns)


def run(program: str, *arguments: str) -> str:
    """What one of PostgreSQL's programs says about the portal's database."""
    database: dict[str, Any] = settings.DATABASES["default"]
    given: dict[str, str] = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    environment: dict[str, str] = dict(os.environ) | {
        name: value for name, value in given.items() if value
    }
    try:
        done = subprocess.run(  # noqa: S603  # Our own command, and no shell.
            [_newest(program), *arguments], env=environment, capture_output=True, text=True
        )
    except FileNotFoundError as missing:
        raise CommandError(f"{program} is missing; install postgresql-client.") from missing
    if done.returncode:
        raise CommandError(f"{program} failed: {done.stderr.strip()[-2000:]}")
    output: str = done.stdout
    return output


def _newest(program: str) -> str:
    """An older pg_dump refuses a newer server."""
    programs = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{program}"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    return str(programs[-1]) if programs else program
