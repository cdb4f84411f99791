"""Prove that a campaign's gifts and its ledger say the same, and its account what it showed."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from contributions.books import proof
from contributions.books.models import LedgerEntry
from contributions.campaigns.models import BankAccount, Campaign, Gift
from contributions.campaigns.verbs import Verb
from portal.journal.comparisons import entries_of, fact, in_lots, strays
from portal.journal.fault import Fault
from portal.journal.models import Entry

Status = Campaign.Status
STATUS_AFTER: dict[str, Status] = {
    Verb.OPENED: Status.OPEN,
    Verb.CLOSED: Status.CLOSED,
    Verb.REOPENED: Status.OPEN,
}
WRITTEN: dict[Verb, BankAccount.Status | None] = {
    Verb.ACCOUNT_WRITTEN: BankAccount.Status.WAITING,
    Verb.ACCOUNT_CONFIRMED: BankAccount.Status.CONFIRMED,
    Verb.ACCOUNT_REFUSED: BankAccount.Status.REFUSED,
    Verb.ACCOUNT_WITHDRAWN: None,
}
# In these entries stands the account as people were shown it.
SHOWN = [Verb.OPENED, Verb.CLOSED, Verb.REOPENED, Verb.PLEDGED]


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


def faults_of_accounts() -> Iterator[Fault]:
    """Of each campaign: who wrote and confirmed its account, and what it showed once it opened."""
    yield from strays("purse", Campaign.objects.all())
    for lot in in_lots(Campaign.objects.order_by("pk").values_list("pk", flat=True)):
        campaigns = Campaign.objects.filter(pk__in=lot).select_related("bank_account")
        entries = entries_of([campaign.stream for campaign in campaigns], [*SHOWN, *WRITTEN])
        for campaign in campaigns.order_by("pk"):
            its = entries.get(campaign.stream, [])
            yield from _faults_in_account(campaign, [one for one in its if one.verb in WRITTEN])
            yield from _faults_in_what_showed(campaign, [one for one in its if one.verb in SHOWN])


def _faults_in_account(campaign: Campaign, entries: list[Entry]) -> Iterator[Fault]:
    account: BankAccount | None = getattr(campaign, "bank_account", None)
    last = entries[-1] if entries else None
    if account is None:
        if last and last.verb != Verb.ACCOUNT_WITHDRAWN:
            yield Fault("its bank account was removed.", campaign.stream)
        return
    its = [one for one in entries if one.subject == f"account:{account.public_id}"]
    if last is None or not its or its[-1] != last or its[0].actor_id != account.written_by_id:
        yield Fault("its bank account was put in, or is another's.", campaign.stream)
        return
    if {fact(entry, "digest") for entry in its} != {account.digest}:
        says = "the bank account it has now is not the one that was written and confirmed."
        yield Fault(says, campaign.stream, last.number)
    decided = (WRITTEN[Verb(last.verb)], account.decided_by_id or account.written_by_id)
    if decided != (account.status, last.actor_id):
        says = f"its bank account is “{account.status}”, and the journal does not say so."
        yield Fault(says, campaign.stream, last.number)


def _faults_in_what_showed(campaign: Campaign, entries: list[Entry]) -> Iterator[Fault]:
    moves = [entry for entry in entries if entry.verb in STATUS_AFTER]
    if campaign.status != (STATUS_AFTER[moves[-1].verb] if moves else Status.DRAFT):
        yield Fault(f"it is “{campaign.status}”, and the journal does not say so.", campaign.stream)
    for entry in entries:
        if fact(entry, "account") != campaign.account_digest:
            says = "the bank account it has now is not the one that was shown by then."
            yield Fault(says, campaign.stream, entry.number)
            break
    if {fact(entry, "terms") for entry in moves} - {campaign.terms_digest}:
        yield Fault("what people give for is not what it was when it opened.", campaign.stream)
