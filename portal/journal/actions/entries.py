"""Append to the journal and seal it; `proof` says whether it is whole."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from portal.journal import signing
from portal.journal.models import GENESIS, Entry, Head, Root
from portal.journal.proof import faults_of_chain, hash_of, statement_of
from portal.journal.verbs import Verb

ROOTS = "roots"  # held like a stream; no stream is called so


def record(stream: str, verb: Verb, *, actor: Any, subject: str = "", **facts: Any) -> Entry:
    """Append an entry to `stream`, in the transaction that makes the change it records.

    `actor` is a person, or None for what the portal does by itself. Facts are words,
    whole numbers, ids and hashes; a float or anything else JSON cannot carry exactly is
    refused with TypeError. Nothing personal goes in that a deletion must later remove.
    It is dated by the database's clock, and never before the entry it follows. Raises
    TransactionManagementError outside a transaction, TypeError for a verb that no room has
    on its list.
    """
    if not isinstance(verb, Verb):
        raise TypeError(f"“{verb}” is on no room's list of verbs")
    now = _held_at(stream)
    last = Entry.objects.of(stream).last()
    entry = Entry(
        stream=stream,
        number=last.number + 1 if last else 1,
        at=max(now, last.at) if last else now,
        actor_id=actor.pk if actor else None,
        verb=verb,
        subject=subject,
        facts=_exact(facts),
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def _held_at(stream: str) -> datetime:
    """When, by the database's clock: two writers never want one number of `stream` from now on.

    It is held until the transaction ends.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("journal entries need a transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)), clock_timestamp()", [stream]
        )
        [_held, now] = cursor.fetchone()
    at: datetime = now
    return at


def _exact(value: Any) -> Any:
    """`value` if JSON and PostgreSQL give back exactly what went in."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _exact(item) for key, item in value.items()}
    raise TypeError(f"the journal cannot keep a {type(value).__name__} exactly")


def first_break(stream: str) -> int | None:
    """Number of the first entry of `stream` that is missing or does not hold, or None.

    It cannot see entries removed from the end; `manage.py verify_journal` does.
    """
    return next((fault.number for fault in faults_of_chain(stream)), None)


@transaction.atomic
def seal() -> Root:
    """Sign where every stream stands that moved since the last root.

    Two at once sign one after the other; what counts is their order, whatever the clocks say.
    """
    now = _held_at(ROOTS)
    last = Root.objects.order_by("number").last()
    heads = list(Entry.objects.unsealed().order_by("stream", "-number").distinct("stream"))
    root = Root(
        number=last.number + 1 if last else 1,
        at=max(now, last.at) if last else now,
        previous_digest=last.digest if last else GENESIS,
        public_key=signing.public_key_pem(),
    )
    root.digest = statement_of(root, heads)
    root.signature = signing.sign(root.digest.encode())
    root.save(force_insert=True)
    Head.objects.bulk_create(
        Head(root=root, stream=head.stream, number=head.number, hash=head.hash) for head in heads
    )
    return root
