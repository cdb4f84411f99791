"""Create an organisation, invite members, end a membership."""

import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.notices.actions import send, tell
from portal.once import made_before, once_for
from portal.people.actions.users import person_with_phone
from portal.people.models import Membership, Organisation, User, tidy_name
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
    _join(organisation, actor, Membership.Role.MANAGER, actor=actor, shown_as=str(actor))
    return organisation


@transaction.atomic
def invite_member(
    organisation: Organisation, *, actor: User, phone: str, full_name: str, role: str
) -> Membership:
    """Make the person with that number a member and tell them. They need not sign in first.

    `full_name` is what the members read; what the person is called is for them to say.
    Raises RuleViolation if `actor` does not manage the organisation or the person is in it.
    """
    _require_manager(organisation, actor)
    person = person_with_phone(phone)
    if organisation.memberships.current().filter(person=person).exists():
        raise RuleViolation(gettext("This person is a member already."))
    membership = _join(organisation, person, role, actor=actor, shown_as=tidy_name(full_name))
    tell(person, "people_invited", url=reverse("people:account"), organisation=organisation.name)
    if not person.last_login:
        send(
            "people_invited",
            phone=phone,
            language=person.language,
            url=reverse("people:account"),
            organisation=organisation.name,
        )
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, actor: User) -> Membership:
    """End it now. A manager may end anyone's, everybody their own; the last manager stays."""
    organisation = hold(membership.organisation)
    if membership.person_id != actor.pk:
        _require_manager(organisation, actor)
    locked = hold(membership)
    if locked.until:
        return locked
    others = organisation.memberships.current().exclude(pk=locked.pk)
    if not others.filter(role=Membership.Role.MANAGER).exists():
        raise RuleViolation(gettext("Somebody must manage it. Make another member manager first."))
    locked.until = timezone.now()
    locked.save(update_fields=["until"])
    _journal(organisation, PeopleVerb.MEMBER_LEFT, locked.person, actor=actor)
    return locked


def _require_manager(organisation: Organisation, actor: User) -> None:
    if not Organisation.objects.managed_by(actor).filter(pk=organisation.pk).exists():
        raise RuleViolation(gettext("Only its manager can do this."))


def _join(
    organisation: Organisation, person: User, role: str, *, actor: User, shown_as: str
) -> Membership:
    membership = Membership.objects.create(
        organisation=organisation, person=person, role=role, shown_as=shown_as
    )
    _journal(organisation, PeopleVerb.MEMBER_JOINED, person, actor=actor)
    return membership


def _journal(organisation: Organisation, verb: PeopleVerb, person: User, *, actor: User) -> None:
    stream = f"people:{person.public_id}"
    record(stream, verb, actor=actor, organisation=str(organisation.public_id))
