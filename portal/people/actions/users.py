"""What a person is called, how they are reached, and where they are signed in."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.language import present_language
from portal.notices.actions import send, tell
from portal.people.models import ContactMove, User
from portal.people.models.one_time_codes import OneTimeCode
from portal.people.models.users import new_session_stamp, tidy_name
from portal.people.verbs import PeopleVerb

HELD = gettext_lazy(
    "This number or address was changed for another in the last 72 hours. Wait, or use the new one."
)


def person_with_contact(code: OneTimeCode) -> User:
    """The person whose number or address the spent code went to; new if nobody has it.

    Raises RuleViolation for one that somebody gave up in the last 72 hours.
    """
    contact = {"phone": code.phone} if code.phone else {"email": code.email}
    return _person_with(contact, language=present_language())


def person_with_phone(phone: str, *, full_name: str = "", honorific: str = "") -> User:
    """The person with that number (E.164); new, with that name, if nobody has it.

    Raises RuleViolation for one that somebody gave up in the last 72 hours.
    """
    return _person_with({"phone": phone}, full_name=tidy_name(full_name), honorific=honorific)


def _person_with(contact: dict[str, str], **defaults: str) -> User:
    if person := User.objects.filter(**contact).first():
        return person
    # Asked second: whoever gives it up does so in one transaction with the row that holds it.
    if ContactMove.objects.returnable().away_from(*contact.values()).exists():
        raise RuleViolation(str(HELD))
    return User.objects.get_or_create(**contact, defaults=defaults)[0]


def name_person(person: User, *, actor: User, full_name: str, honorific: str) -> User:
    person.full_name, person.honorific = tidy_name(full_name), honorific
    person.save(update_fields=["full_name", "honorific"])
    return person


def choose_language(person: User, *, actor: User, language: str) -> User:
    person.language = language
    person.save(update_fields=["language"])
    return person


def change_contact(person: User, code: OneTimeCode, *, actor: User) -> User:
    """Take the number or address that the spent code went to as the person's own.

    Every session of the person ends, unless the caller renews its own. Whatever reached her
    before is told, and for 72 hours what she had before can take it back and makes no other
    account. Raises RuleViolation if somebody else has the new one, or had it until just now.
    """
    field, value = ("phone", code.phone) if code.phone else ("email", code.email)
    taken = gettext("Another account uses this already. Sign in with it, or ask at the desk.")
    if ContactMove.objects.returnable().away_from(value).exclude(person=person).exists():
        raise RuleViolation(taken)
    try:
        return _change_contact(person, field, value, actor=actor)
    except IntegrityError as clash:
        raise RuleViolation(taken) from clash


@transaction.atomic
def _change_contact(person: User, field: str, value: str, *, actor: User) -> User:
    locked = hold(person)
    former, before = getattr(locked, field) or "", contacts_of(locked)
    if former == value:
        return locked
    setattr(locked, field, value)
    locked.session_stamp = new_session_stamp()
    locked.save(update_fields=[field, "session_stamp"])
    ContactMove.objects.create(person=locked, field=field, former=former, present=value)
    record(f"people:{locked.public_id}", PeopleVerb.CONTACT_CHANGED, actor=actor, what=field)
    facts: dict[str, Any] = {"what": field, "is_first": not former}
    tell(locked, "people_contact_changed", url=reverse("people:account"), **facts)
    way_back = reverse("people:take_back")
    facts |= before
    send("people_contact_changed", language=locked.language, url=way_back, **facts)
    return locked


def contacts_of(person: User) -> dict[str, str]:
    """Whatever reaches her now."""
    return {"phone": person.phone or "", "email": person.email or ""}


@transaction.atomic
def take_contact_back(move: ContactMove, *, actor: User) -> User:
    """What the person signed in with before is hers again; later changes of it are void too.

    The other of the two, number or address, goes back to what it was 72 hours ago: whoever
    took the one may have put in the other first. Every session of the person ends, and what
    is no longer hers is told. Twice is once. Raises RuleViolation when it is too late.
    """
    person = hold(move.person)
    held = hold(move)
    if held.taken_back_at:
        return person
    if not held.is_returnable:
        raise RuleViolation(gettext("More than 72 hours have passed. Ask at the commune’s desk."))
    before = contacts_of(person)
    for field in ContactMove.Field.values:
        moves = person.contact_moves.returnable().filter(field=field)
        if field == held.field:
            moves = moves.filter(moved_at__gte=held.moved_at)
        if first := moves.order_by("moved_at", "pk").first():
            setattr(person, field, first.former or None)
        moves.update(taken_back_at=timezone.now())
    person.session_stamp = new_session_stamp()
    person.save(update_fields=["phone", "email", "session_stamp"])
    record(
        f"people:{person.public_id}", PeopleVerb.CONTACT_MOVED_BACK, actor=actor, what=held.field
    )
    tell(person, "people_contact_moved_back", url=reverse("people:account"))
    lost: dict[str, Any] = dict(before.items() - contacts_of(person).items())
    send("people_contact_moved_back", language=person.language, **lost)
    return person


def forget_contact_moves() -> int:
    """Delete what can no longer be moves: the former numbers go with it; how many there were."""
    return ContactMove.objects.forgettable().delete()[0]


def end_sessions(person: User) -> None:
    """End every session of the person, this one too unless the caller renews it."""
    person.session_stamp = new_session_stamp()
    person.save(update_fields=["session_stamp"])


@transaction.atomic
def sign_out_everywhere(person: User, *, actor: User) -> User:
    """End every session of the person, this one too unless the caller renews it."""
    end_sessions(person)
    record(f"people:{person.public_id}", PeopleVerb.SIGNED_OUT_EVERYWHERE, actor=actor)
    return person


def forget_sessions() -> int:
    """Delete the sessions that have run out; how many there were."""
    return Session.objects.filter(expire_date__lte=Now()).delete()[0]
