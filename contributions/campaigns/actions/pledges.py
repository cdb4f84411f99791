"""A transfer is pledged; a pledge nobody believes is set aside, and counted again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.campaigns.facts import PledgeFacts
from contributions.campaigns.giver_names import Source, facts_of_choice
from contributions.campaigns.models import Campaign, Pledge
from contributions.campaigns.stewards import require_steward
from contributions.campaigns.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.look.formats import dong
from portal.once import made_before, once_for
from portal.people.models import User


@transaction.atomic
def make_pledge(campaign: Campaign, facts: PledgeFacts, *, actor: User | None) -> Pledge:
    """Pledge a transfer. Pressing twice pledges once."""
    # The campaign's row is held so that the second of two presses sees the first.
    held = hold(campaign)
    once = once_for(actor, facts.once) if actor else facts.once
    again = _("This page has already made another pledge. Open it anew for the next one.")
    same = {"campaign_id": held.pk, "amount": facts.amount, "giver_name": facts.giver_name}
    if earlier := made_before(Pledge.objects.all(), once, same=same, otherwise=again):
        return earlier
    _require_taking(held, facts.amount)
    pledge = Pledge.objects.create(
        campaign=held,
        once=once,
        amount=facts.amount,
        giver_name=facts.giver_name,
        giver_phone=facts.giver_phone,
        shown=facts.name.shown,
        alias=facts.name.alias,
    )
    choice = facts_of_choice(pledge.shown, Source.WEB, facts.name.text)
    # The account as this giver is shown it: were it another for one night, the journal tells.
    _journal(pledge, Verb.PLEDGED, actor, account=held.account_digest, **choice)
    return pledge


def _require_taking(campaign: Campaign, amount: int) -> None:
    if not campaign.takes_gifts or not hasattr(campaign, "bank_account"):
        raise RuleViolation(_("This campaign takes no new pledges."))
    # Anybody may pledge, and the sum of all pledges stands on the public page.
    if amount > campaign.goal:
        raise RuleViolation(
            _("The whole goal of the campaign is %(goal)s. A pledge cannot be more than that.")
            % {"goal": dong(campaign.goal)}
        )


@transaction.atomic
def set_pledge_aside(pledge: Pledge, *, actor: User) -> Pledge:
    """The pledge no longer counts. Its money is booked all the same if it comes."""
    held = _held_by_steward(pledge, actor)
    if not held.set_aside_at:
        held.set_aside_at, held.set_aside_by = timezone.now(), actor
        held.save(update_fields=["set_aside_at", "set_aside_by"])
        _journal(held, Verb.PLEDGE_SET_ASIDE, actor)
    return held


@transaction.atomic
def count_pledge_again(pledge: Pledge, *, actor: User) -> Pledge:
    """It was set aside by mistake: the pledge counts until it expires."""
    held = _held_by_steward(pledge, actor)
    if held.set_aside_at:
        held.set_aside_at, held.set_aside_by = None, None
        held.save(update_fields=["set_aside_at", "set_aside_by"])
        _journal(held, Verb.PLEDGE_COUNTED_AGAIN, actor)
    return held


def _journal(pledge: Pledge, verb: Verb, actor: User | None, **more: str) -> None:
    facts = {"amount": pledge.amount, **more}
    record(pledge.stream, verb, actor=actor, subject=pledge.code, **facts)


def _held_by_steward(pledge: Pledge, actor: User) -> Pledge:
    held = hold(pledge, Pledge.objects.select_related("campaign"))
    require_steward(actor, held.campaign)
    return held
