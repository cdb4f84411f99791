"""Whether the journal is whole, and if not, what was done to it where."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection

from portal.journal import dates, signing
from portal.journal.fault import Fault
from portal.journal.models import GENESIS, Entry, Head, Root


def hash_of(entry: Entry) -> str:
    """SHA-256 over the entry's content and the hash of the one before, as 64 hex digits."""
    content = [
        entry.stream,
        entry.number,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.verb,
        entry.subject,
        entry.facts,
    ]
    return _digest(entry.previous_hash, content)


def statement_of(root: Root, heads: Iterable[Entry | Head]) -> str:
    """SHA-256 over which and when, after which root, and each head's stream, number and hash."""
    rows = sorted([head.stream, head.number, head.hash] for head in heads)
    content = [root.number, root.at.astimezone(UTC).isoformat(), rows]
    return _digest(root.previous_digest, content)


def _digest(previous: str, content: list[Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + canonical).encode()).hexdigest()


def faults(stream: str = "") -> Iterator[Fault]:
    """Of the whole journal or of one stream: of each chain the first, then of roots and dates.

    What was written after the newest root can be cut off its stream unseen, and so can the
    newest roots with what they saw: only rows that say more, or a root copied elsewhere, tell.
    """
    unreadable = list(dates.unreadable(stream))
    if unreadable:
        yield from unreadable
        return  # Nothing can be computed with them.
    entries = Entry.objects.of(stream) if stream else Entry.objects.order_by("stream", "number")
    yield from _faults_of_chains(entries.iterator(chunk_size=2000))
    yield from _faults_of_roots(stream)
    yield from dates.faults(stream)


def faults_of_chain(stream: str) -> Iterator[Fault]:
    """The first fault of `stream`; entries missing at its end are seen by `faults` alone."""
    return _faults_of_chains(Entry.objects.of(stream).iterator(chunk_size=2000))


def _faults_of_chains(entries: Iterable[Entry]) -> Iterator[Fault]:
    for stream, chain in groupby(entries, key=attrgetter("stream")):
        previous = None
        for number, entry in enumerate(chain, start=1):
            if says := _fault_of_entry(entry, number, previous):
                yield Fault(says, stream, number)
                break
            previous = entry


def _fault_of_entry(entry: Entry, number: int, previous: Entry | None) -> str:
    if entry.number != number:
        return f"this entry is missing in the middle; the next one there is #{entry.number}."
    if entry.previous_hash != (previous.hash if previous else GENESIS):
        return "the link to the entry before is broken: it names another hash than that one has."
    if entry.hash != hash_of(entry):
        return "the content was changed: it no longer gives the hash it was written with."
    if previous and entry.at < previous.at:
        return f"time runs backwards: it is dated {_day(entry.at)}, before the entry it follows."
    return ""


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _faults_of_roots(stream: str) -> Iterator[Fault]:
    previous, trusted = None, signing.trusted_keys()
    roots = Root.objects.order_by("number").prefetch_related("heads")
    for root in roots.iterator(chunk_size=50):
        if says := _fault_of_root(root, previous, trusted):
            yield Fault(f"root of {root.at:%Y-%m-%d}: {says}")
        previous = root
    yield from _faults_of_heads(stream)


def _fault_of_root(root: Root, previous: Root | None, trusted: set[str]) -> str:
    # The row's own key alone proves nothing: whoever rewrites the row writes a key as well.
    if root.public_key not in trusted:
        return "the signature is bad: no key of the portal signed it."
    if not signing.verify(root.public_key, bytes(root.signature), root.digest.encode()):
        return "the signature is bad: it is not that of what the root says."
    if root.previous_digest != (previous.digest if previous else GENESIS):
        return "the link to the root before is broken: it names another digest than that one has."
    if root.digest != statement_of(root, root.heads.all()):
        return "the content was changed: its day and its streams' heads are not what was signed."
    return ""


def _faults_of_heads(stream: str) -> Iterator[Fault]:
    """Entries a root saw that are gone or say something else, a stream once for each root."""
    for at, name, number, last in _heads_without_entry(stream):
        day = f"{at:%Y-%m-%d}"
        if last < number:
            says = f"the tail is missing from here: the root of {day} saw entries up to #{number}."
            yield Fault(says, name, last + 1)
        else:
            says = f"the content was changed: it is not the entry that the root of {day} saw."
            yield Fault(says, name, number)


def _heads_without_entry(stream: str) -> list[tuple[datetime, str, int, int]]:
    """When its root was signed, stream and number of each, and the number of the stream's last
    entry today."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.at, h.stream, h.number,
                (SELECT coalesce(max(number), 0) FROM journal_entry WHERE stream = h.stream)
            FROM journal_head h JOIN journal_root r ON r.id = h.root_id
                LEFT JOIN journal_entry e ON (e.stream, e.number, e.hash)
                    = (h.stream, h.number, h.hash)
            WHERE e.id IS NULL AND %(stream)s IN ('', h.stream)
            ORDER BY r.number, h.stream
            """,
            {"stream": stream},
        )
        fallen_short: list[tuple[datetime, str, int, int]] = cursor.fetchall()
        return fallen_short
