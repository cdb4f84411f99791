"""A giver's name in public is changed: by the giver, or by a steward whom the giver told."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contributions.models import Campaign, Pledge, Receipt
from contributions.models.giving import Giver
from contributions.naming import Made, choice
from contributions.stewards import is_steward
from portal.errors import RuleViolation
from portal.journal.actions import record


@transaction.atomic
def show_receipt_as(receipt: Receipt, *, actor: Any, shown: str, alias: str = "") -> Receipt:
    """The name stands in public as the giver told `actor`. The receipt keeps the real one."""
    rows = Receipt.objects.select_for_update(of=("self",)).select_related("campaign")
    locked = rows.get(pk=receipt.pk)
    if not is_steward(actor, locked.campaign):
        raise RuleViolation(_("Only those who lead this drive can do this."))
    _show_as(locked, shown, alias)
    _journal(locked.campaign, str(locked), actor, choice(shown, Made.TOLD))
    return locked


@transaction.atomic
def show_pledge_as(pledge: Pledge, *, actor: Any, shown: str, alias: str = "") -> Pledge:
    """The giver changes the name on a pledge and on every receipt that came of it.

    `actor` is None for whoever has the address of the pledge and is not signed in.
    """
    rows = Pledge.objects.select_for_update(of=("self",)).select_related("campaign")
    locked = rows.get(pk=pledge.pk)
    gifts = [locked, *locked.receipts.select_for_update(of=("self",)).order_by("pk")]
    for gift in gifts:
        _show_as(gift, shown, alias)
    for subject in [locked.code, *map(str, gifts[1:])]:
        _journal(locked.campaign, subject, actor, choice(shown, Made.WEB))
    return locked


def _show_as(gift: Giver, shown: str, alias: str) -> None:
    gift.shown, gift.alias = shown, alias
    gift.save(update_fields=["shown", "alias"])


def _journal(campaign: Campaign, subject: str, actor: Any, chosen: dict[str, str]) -> None:
    record(campaign.stream, "shown_changed", actor=actor, subject=subject, **chosen)
