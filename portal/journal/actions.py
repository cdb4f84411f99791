"""Append to the journal, seal it, and prove that it is whole."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from portal.journal import signing
from portal.journal.models import GENESIS, Entry, Head, Root

# A transaction older than this cannot be open any more, so its entries are visible to a seal.
SETTLED_AFTER = timedelta(days=1)


def record(stream: str, verb: str, *, actor: Any, subject: str = "", **facts: Any) -> Entry:
    """Append an entry to `stream`, in the transaction that makes the change it records.

    `actor` is a person, or None for what the portal does by itself. Facts are words,
    whole numbers, ids and hashes; a float or anything else JSON cannot carry exactly is
    refused with TypeError. Nothing personal goes in that a deletion must later remove.
    Raises TransactionManagementError outside a transaction.
    """
    _lock(stream)
    last = Entry.objects.of(stream).last()
    entry = Entry(
        stream=stream,
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        actor_id=actor.pk if actor else None,
        verb=verb,
        subject=subject,
        facts=_exact(facts),
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def _lock(stream: str) -> None:
    """Hold `stream` until the transaction ends, so that two writers never want one number."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("journal entries need a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [stream])


def _exact(value: Any) -> Any:
    """`value` if JSON and PostgreSQL give back exactly what went in."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _exact(item) for key, item in value.items()}
    raise TypeError(f"the journal cannot keep a {type(value).__name__} exactly")


def hash_of(entry: Entry) -> str:
    """SHA-256 over the entry's content and the hash of the one before, as 64 hex digits."""
    return _digest(
        entry.previous_hash,
        [
            entry.stream,
            entry.number,
            entry.at.astimezone(UTC).isoformat(),
            entry.actor_id,
            entry.verb,
            entry.subject,
            entry.facts,
        ],
    )


def _digest(previous: str, content: list[Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + canonical).encode()).hexdigest()


def first_break(stream: str) -> int | None:
    """Number of the first entry of `stream` that does not follow from the one before, or None.

    It cannot see entries removed from the end; `broken_roots` does.
    """
    broken = next(_breaks(Entry.objects.of(stream).iterator(chunk_size=2000)), None)
    return broken.number if broken else None


def broken_entries() -> Iterator[Entry]:
    """The first broken entry of each stream, over the whole journal."""
    return _breaks(Entry.objects.order_by("stream", "number").iterator(chunk_size=2000))


def _breaks(entries: Iterable[Entry]) -> Iterator[Entry]:
    stream, number, previous, broken = "", 0, GENESIS, False
    for entry in entries:
        if entry.stream != stream:
            stream, number, previous, broken = entry.stream, 0, GENESIS, False
        number += 1
        follows = (entry.number, entry.previous_hash, entry.hash) == (
            number,
            previous,
            hash_of(entry),
        )
        if not follows and not broken:
            broken = True
            yield entry
        previous = entry.hash


@transaction.atomic
def seal() -> Root:
    """Sign where every stream stands that moved since the last root."""
    last = Root.objects.select_for_update().order_by("at").last()
    moved = Entry.objects.all()
    if last:
        moved = moved.filter(at__gt=last.at - SETTLED_AFTER)
    heads = list(moved.order_by("stream", "-number").distinct("stream"))
    previous = last.digest if last else GENESIS
    now = timezone.now()
    digest = _digest(previous, [now.astimezone(UTC).isoformat(), _places(heads)])
    root = Root.objects.create(
        at=now,
        previous_digest=previous,
        digest=digest,
        signature=signing.sign(digest.encode()),
        public_key=signing.public_key_pem(),
    )
    Head.objects.bulk_create(
        Head(root=root, stream=head.stream, number=head.number, hash=head.hash) for head in heads
    )
    return root


def _places(heads: Iterable[Entry | Head]) -> list[list[str | int]]:
    return sorted([head.stream, head.number, head.hash] for head in heads)


def broken_roots() -> Iterator[Root]:
    """Roots that no key of the portal signed, or whose link or heads the journal contradicts."""
    previous, trusted = GENESIS, signing.trusted_keys()
    for root in Root.objects.order_by("at").iterator():
        if not (_is_signed(root, trusted) and _root_holds(root, previous)):
            yield root
        previous = root.digest


def _is_signed(root: Root, trusted: set[str]) -> bool:
    """The row's own key alone proves nothing: whoever rewrites the row writes a key as well."""
    return root.public_key in trusted and signing.verify(
        root.public_key, bytes(root.signature), root.digest.encode()
    )


def _root_holds(root: Root, previous: str) -> bool:
    heads = list(root.heads.all())
    content = [root.at.astimezone(UTC).isoformat(), _places(heads)]
    linked = root.previous_digest == previous and root.digest == _digest(previous, content)
    return linked and not _missing(root)


def _missing(root: Root) -> bool:
    """Whether an entry that the root saw is gone or says something else."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT FROM journal_head h
                LEFT JOIN journal_entry e USING (stream, number, hash)
                WHERE h.root_id = %s AND e.id IS NULL
            )
            """,
            [root.pk],
        )
        return bool(cursor.fetchone()[0])
