from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.journal import actions
from portal.journal.models import Entry, Root


class Command(BaseCommand):
    help = (
        "Recompute the whole journal; exit 1 and name the first broken entry if it does not hold."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", help="check this stream only")

    def handle(self, *args: Any, stream: str | None = None, **options: Any) -> None:
        if stream:
            number = actions.first_break(stream)
            if number:
                raise CommandError(f"broken: {stream} #{number}")
            self.stdout.write(f"{stream}: whole")
            return
        entry = next(actions.broken_entries(), None)
        if entry:
            raise CommandError(f"broken: {entry}")
        root = next(actions.broken_roots(), None)
        if root:
            raise CommandError(
                f"the root of {root.at:%Y-%m-%d} does not hold: "
                "entries it saw are missing, or no key of the portal signed it"
            )
        self.stdout.write(
            f"whole: {Entry.objects.count()} entries, {Root.objects.count()} signed roots"
        )
        self._tell_newest_root()

    def _tell_newest_root(self) -> None:
        """Whoever keeps this line elsewhere can show later that nothing before it was rewritten."""
        newest = Root.objects.order_by("at").last()
        if newest:
            self.stdout.write(f"newest root: {newest.at:%Y-%m-%d} {newest.digest}")
