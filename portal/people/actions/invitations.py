"""Invite by number; accept, refuse, withdraw. Who has not accepted belongs to nothing."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.notices.actions import send, tell
from portal.people.actions.organisations import join, require_manager, withdraw
from portal.people.models import Invitation, Membership, Organisation, User, tidy_name
from portal.people.verbs import PeopleVerb

Status = Invitation.Status
# Our choice: who said no is left alone by the same organisation for a week.
QUIET = timedelta(days=7)


@transaction.atomic
def invite_member(
    organisation: Organisation, *, actor: User, phone: str, full_name: str, role: str
) -> Invitation:
    """Ask whoever has that number (E.164) to join, and tell them. Nobody joins by it.

    `full_name` is what the members read; what the person is called is for them to say. Sent
    twice it is one invitation. Raises RuleViolation if `actor` does not manage the
    organisation, if the person is in it, waits under another name or role, or said no.
    """
    held = hold(organisation)
    require_manager(held, actor)
    if held.memberships.current().filter(person__phone=phone).exists():
        raise RuleViolation(gettext("This person is a member already."))
    waiting = held.invitations.waiting()
    if same := waiting.like(phone=phone, full_name=full_name, role=role).first():
        return same
    if waiting.filter(phone=phone).exists():
        raise RuleViolation(
            gettext("This number is invited already. Withdraw that invitation first.")
        )
    _require_has_not_refused(held, phone)
    held.invitations.forgettable().filter(phone=phone).delete()
    invitation = Invitation.objects.create(
        organisation=held,
        phone=phone,
        role=role,
        shown_as=tidy_name(full_name),
        invited_by=actor,
    )
    subject = str(invitation.public_id)
    record(invitation.stream, PeopleVerb.MEMBER_INVITED, actor=actor, subject=subject, role=role)
    _tell_invited(invitation)
    return invitation


def _require_has_not_refused(organisation: Organisation, phone: str) -> None:
    refused = organisation.invitations.filter(phone=phone, status=Status.REFUSED)
    if refused.filter(decided_at__gt=timezone.now() - QUIET).exists():
        raise RuleViolation(
            gettext("This person said no. They can be invited again a week afterwards.")
        )


def _tell_invited(invitation: Invitation) -> None:
    """In the inbox, and by message if the person has never signed in to look there."""
    person = User.objects.with_phone(invitation.phone)
    url, name = reverse("people:account"), invitation.organisation.name
    if person:
        about = f"invitation:{invitation.public_id}"
        tell(person, "people_invited", url=url, about=about, organisation=name)
    if person is None or not person.last_login:
        language = person.language if person else "vi"
        send(
            "people_invited",
            phone=invitation.phone,
            language=language,
            url=url,
            organisation=name,
        )


@transaction.atomic
def accept_invitation(invitation: Invitation, *, actor: User) -> Membership:
    """The invited is a member from now on. Accepting twice is once.

    Raises RuleViolation for anybody else, for an invitation that was withdrawn, refused or is
    older than 30 days, and where nobody manages the organisation or its commune has left.
    """
    organisation = hold(invitation.organisation)
    held = _hold_for_invited(invitation, actor)
    mine = organisation.memberships.current().filter(person=actor).first()
    if held.status == Status.ACCEPTED and mine:
        return mine
    if held.status == Status.WAITING:
        _require_open(held, organisation)
        mine = mine or join(organisation, actor, held.role, shown_as=held.shown_as)
    move(
        held,
        Status.ACCEPTED,
        actor=actor,
        verb=PeopleVerb.INVITATION_ACCEPTED,
        subject=str(held.public_id),
        decided_at=timezone.now(),
        membership=mine,
        phone="",
    )
    _tell_inviter(held, "people_invitation_accepted")
    assert mine is not None  # noqa: S101 - `move` has refused whatever does not wait
    return mine


def _require_open(invitation: Invitation, organisation: Organisation) -> None:
    if invitation.has_expired:
        raise RuleViolation(gettext("This invitation is older than 30 days. Ask for another."))
    if not organisation.memberships.current().filter(role=Membership.Role.MANAGER).exists():
        raise RuleViolation(gettext("Nobody manages this organisation any more."))
    if not Commune.objects.open().filter(pk=organisation.commune_id).exists():
        raise RuleViolation(
            gettext("%(commune)s does not use the portal yet.") % {"commune": organisation.commune}
        )


@transaction.atomic
def refuse_invitation(invitation: Invitation, *, actor: User) -> Invitation:
    """Nothing comes of it, and who invited is told. Refusing twice is once."""
    held = _hold_for_invited(invitation, actor)
    if held.status == Status.REFUSED:
        return held
    refused = move(
        held,
        Status.REFUSED,
        actor=actor,
        verb=PeopleVerb.INVITATION_REFUSED,
        subject=str(held.public_id),
        decided_at=timezone.now(),
    )
    _tell_inviter(refused, "people_invitation_refused")
    return refused


def _hold_for_invited(invitation: Invitation, actor: User) -> Invitation:
    held = hold(invitation, Invitation.objects.select_related("organisation__commune"))
    if not Invitation.objects.to(actor).filter(pk=held.pk).exists():
        raise RuleViolation(gettext("This invitation went to another number."))
    return held


def _tell_inviter(invitation: Invitation, kind: str) -> None:
    """By the name that they wrote themselves."""
    organisation = invitation.organisation
    tell(
        invitation.invited_by,
        kind,
        url=reverse("people:organisation", args=[organisation.public_id]),
        about=f"invitation:{invitation.public_id}",
        name=invitation.shown_as,
        organisation=organisation.name,
    )


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: User) -> Invitation:
    """Nothing can come of it any more. Twice is once.

    Raises RuleViolation if `actor` does not manage the organisation, or it was answered.
    """
    require_manager(hold(invitation.organisation), actor)
    held = hold(invitation, Invitation.objects.select_related("organisation"))
    if held.status == Status.WITHDRAWN:
        return held
    return withdraw(held, actor=actor)


def forget_invitations() -> int:
    """Delete those that are over and led to nothing; how many there were."""
    return Invitation.objects.forgettable().delete()[0]
