"""What happens to people: codes, names, reach, sessions."""

import unicodedata

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.actions import send, tell
from portal.people.codes import OneTimeCode, new_digits
from portal.people.models import User, new_session_stamp

Purpose = OneTimeCode.Purpose


@transaction.atomic
def send_code(
    purpose: str, *, phone: str = "", email: str = "", person: User | None = None
) -> OneTimeCode:
    """Send a fresh code. Nobody is looked up, so known and unknown numbers go the same way.

    The caller counts it against the limits first (`portal.people.limits`).
    """
    code = OneTimeCode(purpose=purpose, phone=phone, email=email.lower(), person=person)
    digits = new_digits()
    code.digest = code.digest_of(digits)
    code.save(force_insert=True)
    language = (get_language() or "vi")[:2]
    send(
        "people_code",
        phone=phone,
        email=code.email,
        language=language,
        is_secret=True,
        code=digits,
        purpose=str(purpose),
    )
    return code


def spend_code(code: OneTimeCode, digits: str) -> OneTimeCode:
    """Use the code up. Call outside a transaction: a wrong try must be counted and stay so.

    Raises RuleViolation with a sentence if the digits are wrong, or the code is too
    old, used, or tried too often.
    """
    with transaction.atomic():
        # Lock first, then look: guesses may come in by the hundred at once.
        locked = OneTimeCode.objects.select_for_update().get(pk=code.pk)
        was_open = locked.is_open
        if was_open:
            locked.tries += 1
            if locked.matches(digits):
                locked.used_at = timezone.now()
            locked.save(update_fields=["tries", "used_at"])
    if not was_open or locked.used_at is None:
        raise RuleViolation(_why_not(locked, was_open))
    return locked


def _why_not(code: OneTimeCode, was_open: bool) -> str:
    if code.used_at:
        return gettext("This code has been used. Get a new one.")
    if code.tries_left == 0:
        return gettext("Five wrong codes. This one no longer opens anything. Get a new one.")
    if not was_open:
        return gettext("This code is older than 5 minutes. Get a new one.")
    return gettext("The code is not right. Look at the last message again.")


def person_reached_by(code: OneTimeCode) -> User:
    """The person whose number or address the spent code went to; new if nobody has it."""
    reach = {"phone": code.phone} if code.phone else {"email": code.email}
    language = (get_language() or "vi")[:2]
    return User.objects.get_or_create(**reach, defaults={"language": language})[0]


def person_with_phone(phone: str, *, full_name: str = "") -> User:
    """The person with that number (E.164); new, with that name, if nobody has it."""
    name = tidy_name(full_name)
    return User.objects.get_or_create(phone=phone, defaults={"full_name": name})[0]


def tidy_name(name: str) -> str:
    """Composed letters and single spaces, so that the same name is the same text."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def name_person(person: User, *, actor: User, full_name: str, honorific: str) -> User:
    person.full_name, person.honorific = tidy_name(full_name), honorific
    person.save(update_fields=["full_name", "honorific"])
    return person


def choose_language(person: User, *, actor: User, language: str) -> User:
    person.language = language
    person.save(update_fields=["language"])
    return person


def change_reach(person: User, code: OneTimeCode, *, actor: User) -> User:
    """Take the number or address that the spent code went to as the person's own.

    Raises RuleViolation if somebody else has it: whoever asks has proven that it is theirs
    now, but two accounts are joined by a person at the desk, not by a form.
    """
    locked_fields = {"phone": code.phone} if code.phone else {"email": code.email}
    try:
        with transaction.atomic():
            locked = User.objects.select_for_update().get(pk=person.pk)
            for field, value in locked_fields.items():
                setattr(locked, field, value)
            locked.save(update_fields=[*locked_fields])
            record(
                f"people:{locked.public_id}", "reach_changed", actor=actor, what=[*locked_fields]
            )
            tell(locked, "people_reach_changed", what=[*locked_fields][0])
    except IntegrityError as clash:
        raise RuleViolation(
            gettext("Another account uses this already. Sign in with it, or ask at the desk.")
        ) from clash
    return locked


@transaction.atomic
def sign_out_everywhere(person: User, *, actor: User) -> User:
    """End every session of the person, this one too unless the caller renews it."""
    person.session_stamp = new_session_stamp()
    person.save(update_fields=["session_stamp"])
    record(f"people:{person.public_id}", "signed_out_everywhere", actor=actor)
    return person


def forget_codes() -> int:
    """Delete codes older than a day; how many there were."""
    return OneTimeCode.objects.forgettable().delete()[0]
