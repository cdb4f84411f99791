from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from portal.journal.comparisons import faults_of_rows
from portal.journal.copies import digests_in, root_with
from portal.journal.dates import doubts
from portal.journal.models import Entry, Root
from portal.journal.proof import faults


class Command(BaseCommand):
    help = (
        "Recompute the whole journal and its signed roots, and compare with it the rows that can "
        "be compared; exit 1 and say what was done to the first that does not hold. With --root, "
        "say too whether this journal still contains a root that somebody copied."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", default="", help="check this stream only")
        parser.add_argument(
            "--root",
            default="",
            help="a copied root: its 64 signs, a text that has them, or a file with such a text",
        )

    def handle(self, *args: Any, stream: str = "", root: str = "", **options: Any) -> None:
        copied = _copied(root) if root else []
        with at_one_moment():
            rows = iter(()) if stream else faults_of_rows()
            fault = next(chain(faults(stream), rows), None)
            if fault:
                raise CommandError(f"broken: {fault}")
            if stream:
                self._tell_stream(stream)
            else:
                self._tell_journal()
            self._tell_copies(copied)

    def _tell_stream(self, stream: str) -> None:
        if not Entry.objects.of(stream).exists():
            raise CommandError(f"There is no stream {stream}.")
        self.stdout.write(f"{stream}: whole")

    def _tell_journal(self) -> None:
        """Whoever keeps the last line elsewhere can show later that nothing was rewritten."""
        self.stdout.write(
            f"whole: {Entry.objects.count()} entries, {Root.objects.count()} signed roots"
        )
        for doubt in doubts():
            self.stdout.write(f"look into: {doubt}")
        newest = Root.objects.order_by("number").last()
        if newest:
            self.stdout.write(f"newest root: {newest.at:%Y-%m-%d} {newest.digest}")

    def _tell_copies(self, digests: list[str]) -> None:
        gone = []
        for digest in digests:
            if root := root_with(digest):
                self.stdout.write(f"contained: {digest}, root {root}, and all that it saw")
            else:
                gone.append(digest)
        if gone:
            raise CommandError(
                f"not contained: {', '.join(gone)}. This journal is not the one that this root "
                "was copied from: what it saw was rewritten or removed since, or it was copied "
                "wrongly, or from another portal."
            )


@contextmanager
def at_one_moment() -> Iterator[None]:
    """All is read as it was now: a row written meanwhile is not missed beside its entry."""
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _copied(given: str) -> list[str]:
    """The digests in the text, or in the file of that name."""
    digests = digests_in(given)
    if not digests and len(given) < 1000 and Path(given).is_file():
        digests = digests_in(Path(given).read_text(errors="replace"))
    if not digests:
        raise CommandError(
            "There is no root in this: 64 signs, 0 to 9 and a to f, one after another."
        )
    return digests
