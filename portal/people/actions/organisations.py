"""Create an organisation, end a membership. Members come by `invitations`."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.once import made_before, once_for
from portal.people.models import Invitation, Membership, Organisation, User, tidy_name
from portal.people.verbs import PeopleVerb


@transaction.atomic
def create_organisation(
    *, actor: User, name: str, kind: str, commune: Commune, once: uuid.UUID | None = None
) -> Organisation:
    """A new organisation; who makes it is its first manager. The same `once` makes it once."""
    once, same = once_for(actor, once), {"name": tidy_name(name), "kind": kind}
    again = gettext("This page has already set up another organisation. Open it anew.")
    if earlier := made_before(Organisation.objects.all(), once, same=same, otherwise=again):
        return earlier
    organisation = Organisation.objects.create(commune=commune, once=once, **same)
    join(organisation, actor, Membership.Role.MANAGER, shown_as=str(actor))
    return organisation


@transaction.atomic
def end_membership(membership: Membership, *, actor: User) -> Membership:
    """End it now. A manager may end anyone's, everybody their own.

    Who founded the organisation stays while nobody else manages it; who came by an invitation
    may always leave. Where nobody manages it any more, nobody is invited any more.
    """
    organisation = hold(membership.organisation)
    if membership.person_id != actor.pk:
        require_manager(organisation, actor)
    locked = hold(membership)
    if locked.until:
        return locked
    managers = organisation.memberships.current().filter(role=Membership.Role.MANAGER)
    is_managed = managers.exclude(pk=locked.pk).exists()
    if not is_managed and not locked.was_invited:
        raise RuleViolation(gettext("Somebody must manage it. Make another member manager first."))
    locked.until = timezone.now()
    locked.save(update_fields=["until"])
    _journal(organisation, PeopleVerb.MEMBER_LEFT, locked.person, actor=actor)
    if not is_managed:
        for invitation in organisation.invitations.waiting().order_by("pk"):
            withdraw(invitation, actor=actor)
    return locked


def withdraw(invitation: Invitation, *, actor: User) -> Invitation:
    """Nothing comes of it any more. The caller has asked whether `actor` may."""
    return move(
        invitation,
        Invitation.Status.WITHDRAWN,
        actor=actor,
        verb=PeopleVerb.INVITATION_WITHDRAWN,
        subject=str(invitation.public_id),
        decided_at=timezone.now(),
    )


def require_manager(organisation: Organisation, actor: User) -> None:
    if not Organisation.objects.managed_by(actor).filter(pk=organisation.pk).exists():
        raise RuleViolation(gettext("Only its manager can do this."))


def join(organisation: Organisation, person: User, role: str, *, shown_as: str) -> Membership:
    """She has said yes: by founding it, or to an invitation."""
    membership = Membership.objects.create(
        organisation=organisation, person=person, role=role, shown_as=shown_as
    )
    _journal(organisation, PeopleVerb.MEMBER_JOINED, person, actor=person)
    return membership


def _journal(organisation: Organisation, verb: PeopleVerb, person: User, *, actor: User) -> None:
    stream = f"people:{person.public_id}"
    record(stream, verb, actor=actor, organisation=str(organisation.public_id))
