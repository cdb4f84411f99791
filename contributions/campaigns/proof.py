"""Prove that a campaign's gifts and its ledger say the same."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from contributions.books import proof
from contributions.books.models import LedgerEntry
from contributions.campaigns.models import Campaign, Gift


def faults(campaign: Campaign) -> Iterator[str]:
    """What does not add up: in the ledger by itself, in the gifts, and between the two."""
    yield from proof.faults(campaign)
    yield from _faults_in_gifts(campaign)
    yield from _faults_between_gifts_and_entries(campaign)


def _faults_in_gifts(campaign: Campaign) -> Iterator[str]:
    gifts = Gift.objects.filter(campaign=campaign)
    standing = gifts.standing().count()
    if standing != campaign.gift_count:
        yield f"gifts: kept {campaign.gift_count}, standing {standing}"
    for book in campaign.receipt_books.order_by("year"):
        if gifts.filter(year=book.year).count() != book.last_number:
            yield f"receipt book {book.year} has a gap"


def _faults_between_gifts_and_entries(campaign: Campaign) -> Iterator[str]:
    """Money is in the ledger while its gift is booked, and only then, with its amount."""
    stands = LedgerEntry.objects.filter(kind="gift", reversed_by=None, gift=OuterRef("pk"))
    money = campaign.gifts.exclude(channel="kind").annotate(stands=Exists(stands))
    booked = Q(status="booked")
    for gift in money.filter(booked & Q(stands=False) | ~booked & Q(stands=True)):
        what = "no entry" if gift.status == "booked" else "an entry"
        yield f"receipt {gift} is {gift.status} and has {what} that stands"
    entries = LedgerEntry.objects.filter(campaign=campaign, kind=LedgerEntry.Kind.GIFT)
    for entry in entries.exclude(gift__amount=F("received")).select_related("gift"):
        yield f"entry {entry.number} received {entry.received}, {entry.gift} says otherwise"
