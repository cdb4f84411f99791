"""What was booked by mistake is reversed by a second entry; both stay in sight.

As with gifts, rows are taken first and the purse's journal last.
"""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from contributions.books.actions import Papers, Purse, book_entry, hold_purse
from contributions.books.models import LedgerEntry
from contributions.books.moves import Moves
from contributions.campaigns.models import Campaign, Gift, Reversal
from contributions.campaigns.stewards import (
    is_steward,
    require_second_counter,
    require_steward,
)
from contributions.campaigns.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.notices.actions import send, tell
from portal.people.models import User

Status, Kind = Reversal.Status, Reversal.Kind
TAKEN_BACK = {
    Kind.MISTAKE: (Gift.Status.REVERSED, Verb.REVERSED),
    Kind.REFUND: (Gift.Status.REFUNDED, Verb.REFUNDED),
}
WITH_PEOPLE = ("gift__campaign", "asked_by", "second_counter")


@transaction.atomic
def ask_reversal(
    gift: Gift, *, actor: User, second_counter: User, reason: str, kind: str = Kind.MISTAKE
) -> Reversal:
    """Ask a second person to reverse a booked gift. Pressing twice asks once."""
    held = _held_gift(gift)
    require_steward(actor, held.campaign)
    require_second_counter(second_counter, held.campaign, first_counter=actor)
    waiting = held.reversals.waiting().first()
    if waiting:
        return waiting
    if held.status != Gift.Status.BOOKED:
        raise RuleViolation(_("Only a booked gift can be reversed."))
    reversal = Reversal.objects.create(
        gift=held, kind=kind, asked_by=actor, second_counter=second_counter, reason=reason
    )
    _journal(reversal, Verb.REVERSAL_ASKED, actor)
    _tell(reversal, second_counter, "reversal_to_confirm")
    return reversal


@transaction.atomic
def confirm_reversal(reversal: Reversal, *, actor: User) -> Reversal:
    """The second person confirms: a reversing entry is booked, and a giver with a phone is told.

    Pressing twice books once.
    """
    held = _held_by_second_counter(reversal, actor)
    if held.status == Status.BOOKED:
        return held
    campaign = hold(held.gift.campaign)
    purse = hold_purse(campaign)
    booked = _decide(held, Status.BOOKED, actor, Verb.REVERSAL_CONFIRMED)
    to, verb = TAKEN_BACK[Kind(booked.kind)]
    move(booked.gift, to, actor=actor, verb=verb, subject=booked.gift.receipt_number)
    Campaign.objects.filter(pk=campaign.pk).update(gift_count=F("gift_count") - 1)
    if booked.gift.amount is not None:
        _book_back(purse, booked)
    _tell(booked, booked.asked_by, "reversal_booked")
    _tell_giver(booked)
    return booked


def _book_back(purse: Purse, reversal: Reversal) -> None:
    entry = reversal.gift.entries.get(kind=LedgerEntry.Kind.GIFT)
    book_entry(
        purse,
        LedgerEntry.Kind.REVERSAL,
        Moves.back(entry),
        Papers(gift_id=reversal.gift_id, reverses=entry, reason=reversal.reason),
        on=localdate(),
        written_by=reversal.asked_by,
        confirmed_by=reversal.second_counter,
    )


@transaction.atomic
def refuse_reversal(reversal: Reversal, *, actor: User) -> Reversal:
    """The second person sees no mistake: the gift stays booked."""
    held = _held_by_second_counter(reversal, actor)
    if held.status == Status.REFUSED:
        return held
    refused = _decide(held, Status.REFUSED, actor, Verb.REVERSAL_REFUSED)
    _tell(refused, refused.asked_by, "reversal_refused")
    return refused


def _decide(reversal: Reversal, to: str, actor: User, verb: Verb) -> Reversal:
    return move(
        reversal,
        to,
        actor=actor,
        verb=verb,
        subject=reversal.gift.receipt_number,
        rows=Reversal.objects.select_related(*WITH_PEOPLE),
        decided_at=timezone.now(),
    )


@transaction.atomic
def ask_another_to_reverse(reversal: Reversal, *, actor: User, second_counter: User) -> Reversal:
    """Somebody else is asked to confirm, because the one asked cannot come."""
    held = _held(reversal)
    require_steward(actor, held.gift.campaign)
    if held.status != Status.WAITING:
        raise RuleViolation(held.already)
    require_second_counter(second_counter, held.gift.campaign, first_counter=held.asked_by)
    held.second_counter = second_counter
    held.save(update_fields=["second_counter"])
    _journal(held, Verb.ANOTHER_ASKED_TO_REVERSE, actor)
    _tell(held, second_counter, "reversal_to_confirm")
    return held


def _held(reversal: Reversal) -> Reversal:
    """The gift first, as everywhere, then its reversal."""
    _held_gift(reversal.gift)
    return hold(reversal, Reversal.objects.select_related(*WITH_PEOPLE))


def _held_gift(gift: Gift) -> Gift:
    return hold(gift, Gift.objects.select_related("campaign"))


def _held_by_second_counter(reversal: Reversal, actor: User) -> Reversal:
    """The reversal, held, if `actor` is the one asked to confirm and still may."""
    held = _held(reversal)
    if actor.pk != held.second_counter_id or not is_steward(actor, held.gift.campaign):
        raise RuleViolation(_("Only the second person asked can confirm this."))
    return held


def _journal(reversal: Reversal, verb: Verb, actor: User) -> None:
    subject = reversal.gift.receipt_number
    record(reversal.stream, verb, actor=actor, subject=subject, kind=reversal.kind)


def _tell(reversal: Reversal, person: User, kind: str) -> None:
    tell(
        person,
        kind,
        url=reverse("contributions:reversal", args=[reversal.public_id]),
        about=f"gift:{reversal.gift.public_id}",
        number=reversal.gift.receipt_number,
        amount=reversal.gift.amount,
        campaign=reversal.gift.campaign.title,
        is_refund=reversal.is_refund,
        reason=reversal.reason,
        first=reversal.asked_by.address_name,
        second=reversal.second_counter.address_name,
    )


def _tell_giver(reversal: Reversal) -> None:
    """Whoever was thanked for the gift learns that it does not stand any more."""
    gift = reversal.gift
    if gift.giver_phone:
        send(
            "gift_taken_back",
            phone=gift.giver_phone,
            number=gift.receipt_number,
            paper=reversal.refund_number if reversal.is_refund else "",
            amount=gift.amount,
            item=gift.item,
            campaign=gift.campaign.title,
        )
