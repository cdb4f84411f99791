from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.disks import DiskAway
from requests.asking.document_scans import lost_scans
from requests.asking.models import FootageRequest
from requests.evidence.actions import inspections
from requests.evidence.kept_files import faults
from requests.evidence.models import Footage, Upload


class Command(BaseCommand):
    help = (
        "Compare the files on the disks with rows and journal; exit 1 and name each that is "
        "missing, shorter, changed, or still there although it is deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        quick = "sizes alone: do not read the bytes to compare their SHA-256"
        parser.add_argument("--quick", action="store_true", help=quick)
        again = "the disk is mended: have what could not be read checked once more"
        parser.add_argument("--again", action="store_true", help=again)

    def handle(self, *args: Any, quick: bool = False, again: bool = False, **options: Any) -> None:
        if again:
            self.stdout.write(f"{inspections.check_unreadable()} files are checked once more")
        lost = 0
        try:
            for fault in faults(read=not quick):
                lost += not fault.is_garbage
                self.stdout.write(str(fault))
            for sentence in lost_scans():
                lost += 1
                self.stdout.write(sentence)
        except DiskAway as away:
            raise CommandError(f"{away.filename}: {away.strerror}") from away
        if lost:
            raise CommandError(f"{lost} of the files are not as rows and journal have them")
        files, scans = Footage.objects.kept(), FootageRequest.objects.exclude(document_scan="")
        self.stdout.write(
            f"all there: {files.count()} files, {Upload.objects.arriving().count()} on their way, "
            f"{scans.count()} scans"
        )
