"""What a person is called, how they are reached, and where they are signed in."""

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.language import present_language
from portal.notices.actions import send, tell
from portal.people.models import User
from portal.people.models.one_time_codes import OneTimeCode
from portal.people.models.users import new_session_stamp, tidy_name
from portal.people.verbs import PeopleVerb


def person_with_contact(code: OneTimeCode) -> User:
    """The person whose number or address the spent code went to; new if nobody has it."""
    contact = {"phone": code.phone} if code.phone else {"email": code.email}
    language = present_language()
    return User.objects.get_or_create(**contact, defaults={"language": language})[0]


def person_with_phone(phone: str, *, full_name: str = "", honorific: str = "") -> User:
    """The person with that number (E.164); new, with that name, if nobody has it."""
    name = {"full_name": tidy_name(full_name), "honorific": honorific}
    return User.objects.get_or_create(phone=phone, defaults=name)[0]


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

    The old one is told as well. Raises RuleViolation if somebody else has the new one.
    """
    field, value = ("phone", code.phone) if code.phone else ("email", code.email)
    try:
        return _change_contact(person, field, value, actor=actor)
    except IntegrityError as clash:
        raise RuleViolation(
            gettext("Another account uses this already. Sign in with it, or ask at the desk.")
        ) from clash


@transaction.atomic
def _change_contact(person: User, field: str, value: str, *, actor: User) -> User:
    locked = hold(person)
    old = getattr(locked, field)
    setattr(locked, field, value)
    locked.save(update_fields=[field])
    record(f"people:{locked.public_id}", PeopleVerb.CONTACT_CHANGED, actor=actor, what=field)
    tell(locked, "people_contact_changed", url=reverse("people:account"), what=field)
    if old:
        send("people_contact_changed", language=locked.language, what=field, **{field: old})
    return locked


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
    return Session.objects.filter(expire_date__lte=timezone.now()).delete()[0]
