"""A campaign is drafted, opened, closed and opened again; it follows its hamlet; it is checked."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.books.actions import hold_purse, keep_check, open_purse
from contributions.campaigns.actions.bank_accounts import write_account
from contributions.campaigns.facts import CampaignFacts
from contributions.campaigns.models import Campaign
from contributions.campaigns.proof import faults
from contributions.campaigns.stewards import require_openable, require_steward
from contributions.campaigns.verbs import Verb
from portal.areas.models import Hamlet
from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.once import made_before, once_for
from portal.people.actions import require_administrator
from portal.people.models import User

Status = Campaign.Status


@transaction.atomic
def draft_campaign(
    hamlet: Hamlet, facts: CampaignFacts, *, actor: User, once: uuid.UUID | None = None
) -> Campaign:
    """Prepare a campaign in `hamlet`. Nobody outside its stewards sees it before it opens.

    The same `once` sent again gives the campaign that it made.
    """
    once, columns = once_for(actor, once), _columns_of(facts)
    again = _("This page has already drafted another campaign. Open it anew for the next one.")
    same = {"hamlet_id": hamlet.pk, "title": facts.title, "goal": facts.goal}
    if earlier := made_before(Campaign.objects.all(), once, same=same, otherwise=again):
        return earlier
    campaign = Campaign(
        hamlet=hamlet, commune=hamlet.commune, created_by=actor, once=once, **columns
    )
    require_steward(actor, campaign)
    campaign.save(force_insert=True)
    open_purse(campaign)
    record(campaign.stream, Verb.DRAFTED, actor=actor, goal=campaign.goal)
    write_account(campaign, facts.bank, actor=actor)
    return campaign


@transaction.atomic
def change_draft(campaign: Campaign, facts: CampaignFacts, *, actor: User) -> Campaign:
    """Change a campaign that has not opened. Afterwards people have given for what it said."""
    held = hold(campaign)
    require_steward(actor, held)
    if held.status != Status.DRAFT:
        raise RuleViolation(
            _("This campaign has opened; people give for what it says, so it cannot be changed.")
        )
    columns = _columns_of(facts)
    for name, value in columns.items():
        setattr(held, name, value)
    held.save(update_fields=list(columns))
    record(held.stream, Verb.DRAFT_CHANGED, actor=actor, goal=held.goal)
    write_account(held, facts.bank, actor=actor)
    return held


def _columns_of(facts: CampaignFacts) -> dict[str, Any]:
    return {name: value for name, value in vars(facts).items() if name != "bank"}


@transaction.atomic
def open_campaign(campaign: Campaign, *, actor: User) -> Campaign:
    """From now on the campaign is public and gifts can be booked. Pressing twice opens once.

    What it asks for and the account it shows are in the journal, as digests.
    Raises RuleViolation where its account is not confirmed by a second person, or nobody
    could confirm a transfer to it.
    """
    if campaign.is_past_deadline:
        raise RuleViolation(_("The last day of the campaign has passed. Set a later one first."))
    opening = {"opened_by": actor, "opened_at": timezone.now()}
    return _move(campaign, Status.DRAFT, Status.OPEN, actor=actor, verb=Verb.OPENED, **opening)


@transaction.atomic
def close_campaign(campaign: Campaign, *, actor: User) -> Campaign:
    """No new pledges. Its accounts stay public, and money that still comes is booked."""
    closing = {"closed_at": timezone.now()}
    return _move(campaign, Status.OPEN, Status.CLOSED, actor=actor, verb=Verb.CLOSED, **closing)


@transaction.atomic
def reopen_campaign(campaign: Campaign, *, actor: User) -> Campaign:
    if campaign.is_past_deadline:
        raise RuleViolation(_("Its last day is past. Draft a new campaign."))
    reopening = {"closed_at": None}
    return _move(campaign, Status.CLOSED, Status.OPEN, actor=actor, verb=Verb.REOPENED, **reopening)


def _move(
    campaign: Campaign, before: str, to: str, *, actor: User, verb: Verb, **fields: Any
) -> Campaign:
    """A campaign that is `to` already stays as it is; any other must be as it was `before`."""
    held = hold(campaign)
    require_steward(actor, held)
    if held.status == to:
        return held
    if held.status != before:
        raise RuleViolation(held.already)
    if to == Status.OPEN:
        require_openable(held)
    shown = {"terms": held.terms_digest, "account": held.account_digest}
    return move(held, to, actor=actor, verb=verb, facts=shown, **fields)


@transaction.atomic
def follow_merger(before: Sequence[Hamlet], after: Hamlet, *, actor: User) -> None:
    """The campaigns of the old hamlets, their purses untouched, are the new one's.

    Raises RuleViolation for anybody but the commune's administrator.
    """
    require_administrator(after.commune, actor)
    campaigns = Campaign.objects.filter(hamlet__in=before).order_by("pk")
    for campaign in campaigns.select_for_update(of=("self",), no_key=True):
        campaign.hamlet = after
        campaign.save(update_fields=["hamlet"])
        hamlet = str(after.public_id)
        record(campaign.stream, Verb.HAMLET_MERGED, actor=actor, hamlet=hamlet)


@transaction.atomic
def check_ledger(campaign: Campaign) -> list[str]:
    """Recompute ledger, gifts and journal, keep the result, and say what does not add up.

    Bookings of this campaign wait meanwhile, so that no half of one is seen.
    """
    list(campaign.receipt_books.select_for_update(no_key=True).order_by("pk"))
    # Gifts in kind move no account; whoever counts one up holds the campaign's own row.
    held = hold(campaign)
    hold_purse(held)
    broken = list(faults(held))
    keep_check(held, broken)
    return broken
