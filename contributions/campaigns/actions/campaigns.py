"""A campaign is drafted, opened, closed and opened again."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.books.purse import open_purse
from contributions.campaigns.models import BankAccount, Campaign
from contributions.campaigns.stewards import is_steward
from portal.areas.models import Hamlet
from portal.errors import RuleViolation
from portal.journal.actions import record

Status = Campaign.Status


@transaction.atomic
def draft_campaign(
    hamlet: Hamlet, *, actor: Any, bank: Mapping[str, str] | None = None, **fields: Any
) -> Campaign:
    """Prepare a campaign in `hamlet`. Nobody outside its stewards sees it before it opens."""
    campaign = Campaign(hamlet=hamlet, commune=hamlet.commune, created_by=actor, **fields)
    _require_steward(campaign, actor)
    campaign.save(force_insert=True)
    open_purse(campaign)
    _set_bank(campaign, bank)
    record(campaign.stream, "drafted", actor=actor, goal=campaign.goal)
    return campaign


@transaction.atomic
def change_draft(
    campaign: Campaign, *, actor: Any, bank: Mapping[str, str] | None = None, **fields: Any
) -> Campaign:
    """Change a campaign that has not opened. Afterwards people have given for what it said."""
    locked = _locked(campaign)
    _require_steward(locked, actor)
    if locked.status != Status.DRAFT:
        raise RuleViolation(
            _("This campaign has opened; people give for what it says, so it cannot be changed.")
        )
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    _set_bank(locked, bank)
    record(locked.stream, "draft_changed", actor=actor, goal=locked.goal)
    return locked


def _set_bank(campaign: Campaign, bank: Mapping[str, str] | None) -> None:
    if bank:
        BankAccount.objects.update_or_create(campaign=campaign, defaults=dict(bank))
    else:
        BankAccount.objects.filter(campaign=campaign).delete()


@transaction.atomic
def open_campaign(campaign: Campaign, *, actor: Any) -> Campaign:
    """From now on the campaign is public and gifts can be booked. Pressing twice opens once."""
    if campaign.is_past_deadline:
        raise RuleViolation(_("The last day of the campaign has passed. Set a later one first."))
    opening = {"opened_by": actor, "opened_at": timezone.now()}
    return _move(
        campaign, Status.OPEN, actor=actor, verb="opened", came_from=Status.DRAFT, **opening
    )


@transaction.atomic
def close_campaign(campaign: Campaign, *, actor: Any) -> Campaign:
    """No new pledges. Its accounts stay public, and money that still comes is booked."""
    closing = {"closed_at": timezone.now()}
    return _move(
        campaign, Status.CLOSED, actor=actor, verb="closed", came_from=Status.OPEN, **closing
    )


@transaction.atomic
def reopen_campaign(campaign: Campaign, *, actor: Any) -> Campaign:
    if campaign.is_past_deadline:
        raise RuleViolation(_("Its last day is past. Draft a new campaign."))
    return _move(
        campaign, Status.OPEN, actor=actor, verb="reopened", came_from=Status.CLOSED, closed_at=None
    )


def _move(
    campaign: Campaign, to: str, *, actor: Any, verb: str, came_from: str, **fields: Any
) -> Campaign:
    # Lock first, then look: two people may have pressed the button at once.
    locked = _locked(campaign)
    _require_steward(locked, actor)
    if locked.status == to:
        return locked
    if locked.status != came_from or to not in Campaign.NEXT[locked.status]:
        raise RuleViolation(
            _("This campaign is already “%(status)s”.") % {"status": locked.get_status_display()}
        )
    locked.status = to
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=["status", *fields])
    record(locked.stream, verb, actor=actor)
    return locked


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _require_steward(campaign: Campaign, actor: Any) -> None:
    if not is_steward(actor, campaign):
        raise RuleViolation(_("Only those who lead this campaign can do this."))
