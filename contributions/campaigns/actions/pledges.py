"""A transfer is promised; a promise nobody believes is set aside, and counted again."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.campaigns.giver_names import Made, choice, words_shown
from contributions.campaigns.models import Campaign, Pledge
from contributions.campaigns.stewards import is_steward
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.look.formats import dong


@transaction.atomic
def pledge(campaign: Campaign, *, actor: Any, once: UUID, **fields: Any) -> Pledge:
    """Promise a transfer. Pressing twice promises once: `once` is the form's own number.

    `words` among `fields` names the sentence that was shown beside the name, by default the
    present one.
    """
    words = fields.pop("words", "") or words_shown()
    # The campaign's row is held so that the second of two presses sees the first.
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    earlier = _promised(once, campaign=locked, **fields)
    if earlier:
        return earlier
    _require_taking(locked, fields["amount"])
    made = Pledge.objects.create(campaign=locked, once=once, **fields)
    chosen = choice(made.shown, Made.WEB, words)
    record(locked.stream, "pledged", actor=actor, subject=made.code, amount=made.amount, **chosen)
    return made


def _promised(once: UUID, **fields: Any) -> Pledge | None:
    """What this form has promised already. Raises RuleViolation where it said something else."""
    earlier = Pledge.objects.filter(once=once).first()
    said = {name: fields[name] for name in ("campaign", "amount", "giver_name") if name in fields}
    if earlier and any(getattr(earlier, name) != value for name, value in said.items()):
        raise RuleViolation(
            _("This page has already made another pledge. Open it anew for the next one.")
        )
    return earlier


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
def set_pledge_aside(pledge: Pledge, *, actor: Any) -> Pledge:
    """The pledge no longer counts as promised. Its money is booked all the same if it comes."""
    locked = _locked_for(pledge, actor)
    if locked.set_aside_at:
        return locked
    return _set_aside(locked, "pledge_set_aside", actor, at=timezone.now(), by=actor)


@transaction.atomic
def count_pledge_again(pledge: Pledge, *, actor: Any) -> Pledge:
    """It was set aside by mistake: the pledge counts as promised until it expires."""
    locked = _locked_for(pledge, actor)
    if not locked.set_aside_at:
        return locked
    return _set_aside(locked, "pledge_counted_again", actor, at=None, by=None)


def _set_aside(locked: Pledge, verb: str, actor: Any, *, at: Any, by: Any) -> Pledge:
    locked.set_aside_at, locked.set_aside_by = at, by
    locked.save(update_fields=["set_aside_at", "set_aside_by"])
    record(locked.campaign.stream, verb, actor=actor, subject=locked.code, amount=locked.amount)
    return locked


def _locked_for(pledge: Pledge, actor: Any) -> Pledge:
    """The pledge, held, if `actor` leads its campaign."""
    rows = Pledge.objects.select_for_update(of=("self",)).select_related("campaign")
    locked = rows.get(pk=pledge.pk)
    if not is_steward(actor, locked.campaign):
        raise RuleViolation(_("Only those who lead this campaign can do this."))
    return locked
