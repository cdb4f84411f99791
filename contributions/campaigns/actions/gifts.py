"""A gift is counted by one person, and confirmed or refused by another.

Whatever happens here takes the rows it needs first and writes into the purse's journal last:
the journal is held until the transaction ends, so nobody who has it waits for a row.
"""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from contributions.books.actions import Papers, book_entry, hold_purse
from contributions.books.models import LedgerEntry, ReceiptBook
from contributions.books.moves import Moves
from contributions.campaigns.facts import GiftFacts
from contributions.campaigns.giver_names import Source, facts_of_choice, text_read_for
from contributions.campaigns.models import Campaign, Gift, Pledge
from contributions.campaigns.statement_lines import require_new_line
from contributions.campaigns.stewards import (
    is_steward,
    require_second_counter,
    require_steward,
)
from contributions.campaigns.verbs import Verb
from portal.documents.actions import held_book, next_number
from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.notices.actions import send, tell
from portal.once import made_before, once_for
from portal.people.models import User

Status, Channel = Gift.Status, Gift.Channel
WITH_PEOPLE = ("campaign", "first_counter", "second_counter")


@transaction.atomic
def count_gift(campaign: Campaign, facts: GiftFacts, *, actor: User, second_counter: User) -> Gift:
    """Write the next receipt and ask `second_counter` to confirm it. Nothing is booked yet.

    Pressing twice writes one receipt.
    """
    _require_countable(campaign, facts, actor, second_counter)
    pledge = _held_pledge(campaign, facts)
    year, once = localdate().year, once_for(actor, facts.once)
    book = held_book(ReceiptBook.objects.all(), campaign=campaign, year=year)
    again = _("This page has already written another gift. Open it anew for the next one.")
    same = {"campaign_id": campaign.pk, **facts.same}
    if earlier := made_before(Gift.objects.all(), once, same=same, otherwise=again):
        return earlier
    require_new_line(campaign, facts.bank_reference)
    name, choice = _name_of(facts, pledge)
    gift = Gift.objects.create(
        campaign=campaign,
        year=book.year,
        number=next_number(book),
        once=once,
        first_counter=actor,
        second_counter=second_counter,
        pledge=pledge,
        **facts.columns,
        **name,
    )
    counted = {"channel": gift.channel, "amount": gift.amount, **choice}
    record(gift.stream, Verb.COUNTED, actor=actor, subject=gift.receipt_number, **counted)
    _tell(gift, second_counter, "gift_to_count")
    return gift


def _require_countable(
    campaign: Campaign, facts: GiftFacts, first_counter: User, second_counter: User
) -> None:
    if campaign.status == Campaign.Status.DRAFT:
        raise RuleViolation(_("Open the campaign first; then gifts can be booked."))
    if facts.channel == Channel.TRANSFER and not hasattr(campaign, "bank_account"):
        raise RuleViolation(
            _("This campaign has no bank account; it takes cash and gifts in kind.")
        )
    require_steward(first_counter, campaign)
    require_second_counter(
        second_counter, campaign, first_counter=first_counter, channel=facts.channel
    )


def _held_pledge(campaign: Campaign, facts: GiftFacts) -> Pledge | None:
    """Held, so that a giver who changes the name meanwhile changes this gift's too."""
    if facts.pledge is None:
        return None
    if facts.pledge.campaign_id != campaign.pk:
        raise RuleViolation(_("This pledge is of another campaign."))
    return hold(facts.pledge, Pledge.objects.select_related("campaign"))


def _name_of(facts: GiftFacts, pledge: Pledge | None) -> tuple[dict[str, str], dict[str, str]]:
    """The name in public as the row keeps it, and the consent to it as the journal does."""
    name = facts.name
    if pledge is None:
        choice = facts_of_choice(name.shown, Source.TOLD, name.text)
        return {"shown": name.shown, "alias": name.alias}, choice
    shown, alias = pledge.shown_with(facts.giver_name)
    choice = facts_of_choice(pledge.shown, Source.PLEDGE, text_read_for(pledge))
    return {"shown": shown, "alias": alias}, choice


@transaction.atomic
def confirm_gift(gift: Gift, *, actor: User) -> Gift:
    """The second counter confirms: the gift is booked. Pressing twice books once."""
    held = _held_by_second_counter(gift, actor)
    if held.status == Status.BOOKED:
        return held
    campaign = hold(held.campaign)
    purse = hold_purse(campaign)
    booked = _decide(held, Status.BOOKED, actor, Verb.BOOKED)
    Campaign.objects.filter(pk=campaign.pk).update(gift_count=F("gift_count") + 1)
    if booked.amount is not None:
        set_aside = campaign.reserve_of(booked.amount)
        book_entry(
            purse,
            LedgerEntry.Kind.GIFT,
            Moves.of_gift(booked.amount, booked.into, set_aside=set_aside),
            Papers(gift_id=booked.pk),
            on=booked.received_on,
            written_by=booked.first_counter,
            confirmed_by=booked.second_counter,
        )
    _tell(booked, booked.first_counter, "gift_booked")
    _thank(booked)
    return booked


@transaction.atomic
def refuse_gift(gift: Gift, *, actor: User, reason: str) -> Gift:
    """The second counter does not find it so: the receipt is void and keeps its number."""
    held = _held_by_second_counter(gift, actor)
    if held.status == Status.REFUSED:
        return held
    refused = _decide(held, Status.REFUSED, actor, Verb.REFUSED, refusal=reason)
    _tell(refused, refused.first_counter, "gift_refused")
    return refused


def _decide(gift: Gift, to: str, actor: User, verb: Verb, **refusal: str) -> Gift:
    return move(
        gift,
        to,
        actor=actor,
        verb=verb,
        subject=gift.receipt_number,
        facts={"channel": gift.channel, "amount": gift.amount},
        rows=Gift.objects.select_related(*WITH_PEOPLE),
        decided_at=timezone.now(),
        **refusal,
    )


@transaction.atomic
def ask_another_counter(gift: Gift, *, actor: User, second_counter: User) -> Gift:
    """Somebody else is asked to confirm, because the one asked cannot come."""
    held = hold(gift, Gift.objects.select_related(*WITH_PEOPLE))
    require_steward(actor, held.campaign)
    if held.status != Status.WAITING:
        raise RuleViolation(held.already)
    require_second_counter(
        second_counter, held.campaign, first_counter=held.first_counter, channel=held.channel
    )
    held.second_counter = second_counter
    held.save(update_fields=["second_counter"])
    record(held.stream, Verb.ANOTHER_COUNTER_ASKED, actor=actor, subject=held.receipt_number)
    _tell(held, second_counter, "gift_to_count")
    return held


def _held_by_second_counter(gift: Gift, actor: User) -> Gift:
    """The gift, held, if `actor` is asked to confirm it and still has an appointment."""
    held = hold(gift, Gift.objects.select_related(*WITH_PEOPLE))
    if actor.pk != held.second_counter_id or not is_steward(actor, held.campaign):
        raise RuleViolation(_("Only the person asked to confirm this gift can do so."))
    return held


def _tell(gift: Gift, person: User, kind: str) -> None:
    tell(
        person,
        kind,
        url=reverse("contributions:gift", args=[gift.public_id]),
        about=f"gift:{gift.public_id}",
        number=gift.receipt_number,
        amount=gift.amount,
        item=gift.item,
        campaign=gift.campaign.title,
        first=gift.first_counter.address_name,
        second=gift.second_counter.address_name,
        reason=gift.refusal,
    )


def _thank(gift: Gift) -> None:
    """Give the receipt's number to a giver who left a phone number for it."""
    if gift.giver_phone:
        send(
            "gift_thanks",
            phone=gift.giver_phone,
            number=gift.receipt_number,
            amount=gift.amount,
            item=gift.item,
            campaign=gift.campaign.title,
        )
