from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.journal.models import Entry, Root
from portal.journal.proof import faults


class Command(BaseCommand):
    help = (
        "Recompute the whole journal and its signed roots; exit 1 and say what was done to the "
        "first entry or root that does not hold."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", default="", help="check this stream only")

    def handle(self, *args: Any, stream: str = "", **options: Any) -> None:
        fault = next(faults(stream), None)
        if fault:
            raise CommandError(f"broken: {fault}")
        if stream:
            self._tell_stream(stream)
        else:
            self._tell_journal()

    def _tell_stream(self, stream: str) -> None:
        if not Entry.objects.of(stream).exists():
            raise CommandError(f"There is no stream {stream}.")
        self.stdout.write(f"{stream}: whole")

    def _tell_journal(self) -> None:
        """Whoever keeps the last line elsewhere can show later that nothing was rewritten."""
        self.stdout.write(
            f"whole: {Entry.objects.count()} entries, {Root.objects.count()} signed roots"
        )
        newest = Root.objects.order_by("at").last()
        if newest:
            self.stdout.write(f"newest root: {newest.at:%Y-%m-%d} {newest.digest}")
