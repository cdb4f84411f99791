from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, ProgrammingError

from portal import disks
from requests.asking.models import FootageRequest
from requests.evidence.models import Upload

SOME = 20  # rows whose files are looked for


class Command(BaseCommand):
    help = (
        "Mark MEDIA_ROOT and UPLOAD_ROOT as the folders our files lie in; exit 1 where rows name "
        "files and none of them is there: the volume is not mounted."
    )
    # It comes before everything else, also while the folders are not there.
    requires_system_checks: list[str] = []  # Django's own

    def add_arguments(self, parser: CommandParser) -> None:
        again = "the files are lost, or come later: mark the folders as they are"
        parser.add_argument("--again", action="store_true", help=again)

    def handle(self, *args: Any, again: bool = False, **options: Any) -> None:
        for name, root in disks.roots().items():
            if disks.is_marked(root):
                continue
            if not again and not _is_ours(FILES[name]):
                raise CommandError(
                    f"{name}: {root} holds none of the files that have come in. Is its volume "
                    "mounted? Should they be gone for good: manage mark_disks --again"
                )
            disks.mark(root)
            self.stdout.write(f"{root} is marked")


def _uploads() -> list[Path]:
    return [upload.folder for upload in Upload.objects.live().order_by("-pk")[:SOME]]


def _scans() -> list[Path]:
    rows = FootageRequest.objects.exclude(document_scan="").order_by("-pk")[:SOME]
    return [Path(row.document_scan.path) for row in rows]


FILES: dict[str, Callable[[], list[Path]]] = {"MEDIA_ROOT": _scans, "UPLOAD_ROOT": _uploads}


def _is_ours(files: Callable[[], list[Path]]) -> bool:
    """Nothing has come in yet, or some of it is there."""
    try:
        some = files()
    except ProgrammingError:  # The tables are not made yet.
        return True
    except Error as error:
        raise CommandError("PostgreSQL does not answer.") from error
    return not some or any(path.exists() for path in some)
