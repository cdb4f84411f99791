"""Prove that a ledger adds up and is what its journal says was booked."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from itertools import zip_longest
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Sum
from django.db.models.functions import JSONArray

from contributions.books.models import Account, LedgerEntry, LedgerLine
from contributions.books.moves import PurseHolder
from contributions.books.verbs import Verb
from portal.journal.actions import first_break
from portal.journal.models import Entry


def digest_of(entry: LedgerEntry, moves: Iterable[Sequence[str | int]]) -> str:
    """SHA-256 over an entry and its lines, each an account's kind and đồng, as 64 hex digits."""
    content = [
        entry.number,
        entry.kind,
        entry.on.isoformat(),
        entry.at.astimezone(UTC).isoformat(),
        entry.gift_id,
        entry.reverses_id,
        entry.reason,
        [entry.written_by_id, entry.confirmed_by_id],
        [entry.turnover, entry.received, entry.spent, entry.balance],
        sorted([kind, amount] for kind, amount in moves),
    ]
    canonical = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def faults(holder: PurseHolder) -> Iterator[str]:
    """What does not add up in a purse's ledger, recomputed from its lines and its journal."""
    lines = LedgerLine.objects.filter(entry__campaign=holder.pk)
    sums = dict(lines.order_by().values_list("account__kind").annotate(total=Sum("amount")))
    for account in Account.objects.filter(campaign=holder.pk).order_by("pk"):
        total = sums.get(account.kind, 0)
        if account.balance != total:
            yield f"account {account.kind}: kept {account.balance}, recomputed {total}"
    yield from _faults_in_entries(holder)
    yield from _faults_in_journal(holder)


def _faults_in_entries(holder: PurseHolder) -> Iterator[str]:
    entries = LedgerEntry.objects.filter(campaign=holder.pk).order_by("number")
    balance = 0
    for rank, entry in enumerate(entries.iterator(chunk_size=2000), start=1):
        balance += entry.received - entry.spent
        if entry.number != rank:
            yield f"entry {entry.number} stands in place {rank}"
        if entry.balance != balance:
            yield f"entry {entry.number}: balance {entry.balance}, recomputed {balance}"


def _faults_in_journal(holder: PurseHolder) -> Iterator[str]:
    """Both are read side by side, each in one pass: entries were journalled as they were posted."""
    broken = first_break(holder.stream)
    if broken is not None:
        yield f"journal: entry {broken} does not follow from the one before"
    for entry, facts in zip_longest(_entries_with_moves(holder), _posted(holder)):
        here = entry.number if entry else "nothing"
        there = facts["entry"] if facts else "nothing"
        if here != there:
            yield f"the ledger goes on with entry {here}, its journal with {there}"
            return  # From here on every pair would differ.
        if digest_of(entry, entry.moves) != facts["digest"]:
            yield f"entry {here} is not what the journal says was posted"


def _entries_with_moves(holder: PurseHolder) -> Iterator[Any]:
    lines = LedgerLine.objects.filter(entry=OuterRef("pk"))
    moves = lines.values_list(JSONArray("account__kind", "amount"))
    entries = LedgerEntry.objects.filter(campaign=holder.pk).order_by("number")
    return entries.annotate(moves=ArraySubquery(moves)).iterator(chunk_size=2000)


def _posted(holder: PurseHolder) -> Iterator[Any]:
    posted = Entry.objects.of(holder.stream).filter(verb=Verb.POSTED)
    return posted.values_list("facts", flat=True).iterator(chunk_size=2000)
