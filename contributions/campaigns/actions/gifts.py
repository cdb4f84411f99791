"""A gift is counted by one person, and confirmed or refused by another.

Whatever happens here takes the rows it needs first and writes into the purse's journal last:
the journal is held until the transaction ends, so nobody who has it waits for a row.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.books import ledger
from contributions.books.models import LedgerEntry
from contributions.books.purse import Moves
from contributions.campaigns import receipts, statement_lines
from contributions.campaigns.giver_names import Made, choice, words_of, words_shown
from contributions.campaigns.models import Campaign, Gift, Pledge
from contributions.campaigns.stewards import is_steward, seconds_for
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.actions import send, tell

Status, Channel = Gift.Status, Gift.Channel


@transaction.atomic
def count_gift(
    campaign: Campaign,
    *,
    actor: Any,
    second: Any,
    once: UUID,
    channel: str,
    received_on: date,
    **fields: Any,
) -> Gift:
    """Write the next receipt and ask `second` to confirm it. Nothing is booked yet.

    Pressing twice writes one receipt: `once` is the form's own number. What the giver chose
    with a `pledge` holds, whatever `fields` say; else `words` among them names the sentence
    that was read out to the giver, by default the present one.
    """
    _require_counting(campaign, actor, second, channel)
    given = {"channel": channel, "received_on": received_on, **fields}
    chosen, facts = _chosen(campaign, given.pop("words", ""), given)
    book = receipts.held_book(campaign)
    earlier = _written(once, campaign=campaign, first_counter=actor, **facts)
    if earlier:
        return earlier
    if facts.get("bank_reference"):
        statement_lines.require_new_line(campaign, facts["bank_reference"])
    receipt = receipts.write(book, first_counter=actor, second_counter=second, once=once, **facts)
    _journal(receipt, "counted", actor=actor, channel=channel, amount=receipt.amount, **chosen)
    _ask_second(receipt)
    return receipt


def _chosen(
    campaign: Campaign, words: str, facts: dict[str, Any]
) -> tuple[dict[str, str], dict[str, Any]]:
    """The consent to the name in public, and `facts` as it says.

    The pledge is held, so that a giver who changes the name meanwhile changes this receipt's too.
    """
    pledge: Pledge | None = facts.get("pledge")
    if pledge is None:
        return choice(facts["shown"], Made.TOLD, words or words_shown()), facts
    held = Pledge.objects.select_for_update(of=("self",)).select_related("campaign")
    own = held.filter(campaign=campaign, pk=pledge.pk).first()
    if own is None:
        raise RuleViolation(_("This pledge is of another campaign."))
    shown, alias = own.shown_with(facts["giver_name"])
    given = {"pledge": own, "shown": shown, "alias": alias}
    return choice(own.shown, Made.PLEDGE, words_of(own)), facts | given


def _written(once: UUID, **facts: Any) -> Gift | None:
    """What this form has written already. Raises RuleViolation where it said something else."""
    earlier = Gift.objects.filter(once=once).first()
    same = ("campaign", "first_counter", "channel", "amount", "thing", "giver_name")
    said = {name: facts[name] for name in same if name in facts}
    if earlier and any(getattr(earlier, name) != value for name, value in said.items()):
        raise RuleViolation(
            _("This page has already written another gift. Open it anew for the next one.")
        )
    return earlier


@transaction.atomic
def confirm_gift(receipt: Gift, *, actor: Any) -> Gift:
    """The second counter confirms: the gift is booked. Pressing twice books once."""
    locked = _locked_for(receipt, actor)
    if locked.status == Status.BOOKED:
        return locked
    _move(locked, Status.BOOKED)
    Campaign.objects.filter(pk=locked.campaign_id).update(gift_count=F("gift_count") + 1)
    if locked.amount is not None:
        _book(locked, locked.amount)
    _journal(locked, "booked", actor=actor, channel=locked.channel, amount=locked.amount)
    _tell_first(locked, "gift_booked")
    _thank(locked)
    return locked


def _book(receipt: Gift, amount: int) -> None:
    campaign = receipt.campaign
    ledger.book_entry(
        campaign,
        LedgerEntry.Kind.GIFT,
        Moves.of_gift(campaign, amount, receipt.channel),
        on=receipt.received_on,
        first=receipt.first_counter,
        second=receipt.second_counter,
        receipt=receipt,
    )


@transaction.atomic
def refuse_gift(receipt: Gift, *, actor: Any, reason: str) -> Gift:
    """The second counter does not find it so: the receipt is void and keeps its number."""
    locked = _locked_for(receipt, actor)
    if locked.status == Status.REFUSED:
        return locked
    _move(locked, Status.REFUSED, refusal=reason)
    _journal(locked, "refused", actor=actor, amount=locked.amount)
    _tell_first(locked, "gift_refused")
    return locked


@transaction.atomic
def ask_another_counter(receipt: Gift, *, actor: Any, second: Any) -> Gift:
    """Somebody else is asked to confirm, because the one asked cannot come."""
    locked = _locked(receipt)
    if not is_steward(actor, locked.campaign):
        raise RuleViolation(_("Only those who lead this campaign can do this."))
    if locked.status != Status.WAITING:
        raise RuleViolation(_said(locked))
    _require_second(locked.campaign, locked.first_counter, second, locked.channel)
    locked.second_counter = second
    locked.save(update_fields=["second_counter"])
    _journal(locked, "another_counter_asked", actor=actor)
    _ask_second(locked)
    return locked


def _move(receipt: Gift, to: str, **fields: Any) -> None:
    if to not in Gift.NEXT[receipt.status]:
        raise RuleViolation(_said(receipt))
    receipt.status = to
    receipt.decided_at = timezone.now()
    for name, value in fields.items():
        setattr(receipt, name, value)
    receipt.save(update_fields=["status", "decided_at", *fields])


def _said(receipt: Gift) -> str:
    return _("Receipt %(number)s is already “%(status)s”.") % {
        "number": receipt,
        "status": receipt.get_status_display(),
    }


def _locked(receipt: Gift) -> Gift:
    # Lock first, then look: two people may have pressed the button at once.
    rows = Gift.objects.select_for_update(of=("self",))
    return rows.select_related("campaign", "first_counter", "second_counter").get(pk=receipt.pk)


def _locked_for(receipt: Gift, actor: Any) -> Gift:
    """The receipt, held, if `actor` is asked to confirm it and still has an appointment."""
    locked = _locked(receipt)
    if actor.pk != locked.second_counter_id or not is_steward(actor, locked.campaign):
        raise RuleViolation(_("Only the second counter can confirm this gift."))
    return locked


def _require_counting(campaign: Campaign, first: Any, second: Any, channel: str) -> None:
    if campaign.status == Campaign.Status.DRAFT:
        raise RuleViolation(_("Open the campaign first; then gifts can be booked."))
    if channel == Channel.TRANSFER and not hasattr(campaign, "bank_account"):
        raise RuleViolation(
            _("This campaign has no bank account; it takes cash and gifts in kind.")
        )
    if not is_steward(first, campaign):
        raise RuleViolation(_("Only those who lead this campaign can do this."))
    _require_second(campaign, first, second, channel)


def _require_second(campaign: Campaign, first: Any, second: Any, channel: str) -> None:
    if first.pk == second.pk:
        raise RuleViolation(_("The second counter is another person than the first."))
    if not seconds_for(campaign, first, channel).filter(person=second).exists():
        raise RuleViolation(_("This person cannot be the second counter of this gift."))


def _journal(receipt: Gift, verb: str, *, actor: Any, **facts: Any) -> None:
    record(receipt.campaign.stream, verb, actor=actor, subject=str(receipt), **facts)


def _ask_second(receipt: Gift) -> None:
    _tell(receipt, receipt.second_counter, "gift_to_count")


def _tell_first(receipt: Gift, kind: str) -> None:
    _tell(receipt, receipt.first_counter, kind)


def _tell(receipt: Gift, person: Any, kind: str) -> None:
    tell(
        person,
        kind,
        url=reverse("contributions:receipt", args=[receipt.public_id]),
        about=f"receipt:{receipt.public_id}",
        number=str(receipt),
        amount=receipt.amount,
        thing=receipt.thing,
        campaign=receipt.campaign.title,
        first=receipt.first_counter.address_name,
        second=receipt.second_counter.address_name,
        reason=receipt.refusal,
    )


def _thank(receipt: Gift) -> None:
    """Give the receipt's number to a giver who left a phone number for it."""
    if receipt.giver_phone:
        send(
            "gift_thanks",
            phone=receipt.giver_phone,
            number=str(receipt),
            amount=receipt.amount,
            thing=receipt.thing,
            campaign=receipt.campaign.title,
        )
