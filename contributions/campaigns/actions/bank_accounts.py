"""A campaign's account: written by one who leads it, confirmed or refused by another."""

from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.campaigns.facts import BankFacts
from contributions.campaigns.models import BankAccount, Campaign
from contributions.campaigns.stewards import other_stewards, require_steward
from contributions.campaigns.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.notices.actions import tell
from portal.people.models import User

Status = BankAccount.Status


def write_account(campaign: Campaign, bank: BankFacts | None, *, actor: User) -> None:
    """The draft's account is this one, or none; every other person who leads it is told.

    Another account than before waits to be confirmed; the same one stays as it is. Call it
    with the campaign held.
    """
    present = BankAccount.objects.filter(campaign=campaign).first()
    written = BankAccount(campaign=campaign, written_by=actor, **asdict(bank)) if bank else None
    if present and written and present.digest == written.digest:
        return
    if present:
        _journal(present, Verb.ACCOUNT_WITHDRAWN, actor)
        present.delete()
    if written:
        written.save(force_insert=True)
        _journal(written, Verb.ACCOUNT_WRITTEN, actor)
        for person in {one.person_id: one.person for one in other_stewards(written)}.values():
            _tell(written, person, "account_to_confirm")


@transaction.atomic
def confirm_account(campaign: Campaign, *, actor: User, seen: UUID) -> BankAccount:
    """The account `seen` is confirmed by another person than wrote it. Pressing twice does it once.

    Raises RuleViolation where it has been changed since it was seen.
    """
    held = _held_by_another(campaign, actor, seen)
    if held.status == Status.CONFIRMED:
        return held
    _require_undecided_by_others(held, actor)
    confirmed = _decide(held, Status.CONFIRMED, actor, Verb.ACCOUNT_CONFIRMED)
    _tell(confirmed, confirmed.written_by, "account_confirmed")
    return confirmed


@transaction.atomic
def refuse_account(campaign: Campaign, *, actor: User, seen: UUID, reason: str) -> BankAccount:
    """It is not the account it should be: the campaign does not open with it."""
    held = _held_by_another(campaign, actor, seen)
    if held.status == Status.REFUSED:
        return held
    _require_undecided_by_others(held, actor)
    refused = _decide(held, Status.REFUSED, actor, Verb.ACCOUNT_REFUSED, refusal=reason)
    _tell(refused, refused.written_by, "account_refused")
    return refused


def _held_by_another(campaign: Campaign, actor: User, seen: UUID) -> BankAccount:
    """The account, held with its campaign, if `actor` may decide about what was `seen`."""
    held = hold(campaign)
    require_steward(actor, held)
    rows = BankAccount.objects.with_people().select_for_update(of=("self",), no_key=True)
    account = rows.filter(campaign=held, public_id=seen).first()
    if account is None:
        raise RuleViolation(_("The account has been changed meanwhile. Look at it once more."))
    if account.written_by_id == actor.pk:
        raise RuleViolation(_("You wrote this account down; another person confirms it."))
    return account


def _require_undecided_by_others(account: BankAccount, actor: User) -> None:
    """Whoever has decided may think better of it until the campaign opens, and nobody else."""
    is_open = account.campaign.status != Campaign.Status.DRAFT
    if is_open or account.decided_by_id not in {None, actor.pk}:
        raise RuleViolation(account.already)


def _decide(
    account: BankAccount, to: str, actor: User, verb: Verb, refusal: str = ""
) -> BankAccount:
    return move(
        account,
        to,
        actor=actor,
        verb=verb,
        subject=_subject(account),
        facts={"digest": account.digest},
        rows=BankAccount.objects.with_people(),
        decided_by=actor,
        decided_at=timezone.now(),
        refusal=refusal,
    )


def _journal(account: BankAccount, verb: Verb, actor: User) -> None:
    record(account.stream, verb, actor=actor, subject=_subject(account), digest=account.digest)


def _subject(account: BankAccount) -> str:
    return f"account:{account.public_id}"


def _tell(account: BankAccount, person: User, kind: str) -> None:
    decided_by = account.decided_by
    tell(
        person,
        kind,
        url=reverse("contributions:account", args=[account.campaign.public_id]),
        about=_subject(account),
        campaign=account.campaign.title,
        first=account.written_by.address_name,
        second=decided_by.address_name if decided_by else "",
        reason=account.refusal,
    )
