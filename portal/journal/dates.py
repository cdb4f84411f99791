"""Whether entries were written when they say they were, and roots signed as often as they should.

What the database says of time is believed within `MAY_DIFFER`: a transaction may be open while a
root is signed, and a clock may have been a day off.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from portal.journal import clock
from portal.journal.fault import Fault
from portal.journal.models import Entry, Root

MAY_DIFFER = timedelta(hours=25)
SEALED_WITHIN = timedelta(days=2)  # a root is signed every night
# Outside of these no date of an entry can be read, or be true.
EARLIEST, LATEST = datetime(2020, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
DAYS_OF_A_ROOT = 3  # of entries it sees first: its own, the one before, and what was late

SPANS = """
    WITH roots AS (
        SELECT id, number, at, lag(at) OVER (ORDER BY number) AS at_before FROM journal_root
    ), spans AS (
        SELECT h.stream, h.number AS last, r.number AS root, r.at, r.at_before,
            lag(h.number, 1, 0) OVER (PARTITION BY h.stream ORDER BY r.number) AS last_before
        FROM journal_head h JOIN roots r ON r.id = h.root_id
        WHERE %(stream)s IN ('', h.stream)
    )
"""
SEEN = """
    FROM spans s JOIN journal_entry e
        ON e.stream = s.stream AND e.number > s.last_before AND e.number <= s.last
"""
MISDATED = f"""
    {SPANS} SELECT DISTINCT ON (e.stream) e.stream, e.number, e.at, s.at, s.at_before {SEEN}
    WHERE e.at < s.at_before - %(may_differ)s OR e.at > s.at + %(may_differ)s
    ORDER BY e.stream, e.number
"""
UNSIGNED_DAYS = f"""
    {SPANS} SELECT s.root, s.at, s.at_before,
        count(DISTINCT (e.at AT TIME ZONE %(zone)s)::date) AS days {SEEN}
    GROUP BY s.root, s.at, s.at_before
    HAVING count(DISTINCT (e.at AT TIME ZONE %(zone)s)::date) > %(days)s ORDER BY s.root
"""


def unreadable(stream: str) -> Iterator[Fault]:
    """Entries and roots with dates that are none: the end of time, or before the portal."""
    entries = Entry.objects.of(stream) if stream else Entry.objects.order_by("stream", "number")
    for name, number in _out_of_time(entries).values_list("stream", "number"):
        yield Fault("its date was changed: no portal was there at that time.", name, number)
    for number in _out_of_time(Root.objects.order_by("number")).values_list("number", flat=True):
        yield Fault(f"root #{number}: its date was changed: no portal was there at that time.")


def _out_of_time(rows: Any) -> Any:
    return rows.exclude(at__gt=EARLIEST, at__lt=LATEST)


def faults(stream: str = "") -> Iterator[Fault]:
    """Entries dated otherwise than the roots around them allow, and roots that are not there."""
    for name, number, at, root_at, before in _rows(MISDATED, stream):
        if before and at < before - MAY_DIFFER:
            yield Fault(_dated_back(at, before), name, number)
        else:
            seen = f"though the root of {root_at:%Y-%m-%d} had seen it before."
            yield Fault(f"it was dated forward: it says {_day(at)}, {seen}", name, number)
    newest = Root.objects.order_by("number").last()
    yield from _faults_of_unsealed(stream, newest)
    if not stream:
        yield from _roots_missing(newest)


def _faults_of_unsealed(stream: str, newest: Root | None) -> Iterator[Fault]:
    now = clock.now()
    entries = Entry.objects.unsealed().order_by("stream", "number").distinct("stream")
    entries = entries.filter(stream=stream) if stream else entries
    for entry in entries.filter(at__gt=now + MAY_DIFFER):
        says = f"it was dated forward: it says {_day(entry.at)}, and that is still to come."
        yield Fault(says, entry.stream, entry.number)
    if newest:
        for entry in entries.filter(at__lt=newest.at - MAY_DIFFER):
            yield Fault(_dated_back(entry.at, newest.at), entry.stream, entry.number)


def _dated_back(at: datetime, root_at: datetime) -> str:
    seen = f"yet the root of {root_at:%Y-%m-%d} has not seen it."
    return f"it was written later and dated back: it says {_day(at)}, {seen}"


def _roots_missing(newest: Root | None) -> Iterator[Fault]:
    """Entries wait for a root longer than any should."""
    long_ago = clock.now() - SEALED_WITHIN
    if newest and newest.at > long_ago:
        return
    if Entry.objects.unsealed().filter(at__lt=long_ago).exists():
        since = f"since {newest.at:%Y-%m-%d}" if newest else "ever"
        yield Fault(
            f"no root was signed {since}, though there are older entries: the newest roots were "
            "removed, or the daily seal stands still (so-camera-beat, so-camera-worker@rest)."
        )


def doubts() -> Iterator[str]:
    """What was so if the seal stood still, and is so as well if roots were removed."""
    for root, at, before, days in _rows(UNSIGNED_DAYS, ""):
        since = f"since {before:%Y-%m-%d}" if before else "before it"
        yield (
            f"entries of {days} days had no root until #{root} of {at:%Y-%m-%d}: if the portal "
            f"signed roots {since} (the e-mails say so), they were removed."
        )


def _rows(sql: str, stream: str) -> list[Any]:
    values: dict[str, Any] = {
        "stream": stream,
        "may_differ": MAY_DIFFER,
        "days": DAYS_OF_A_ROOT,
        "zone": timezone.get_default_timezone_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
