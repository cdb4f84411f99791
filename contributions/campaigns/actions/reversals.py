"""What was booked by mistake is reversed by a second entry; both stay in sight.

As with gifts, rows are taken first and the purse's journal last.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from contributions.books import ledger
from contributions.books.models import LedgerEntry
from contributions.books.purse import Moves
from contributions.campaigns.models import Campaign, Gift, Reversal
from contributions.campaigns.stewards import is_steward, seconds_for
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.actions import tell

Status = Reversal.Status


@transaction.atomic
def ask_reversal(receipt: Gift, *, actor: Any, second: Any, reason: str) -> Reversal:
    """Ask a second person to reverse a booked gift. Pressing twice asks once."""
    locked = _locked_receipt(receipt)
    _require_two(locked.campaign, actor, second)
    waiting = locked.reversals.filter(status=Status.WAITING).first()
    if waiting:
        return waiting
    if Gift.Status.REVERSED not in Gift.NEXT[locked.status]:
        raise RuleViolation(_("Only a booked gift can be reversed."))
    asked = Reversal.objects.create(receipt=locked, asked_by=actor, second=second, reason=reason)
    record(locked.campaign.stream, "reversal_asked", actor=actor, subject=str(locked))
    _tell(asked, second, "reversal_to_confirm")
    return asked


@transaction.atomic
def confirm_reversal(reversal: Reversal, *, actor: Any) -> Reversal:
    """The second person confirms: a reversing entry is booked. Pressing twice books once."""
    locked, receipt = _locked_for(reversal, actor)
    if locked.status == Status.BOOKED:
        return locked
    _move(locked, Status.BOOKED)
    receipt.status = Gift.Status.REVERSED
    receipt.save(update_fields=["status"])
    Campaign.objects.filter(pk=receipt.campaign_id).update(gift_count=F("gift_count") - 1)
    if receipt.amount is not None:
        _book_back(receipt, locked)
    record(receipt.campaign.stream, "reversed", actor=actor, subject=str(receipt))
    _tell(locked, locked.asked_by, "reversal_booked")
    return locked


def _book_back(receipt: Gift, reversal: Reversal) -> None:
    entry = receipt.entries.get(kind=LedgerEntry.Kind.GIFT)
    ledger.book_entry(
        receipt.campaign,
        LedgerEntry.Kind.REVERSAL,
        Moves.back(entry),
        on=localdate(),
        first=reversal.asked_by,
        second=reversal.second,
        receipt=receipt,
        reverses=entry,
        reason=reversal.reason,
    )


@transaction.atomic
def refuse_reversal(reversal: Reversal, *, actor: Any) -> Reversal:
    """The second person sees no mistake: the gift stays booked."""
    locked, receipt = _locked_for(reversal, actor)
    if locked.status == Status.REFUSED:
        return locked
    _move(locked, Status.REFUSED)
    record(receipt.campaign.stream, "reversal_refused", actor=actor, subject=str(receipt))
    _tell(locked, locked.asked_by, "reversal_refused")
    return locked


@transaction.atomic
def ask_another_to_reverse(reversal: Reversal, *, actor: Any, second: Any) -> Reversal:
    """Somebody else is asked to confirm, because the one asked cannot come."""
    receipt = _locked_receipt(reversal.receipt)
    locked = _locked(reversal)
    if not is_steward(actor, receipt.campaign):
        raise RuleViolation(_("Only those who lead this campaign can do this."))
    if locked.status != Status.WAITING:
        raise RuleViolation(_said(locked))
    _require_second(receipt.campaign, locked.asked_by, second)
    locked.second = second
    locked.save(update_fields=["second"])
    record(receipt.campaign.stream, "another_asked_to_reverse", actor=actor, subject=str(receipt))
    _tell(locked, second, "reversal_to_confirm")
    return locked


def _move(reversal: Reversal, to: str) -> None:
    if to not in Reversal.NEXT[reversal.status]:
        raise RuleViolation(_said(reversal))
    reversal.status, reversal.decided_at = to, timezone.now()
    reversal.save(update_fields=["status", "decided_at"])


def _said(reversal: Reversal) -> str:
    return _("This is already “%(status)s”.") % {"status": reversal.get_status_display()}


def _locked(reversal: Reversal) -> Reversal:
    rows = Reversal.objects.select_for_update(of=("self",))
    return rows.select_related("asked_by", "second").get(pk=reversal.pk)


def _locked_for(reversal: Reversal, actor: Any) -> tuple[Reversal, Gift]:
    """Both rows, held, if `actor` is the one asked to confirm and still may."""
    receipt = _locked_receipt(reversal.receipt)
    locked = _locked(reversal)
    if actor.pk != locked.second_id or not is_steward(actor, receipt.campaign):
        raise RuleViolation(_("Only the second person asked can confirm this."))
    return locked, receipt


def _locked_receipt(receipt: Gift) -> Gift:
    rows = Gift.objects.select_for_update(of=("self",)).select_related("campaign")
    return rows.get(pk=receipt.pk)


def _require_two(campaign: Campaign, first: Any, second: Any) -> None:
    if not is_steward(first, campaign):
        raise RuleViolation(_("Only those who lead this campaign can do this."))
    _require_second(campaign, first, second)


def _require_second(campaign: Campaign, first: Any, second: Any) -> None:
    if first.pk == second.pk:
        raise RuleViolation(_("The second person is another than the first."))
    if not seconds_for(campaign, first).filter(person=second).exists():
        raise RuleViolation(_("This person cannot confirm for this campaign."))


def _tell(reversal: Reversal, person: Any, kind: str) -> None:
    tell(
        person,
        kind,
        url=reverse("contributions:reversal", args=[reversal.public_id]),
        about=f"receipt:{reversal.receipt.public_id}",
        number=str(reversal.receipt),
        amount=reversal.receipt.amount,
        campaign=reversal.receipt.campaign.title,
        reason=reversal.reason,
        first=reversal.asked_by.address_name,
        second=reversal.second.address_name,
    )
