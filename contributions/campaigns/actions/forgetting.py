"""A giver is forgotten, as the law lets a person ask (Law 91/2025, article 14).

The money and its papers stay: number, amount, days, who counted. The journal never had the name.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.campaigns.models import Gift, Pledge, Shown
from contributions.campaigns.stewards import may_forget
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.actions import forget_sent

ERASED = {"giver_name": "", "giver_phone": "", "shown": Shown.HIDDEN, "alias": ""}


@transaction.atomic
def forget_giver(receipt: Gift, *, actor: Any, reason: str) -> Gift:
    """Nothing names the giver any more: not the receipt, its pledge or that pledge's receipts.

    `reason` is a Receipt.Ground. It cannot be undone. Raises RuleViolation for anybody but
    the commune's administrator, for a giver who is forgotten already, and while a receipt of
    this giver waits: what is not decided cannot be told from a slip yet.
    """
    if not may_forget(actor, receipt.campaign):
        raise RuleViolation(_("Only the commune’s administrator can erase a giver."))
    pledge, gifts = _held(receipt)
    _require_erasable(next(gift for gift in gifts if gift.pk == receipt.pk), gifts)
    named = [gift for gift in gifts if gift.forgotten_at is None]
    for gift in named:
        _erase(gift)
    if pledge:
        Pledge.objects.filter(pk=pledge.pk).update(**ERASED)
    for gift in named:
        facts = {"reason": Gift.Ground(reason).value}
        record(receipt.campaign.stream, "giver_forgotten", actor=actor, subject=str(gift), **facts)
    return next(gift for gift in named if gift.pk == receipt.pk)


def _held(receipt: Gift) -> tuple[Pledge | None, list[Gift]]:
    """The pledge and every receipt of this giver, held. Pledges first, as everywhere."""
    rows = Gift.objects.select_for_update(of=("self",)).select_related("campaign")
    rows = rows.order_by("pk")
    if receipt.pledge_id is None:
        return None, list(rows.filter(pk=receipt.pk))
    pledge = Pledge.objects.select_for_update().get(pk=receipt.pledge_id)
    return pledge, list(rows.filter(pledge=pledge))


def _require_erasable(receipt: Gift, gifts: list[Gift]) -> None:
    if receipt.forgotten_at:
        raise RuleViolation(_("This giver has been erased already."))
    waiting = next((gift for gift in gifts if gift.status == Gift.Status.WAITING), None)
    if waiting:
        raise RuleViolation(
            _("Receipt %(number)s of this giver still waits. Confirm or refuse it first.")
            % {"number": waiting}
        )


def _erase(gift: Gift) -> None:
    """The name goes from the row, and the number from the thanks that were sent to it."""
    if gift.giver_phone:
        thanked = {"number": str(gift), "campaign": gift.campaign.title}
        forget_sent("gift_thanks", phone=gift.giver_phone, **thanked)
    for name, value in ERASED.items():
        setattr(gift, name, value)
    gift.forgotten_at = timezone.now()
    gift.save(update_fields=[*ERASED, "forgotten_at"])
