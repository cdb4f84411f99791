"""Book entries into a campaign's ledger, and prove that the ledger adds up."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date
from itertools import zip_longest
from typing import Any, TypedDict, Unpack

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import JSONArray
from django.utils import timezone

from contributions.books.models import LedgerCheck, LedgerEntry, LedgerLine
from contributions.books.purse import Moves, Purse
from contributions.campaigns.models import Campaign, Gift
from portal.journal.actions import first_break, record
from portal.journal.models import Entry

POSTED = "posted"


class Papers(TypedDict, total=False):
    """What an entry rests on, by its kind."""

    receipt: Gift
    reverses: LedgerEntry
    reason: str


def book_entry(
    campaign: Campaign,
    kind: str,
    moves: Mapping[str, int],
    *,
    on: date,
    first: Any,
    second: Any,
    **papers: Unpack[Papers],
) -> LedgerEntry:
    """Append an entry that moves these amounts, keep the balances, and journal its digest.

    Call it in a transaction that already holds every other row it will change.
    `moves` is account kind -> đồng, debits positive; it must sum to zero. Raises
    RuleViolation when the cash box or the bank account would hold less than nothing.
    """
    moves, purse = Moves(moves), Purse(campaign)
    entry = LedgerEntry.objects.create(
        campaign=campaign,
        number=_last_number(campaign) + 1,
        kind=kind,
        on=on,
        at=timezone.now(),
        first=first,
        second=second,
        turnover=moves.turnover,
        received=moves.received,
        spent=moves.spent,
        balance=purse.balance_after(moves),
        **papers,
    )
    purse.write(entry, moves)
    digest = digest_of(entry, moves.items())
    record(campaign.stream, POSTED, actor=second, entry=entry.number, digest=digest)
    return entry


def digest_of(entry: LedgerEntry, moves: Iterable[Sequence[str | int]]) -> str:
    """SHA-256 over an entry and its lines, each an account's kind and đồng, as 64 hex digits."""
    content = [
        entry.number,
        entry.kind,
        entry.on.isoformat(),
        entry.at.astimezone(UTC).isoformat(),
        entry.receipt_id,
        entry.reverses_id,
        entry.reason,
        [entry.first_id, entry.second_id],
        [entry.turnover, entry.received, entry.spent, entry.balance],
        sorted([kind, amount] for kind, amount in moves),
    ]
    canonical = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _last_number(campaign: Campaign) -> int:
    last = LedgerEntry.objects.filter(campaign=campaign).newest_first().first()
    return last.number if last else 0


@transaction.atomic
def check(campaign: Campaign) -> list[str]:
    """Recompute the ledger and its journal, keep the result, and say what does not add up.

    Bookings of this campaign wait meanwhile, so that no half of one is seen.
    """
    list(campaign.books.select_for_update().order_by("pk"))
    # Gifts in kind move no account; whoever counts one up holds the campaign's own row.
    campaign.refresh_from_db(
        fields=["gift_count"], from_queryset=Campaign.objects.select_for_update(no_key=True)
    )
    Purse(campaign)
    found = list(faults(campaign))
    now = {
        "at": timezone.now(),
        "entries": campaign.entries.count(),
        "faults": len(found),
    }
    LedgerCheck.objects.update_or_create(campaign=campaign, defaults=now)
    return found


def faults(campaign: Campaign) -> Iterator[str]:
    """What does not add up in this campaign's ledger, recomputed from its lines and its journal."""
    lines = LedgerLine.objects.filter(entry__campaign=campaign)
    sums = dict(lines.order_by().values_list("account__kind").annotate(total=Sum("amount")))
    for account in campaign.accounts.order_by("pk"):
        total = sums.get(account.kind, 0)
        if account.balance != total:
            yield f"account {account.kind}: kept {account.balance}, recomputed {total}"
    yield from _faults_in_entries(campaign)
    yield from _faults_in_receipts(campaign)
    yield from _faults_in_journal(campaign)


def _faults_in_entries(campaign: Campaign) -> Iterator[str]:
    entries = LedgerEntry.objects.filter(campaign=campaign).order_by("number")
    balance = 0
    for place, entry in enumerate(entries.iterator(chunk_size=2000), start=1):
        balance += entry.received - entry.spent
        if entry.number != place:
            yield f"entry {entry.number} stands in place {place}"
        if entry.balance != balance:
            yield f"entry {entry.number}: balance {entry.balance}, recomputed {balance}"


def _faults_in_receipts(campaign: Campaign) -> Iterator[str]:
    receipts = Gift.objects.filter(campaign=campaign)
    if receipts.standing().count() != campaign.gift_count:
        yield f"gifts: kept {campaign.gift_count}, standing {receipts.standing().count()}"
    for book in campaign.books.order_by("year"):
        if receipts.filter(year=book.year).count() != book.last_number:
            yield f"receipt book {book.year} has a gap"
    yield from _faults_between_receipts_and_entries(campaign)


def _faults_between_receipts_and_entries(campaign: Campaign) -> Iterator[str]:
    """Money is in the ledger while its receipt is booked, and only then, with its amount."""
    stands = LedgerEntry.objects.filter(kind="gift", reversed_by=None, receipt=OuterRef("pk"))
    money = campaign.receipts.exclude(channel="kind").annotate(stands=Exists(stands))
    booked = Q(status="booked")
    for receipt in money.filter(booked & Q(stands=False) | ~booked & Q(stands=True)):
        what = "no entry" if receipt.status == "booked" else "an entry"
        yield f"receipt {receipt} is {receipt.status} and has {what} that stands"
    gifts = LedgerEntry.objects.filter(campaign=campaign, kind=LedgerEntry.Kind.GIFT)
    for entry in gifts.exclude(receipt__amount=F("received")).select_related("receipt"):
        yield f"entry {entry.number} received {entry.received}, {entry.receipt} says otherwise"


def _faults_in_journal(campaign: Campaign) -> Iterator[str]:
    """Both are read side by side, each in one pass: entries were journalled as they were posted."""
    broken = first_break(campaign.stream)
    if broken is not None:
        yield f"journal: entry {broken} does not follow from the one before"
    for entry, facts in zip_longest(_entries_with_moves(campaign), _posted(campaign)):
        here = entry.number if entry else "nothing"
        there = facts["entry"] if facts else "nothing"
        if here != there:
            yield f"the ledger goes on with entry {here}, its journal with {there}"
            return  # From here on every pair would differ.
        if digest_of(entry, entry.moves) != facts["digest"]:
            yield f"entry {here} is not what the journal says was posted"


def _entries_with_moves(campaign: Campaign) -> Iterator[Any]:
    lines = LedgerLine.objects.filter(entry=OuterRef("pk"))
    moves = lines.values_list(JSONArray("account__kind", "amount"))
    entries = LedgerEntry.objects.filter(campaign=campaign).order_by("number")
    return entries.annotate(moves=ArraySubquery(moves)).iterator(chunk_size=2000)


def _posted(campaign: Campaign) -> Iterator[Any]:
    posted = Entry.objects.of(campaign.stream).filter(verb=POSTED)
    return posted.values_list("facts", flat=True).iterator(chunk_size=2000)
