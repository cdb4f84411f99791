"""Rows beside the journal: what they say now, and what it says was written.

Each room that journals a digest, a seal or a decision has a `proof.py`; its function is listed in
`settings.JOURNAL_PROOFS`.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice, zip_longest
from typing import Any, TypeVar

from django.conf import settings
from django.db import DataError, models
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.module_loading import import_string

from portal.journal.dates import MAY_DIFFER
from portal.journal.fault import Fault
from portal.journal.models import Entry
from portal.journal.verbs import Verb

AT_ONCE = 500  # rows read together with their streams

Row = TypeVar("Row")


def faults_of_rows(*names: str) -> Iterator[Fault]:
    """Of every room's rows, or those of these proofs: what differs from the journal."""
    for name in names or settings.JOURNAL_PROOFS:
        try:
            yield from import_string(name)()
        except (DataError, OverflowError, ValueError) as fault:
            # A date after the end of time, for one: nobody but the database's owner writes it.
            yield Fault(f"{name}: a row holds what cannot be read ({fault}).")


def digest_of(content: list[Any]) -> str:
    """SHA-256 over words, numbers and None, as 64 hex digits; the journal keeps it of a row."""
    canonical = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def in_lots(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows, as many at once as their streams are read for."""
    left = iter(rows)
    while lot := list(islice(left, AT_ONCE)):
        yield lot


def entries_of(streams: Iterable[str], verbs: Iterable[Verb]) -> dict[str, list[Entry]]:
    """Of each of these streams the entries with one of the verbs, in their order."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    wanted = Entry.objects.filter(stream__in=list(streams), verb__in=list(verbs))
    for entry in wanted.order_by("stream", "number"):
        entries[entry.stream].append(entry)
    return entries


def fact(entry: Entry, name: str) -> Any:
    """What the entry says under that name, or None: somebody may have written anything."""
    return entry.facts.get(name) if isinstance(entry.facts, dict) else None


def is_of_its_time(at: datetime, entry: Entry) -> bool:
    """Written together, the row and its entry differ by their clocks at most."""
    return abs(at - entry.at) <= MAY_DIFFER


def in_step(
    rows: Sequence[Row], entries: Sequence[Entry]
) -> Iterator[tuple[Row | None, Entry | None]]:
    """Each row beside the entry that was written with it; None where one has no other."""
    yield from zip_longest(rows, entries)


def strays(prefix: str, rows: "models.QuerySet[Any]", *, begun: bool = True) -> Iterator[Fault]:
    """Streams `prefix:<public_id>` without their row; and rows without their stream, if each of
    them has `begun` one when it was made.
    """
    named = rows.order_by().annotate(
        its_stream=Concat(
            Value(f"{prefix}:"),
            Cast(F("public_id"), models.CharField()),
            output_field=models.CharField(),
        )
    )
    firsts = Entry.objects.filter(stream__startswith=f"{prefix}:", number=1)
    lost = firsts.filter(~Exists(named.filter(its_stream=OuterRef("stream"))))
    for stream in lost.order_by("stream").values_list("stream", flat=True):
        yield Fault("its row was removed: the journal tells of it, the table does not.", stream)
    if not begun:
        return
    told = Entry.objects.filter(stream=OuterRef("its_stream"), number=1)
    for stream in named.filter(~Exists(told)).values_list("its_stream", flat=True):
        yield Fault("its row was put in: the journal knows nothing of it.", stream)
