"""Whether the journal is whole, and if not, what was done to it where."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection

from portal.journal import signing
from portal.journal.models import GENESIS, Entry, Head, Root


@dataclass(frozen=True)
class Fault:
    """What does not hold: of an entry, or, without a stream, of a signed root."""

    says: str
    stream: str = ""
    number: int = 0

    def __str__(self) -> str:
        return f"{self.stream} #{self.number}: {self.says}" if self.stream else self.says


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
    """SHA-256 over when, after which root, and each head's stream, number and hash."""
    rows = sorted([head.stream, head.number, head.hash] for head in heads)
    return _digest(root.previous_digest, [root.at.astimezone(UTC).isoformat(), rows])


def _digest(previous: str, content: list[Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + canonical).encode()).hexdigest()


def faults(stream: str = "") -> Iterator[Fault]:
    """Of the whole journal or of one stream: of each chain the first, then of the signed roots.

    What was written after the newest root can be cut off its stream unseen, and so can the
    newest roots with what they saw: only a digest kept elsewhere tells.
    """
    entries = Entry.objects.of(stream) if stream else Entry.objects.order_by("stream", "number")
    yield from _faults_of_chains(entries.iterator(chunk_size=2000))
    yield from _faults_of_roots(stream)


def faults_of_chain(stream: str) -> Iterator[Fault]:
    """The first fault of `stream`; entries missing at its end are seen by `faults` alone."""
    return _faults_of_chains(Entry.objects.of(stream).iterator(chunk_size=2000))


def _faults_of_chains(entries: Iterable[Entry]) -> Iterator[Fault]:
    for stream, chain in groupby(entries, key=attrgetter("stream")):
        previous = GENESIS
        for number, entry in enumerate(chain, start=1):
            if says := _fault_of_entry(entry, number, previous):
                yield Fault(says, stream, number)
                break
            previous = entry.hash


def _fault_of_entry(entry: Entry, number: int, previous: str) -> str:
    if entry.number != number:
        return f"this entry is missing in the middle; the next one there is #{entry.number}."
    if entry.previous_hash != previous:
        return "the link to the entry before is broken: it names another hash than that one has."
    if entry.hash != hash_of(entry):
        return "the content was changed: it no longer gives the hash it was written with."
    return ""


def _faults_of_roots(stream: str) -> Iterator[Fault]:
    previous, trusted = GENESIS, signing.trusted_keys()
    for root in Root.objects.order_by("at").iterator():
        says = _fault_of_root(root, previous, trusted)
        if says:
            yield Fault(f"root of {root.at:%Y-%m-%d}: {says}")
        else:
            yield from _faults_of_heads(root, stream)
        previous = root.digest


def _fault_of_root(root: Root, previous: str, trusted: set[str]) -> str:
    # The row's own key alone proves nothing: whoever rewrites the row writes a key as well.
    if root.public_key not in trusted:
        return "the signature is bad: no key of the portal signed it."
    if not signing.verify(root.public_key, bytes(root.signature), root.digest.encode()):
        return "the signature is bad: it is not that of what the root says."
    if root.previous_digest != previous:
        return "the link to the root before is broken: it names another digest than that one has."
    if root.digest != statement_of(root, root.heads.all()):
        return "the content was changed: its day and its streams' heads are not what was signed."
    return ""


def _faults_of_heads(root: Root, stream: str) -> Iterator[Fault]:
    """Entries the root saw that are gone or say something else, a stream once."""
    for name, number, last in _heads_without_entry(root, stream):
        day = f"{root.at:%Y-%m-%d}"
        if last < number:
            says = f"the tail is missing from here: the root of {day} saw entries up to #{number}."
            yield Fault(says, name, last + 1)
        else:
            says = f"the content was changed: it is not the entry that the root of {day} saw."
            yield Fault(says, name, number)


def _heads_without_entry(root: Root, stream: str) -> list[tuple[str, int, int]]:
    """Stream and number of each, and the number of the stream's last entry today."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.stream, h.number,
                (SELECT coalesce(max(number), 0) FROM journal_entry WHERE stream = h.stream)
            FROM journal_head h LEFT JOIN journal_entry e USING (stream, number, hash)
            WHERE h.root_id = %(root)s AND e.id IS NULL AND %(stream)s IN ('', h.stream)
            ORDER BY h.stream
            """,
            {"root": root.pk, "stream": stream},
        )
        fallen_short: list[tuple[str, int, int]] = cursor.fetchall()
        return fallen_short
