"""A giver is erased, as the law lets a person ask (Law 91/2025, article 14).

The money and its papers stay: number, amount, days, who counted. The journal never had the name.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.campaigns.models import Gift, NameShown, Pledge
from contributions.campaigns.stewards import require_may_erase_giver
from contributions.campaigns.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.notices.actions import forget_sent
from portal.people.models import User

ERASED = {"giver_name": "", "giver_phone": "", "shown": NameShown.HIDDEN, "alias": ""}


@transaction.atomic
def erase_giver(gift: Gift, *, actor: User, reason: str) -> Gift:
    """Nothing names the giver any more: not the gift, its pledge or that pledge's gifts.

    `reason` is a Gift.Ground. It cannot be undone. Raises RuleViolation for anybody but
    the commune's administrator, for a giver who is erased already, and while a gift of
    this giver waits: what is not decided cannot be told from a slip yet.
    """
    require_may_erase_giver(actor, gift.campaign)
    pledge, gifts = _held(gift)
    _require_erasable(next(own for own in gifts if own.pk == gift.pk), gifts)
    named = [own for own in gifts if own.erased_at is None]
    for own in named:
        _erase(own)
    if pledge:
        Pledge.objects.filter(pk=pledge.pk).update(**ERASED)
    for own in named:
        facts = {"reason": Gift.Ground(reason).value}
        record(own.stream, Verb.GIVER_ERASED, actor=actor, subject=own.receipt_number, **facts)
    return next(own for own in named if own.pk == gift.pk)


def _held(gift: Gift) -> tuple[Pledge | None, list[Gift]]:
    """The pledge and every gift of this giver, held. Pledges first, as everywhere."""
    rows = Gift.objects.select_for_update(of=("self",), no_key=True).select_related("campaign")
    rows = rows.order_by("pk")
    if gift.pledge is None:
        return None, list(rows.filter(pk=gift.pk))
    pledge = hold(gift.pledge)
    return pledge, list(rows.filter(pledge=pledge))


def _require_erasable(gift: Gift, gifts: list[Gift]) -> None:
    if gift.erased_at:
        raise RuleViolation(_("This giver has been erased already."))
    waiting = next((own for own in gifts if own.status == Gift.Status.WAITING), None)
    if waiting:
        raise RuleViolation(
            _("Receipt %(number)s of this giver still waits. Confirm or refuse it first.")
            % {"number": waiting}
        )


def _erase(gift: Gift) -> None:
    """The name goes from the row, and the number from the thanks that were sent to it."""
    if gift.giver_phone:
        thanked = {"number": gift.receipt_number, "campaign": gift.campaign.title}
        forget_sent("gift_thanks", phone=gift.giver_phone, **thanked)
    for name, value in ERASED.items():
        setattr(gift, name, value)
    gift.erased_at = timezone.now()
    gift.save(update_fields=[*ERASED, "erased_at"])
