"""Send a one-time code, use it up, forget it."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from portal.errors import RuleViolation
from portal.journal.actions import hold
from portal.language import present_language
from portal.notices.actions import send
from portal.people.models import User
from portal.people.models.one_time_codes import OneTimeCode, new_digits


@transaction.atomic
def send_code(
    purpose: str,
    *,
    phone: str = "",
    email: str = "",
    person: User | None = None,
    about: str = "",
    browser: str = "",
    once: uuid.UUID | None = None,
) -> OneTimeCode:
    """Send a fresh code. Nobody is looked up, so known and unknown numbers go the same way.

    To answer by a link it is `about` something, good in one `browser`, in the person's language.
    The caller counts it against the limits first (`portal.people.rate_limits`).
    """
    code = OneTimeCode(
        purpose=purpose,
        phone=phone,
        email=email.lower(),
        person=person,
        about=about,
        browser=browser,
        once=once,
    )
    digits = new_digits()
    code.digest = code.digest_of(digits)
    code.save(force_insert=True)
    is_to_answer = person is not None and purpose == OneTimeCode.Purpose.ANSWER
    send(
        "footage_code" if is_to_answer else "people_code",
        phone=phone,
        email=code.email,
        language=person.language if is_to_answer and person else present_language(),
        is_secret=True,
        code=digits,
        purpose=str(purpose),
        sent=sent_at(code),
    )
    return code


def sent_at(code: OneTimeCode) -> str:
    """The minute that its message names, so that the last of several can be told: 10:42."""
    return date_format(localtime(code.sent_at), "H:i")


def spend_code(code: OneTimeCode, digits: str) -> OneTimeCode:
    """Use the code up. Call outside a transaction: a wrong try must be counted and stay so.

    Raises RuleViolation with a sentence if the digits are wrong, or the code is too
    old, used, or tried too often.
    """
    with transaction.atomic():
        # Lock first, then look: guesses may come in by the hundred at once.
        locked = hold(code)
        was_open = locked.is_open
        if was_open:
            locked.tries += 1
            if locked.matches(digits):
                locked.used_at = timezone.now()
            locked.save(update_fields=["tries", "used_at"])
    if not was_open or locked.used_at is None:
        raise RuleViolation(_why_not(locked, was_open))
    return locked


def spend_one_of(codes: Iterable[OneTimeCode | None], digits: str) -> OneTimeCode:
    """Use up the one of these whose digits they are; the newest comes first.

    A wrong try counts for each, so that two open no more doors than one. Call outside a
    transaction. Raises RuleViolation as `spend_code` does, with the sentence of the newest.
    """
    refusals = []
    for code in codes:
        if code is None:
            continue
        try:
            return spend_code(code, digits)
        except RuleViolation as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _why_not(code: OneTimeCode, was_open: bool) -> str:
    if code.used_at:
        return gettext("This code has been used. Get a new one.")
    if code.tries_left == 0:
        return gettext("Five wrong codes. This one no longer opens anything. Get a new one.")
    if not was_open:
        return gettext("This code is older than 5 minutes. Get a new one.")
    return gettext("The code is not right. Look at the message of %(time)s.") % {
        "time": sent_at(code)
    }


def forget_codes() -> int:
    """Delete codes older than a day; how many there were."""
    return OneTimeCode.objects.forgettable().delete()[0]
