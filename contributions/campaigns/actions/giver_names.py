"""A giver's name in public is changed: by the giver, or by a steward whom the giver told."""

from django.db import transaction
from django.utils.translation import gettext as _

from contributions.campaigns.giver_names import NameChoice, Source, facts_of_choice
from contributions.campaigns.models import Gift, Pledge
from contributions.campaigns.models.givers import Giver
from contributions.campaigns.stewards import require_steward
from contributions.campaigns.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.people.models import User


@transaction.atomic
def change_gift_name(gift: Gift, name: NameChoice, *, actor: User) -> Gift:
    """The name stands in public as the giver told `actor`. The receipt keeps the real one.

    Pressing twice changes once.
    """
    held = hold(gift, Gift.objects.select_related("campaign"))
    require_steward(actor, held.campaign)
    _require_named([held])
    if _show_as(held, name.shown, name.alias):
        _journal(held.stream, [held.receipt_number], Source.TOLD, name, actor)
    return held


@transaction.atomic
def change_pledge_name(pledge: Pledge, name: NameChoice, *, actor: User | None) -> Pledge:
    """The giver changes the name on a pledge and on every gift that came of it.

    `actor` is None for whoever has the address of the pledge and is not signed in. Pressing
    twice changes once.
    """
    held = hold(pledge, Pledge.objects.select_related("campaign"))
    gifts = list(held.gifts.select_for_update(of=("self",), no_key=True).order_by("pk"))
    _require_named(gifts)
    changed = [_show_as(held, name.shown, name.alias)]
    changed += [_show_as(gift, *held.shown_with(gift.giver_name)) for gift in gifts]
    if any(changed):
        subjects = [held.code, *(gift.receipt_number for gift in gifts)]
        _journal(held.stream, subjects, Source.WEB, name, actor)
    return held


def _require_named(gifts: list[Gift]) -> None:
    if any(gift.erased_at for gift in gifts):
        raise RuleViolation(_("The giver’s name was erased; there is none to show."))


def _show_as(giver: Giver, shown: str, alias: str) -> bool:
    """Whether the name stands differently now."""
    before = giver.shown, giver.alias
    giver.shown, giver.alias = shown, alias
    giver.save(update_fields=["shown", "alias"])
    return before != (shown, alias)


def _journal(
    stream: str, subjects: list[str], source: Source, name: NameChoice, actor: User | None
) -> None:
    facts = facts_of_choice(name.shown, source, name.text)
    for subject in subjects:
        record(stream, Verb.NAME_CHANGED, actor=actor, subject=subject, **facts)
