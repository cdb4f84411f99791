"""A giver's name in public is changed: by the giver, or by a steward whom the giver told."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contributions.campaigns.giver_names import Made, choice, words_shown
from contributions.campaigns.models import Campaign, Gift, Pledge
from contributions.campaigns.models.pledges import Giver
from contributions.campaigns.stewards import is_steward
from portal.errors import RuleViolation
from portal.journal.actions import record


@transaction.atomic
def show_receipt_as(
    receipt: Gift, *, actor: Any, shown: str, alias: str = "", words: str = ""
) -> Gift:
    """The name stands in public as the giver told `actor`. The receipt keeps the real one.

    `words` names the sentence that was read out, by default the present one. Pressing
    twice changes once.
    """
    rows = Gift.objects.select_for_update(of=("self",)).select_related("campaign")
    locked = rows.get(pk=receipt.pk)
    if not is_steward(actor, locked.campaign):
        raise RuleViolation(_("Only those who lead this campaign can do this."))
    _require_known([locked])
    if _show_as(locked, shown, alias):
        _journal(locked.campaign, [str(locked)], actor, _chosen(shown, Made.TOLD, words))
    return locked


@transaction.atomic
def show_pledge_as(
    pledge: Pledge, *, actor: Any, shown: str, alias: str = "", words: str = ""
) -> Pledge:
    """The giver changes the name on a pledge and on every receipt that came of it.

    `actor` is None for whoever has the address of the pledge and is not signed in. `words`
    names the sentence that was shown, by default the present one. Pressing twice changes once.
    """
    rows = Pledge.objects.select_for_update(of=("self",)).select_related("campaign")
    locked = rows.get(pk=pledge.pk)
    receipts = list(locked.receipts.select_for_update(of=("self",)).order_by("pk"))
    _require_known(receipts)
    changed = [_show_as(locked, shown, alias)]
    changed += [_show_as(gift, *locked.shown_with(gift.giver_name)) for gift in receipts]
    if any(changed):
        subjects = [locked.code, *map(str, receipts)]
        _journal(locked.campaign, subjects, actor, _chosen(shown, Made.WEB, words))
    return locked


def _require_known(receipts: list[Gift]) -> None:
    if any(receipt.forgotten_at for receipt in receipts):
        raise RuleViolation(_("The giver’s name was erased; there is none to show."))


def _show_as(gift: Giver, shown: str, alias: str) -> bool:
    """Whether the name stands differently now."""
    before = gift.shown, gift.alias
    gift.shown, gift.alias = shown, alias
    gift.save(update_fields=["shown", "alias"])
    return before != (shown, alias)


def _chosen(shown: str, made: Made, words: str) -> dict[str, str]:
    return choice(shown, made, words or words_shown())


def _journal(campaign: Campaign, subjects: list[str], actor: Any, chosen: dict[str, str]) -> None:
    for subject in subjects:
        record(campaign.stream, "shown_changed", actor=actor, subject=subject, **chosen)
