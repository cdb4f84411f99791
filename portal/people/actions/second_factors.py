"""Add, show and remove second factors. Each is journalled and the person is told."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.notices.actions import tell
from portal.people.actions.users import end_sessions
from portal.people.models import User
from portal.people.second_factors import (
    WRONG_CODES,
    WRONG_CODES_A_DAY,
    WRONG_CODES_TOLD,
    Type,
    factors_of,
    totp_counter,
    wrong_codes_of,
)
from portal.people.verbs import PeopleVerb


@transaction.atomic
def add_app(person: User, *, actor: User, secret: str, digits: str) -> Authenticator:
    """Take an authenticator app into use after it has shown a right code.

    That code is used up by it. The same app shown again is the one that is there already.
    Raises RuleViolation if the code is wrong or there is another app.
    """
    hold(person)
    present = factors_of(person).filter(type=Type.TOTP).first()
    if present and decrypt(present.data["secret"]) == secret:
        return present
    counter = totp_counter(secret, digits)
    if counter is None:
        raise RuleViolation(gettext("The code is not right. Wait for the next one and try again."))
    if present:
        raise RuleViolation(gettext("There is an app already. Remove it first."))
    factor: Authenticator = TOTP.activate(person, secret).instance
    factor.data["last_counter"] = counter
    factor.save(update_fields=["data"])
    return _added(person, factor, actor=actor)


@transaction.atomic
def use_factor_code(person: User, digits: str, *, actor: User) -> Authenticator | None:
    """The factor whose code this is, now used up; None if it is nobody's or was used before.

    Wrong codes are counted beside the factor, a day long. Raises RuleViolation where there
    were too many: then the right one opens nothing either.
    """
    # Lock first, then look: a code read over a shoulder may be sent twice at once.
    locked = {factor.type: factor for factor in factors_of(person).select_for_update(no_key=True)}
    wrong = {factor.pk: wrong_codes_of(factor) for factor in locked.values()}
    if sum(map(len, wrong.values())) >= WRONG_CODES_A_DAY:
        raise RuleViolation(
            gettext("Too many wrong codes today. Use your passkey, or try again tomorrow.")
        )
    used = _factor_used(locked, digits)
    if used is None and locked:
        _count_wrong(person, next(iter(locked.values())), actor=actor)
    for factor in locked.values() if used else ():
        if wrong[factor.pk]:
            _write_wrong(factor, [])
    return used


def _factor_used(locked: dict[str, Authenticator], digits: str) -> Authenticator | None:
    if (totp := locked.get(Type.TOTP)) and _has_used_totp(totp, digits):
        return totp
    recovery = locked.get(Type.RECOVERY_CODES)
    return recovery if recovery and RecoveryCodes(recovery).validate_code(digits) else None


def _count_wrong(person: User, factor: Authenticator, *, actor: User) -> None:
    """It is on record, and the person is told when it begins to look like guessing."""
    times = [*wrong_codes_of(factor), int(time.time())]
    _write_wrong(factor, times)
    record(f"people:{person.public_id}", PeopleVerb.FACTOR_CODE_WRONG, actor=actor)
    if len(times) in {WRONG_CODES_TOLD, WRONG_CODES_A_DAY}:
        tell(person, "people_factor_guessed", url=reverse("people:second_factor"))


def _write_wrong(factor: Authenticator, times: list[int]) -> None:
    factor.data[WRONG_CODES] = times
    factor.save(update_fields=["data"])


def _has_used_totp(factor: Authenticator, digits: str) -> bool:
    counter = totp_counter(decrypt(factor.data["secret"]), digits)
    if counter is None or counter <= factor.data.get("last_counter", 0):
        return False
    factor.data["last_counter"] = counter
    factor.save(update_fields=["data"])
    return True


def record_factor_use(factor: Authenticator, *, actor: User) -> Authenticator:
    """The list of the person's factors says from now on that this one was used just now."""
    factor.record_usage()
    return factor


@transaction.atomic
def add_passkey(
    person: User, *, actor: User, name: str, credential: dict[str, Any]
) -> Authenticator:
    """Take a passkey into use, once. The caller has verified the browser's answer."""
    hold(person)
    same = factors_of(person).filter(type=Type.WEBAUTHN, data__credential=credential)
    if present := same.first():
        return present
    factor: Authenticator = WebAuthn.add(person, name, credential).instance
    return _added(person, factor, actor=actor)


def _added(person: User, factor: Authenticator, *, actor: User) -> Authenticator:
    RecoveryCodes.activate(person)
    record(f"people:{person.public_id}", PeopleVerb.FACTOR_ADDED, actor=actor, type=factor.type)
    tell(person, "people_factor_added", url=reverse("people:second_factor"))
    return factor


@transaction.atomic
def remove_factor(factor: Authenticator, *, actor: User) -> User:
    """The recovery codes go with the last factor: they open nothing by themselves.

    Every session of the person ends, unless the caller renews its own.
    """
    person: User = hold(factor.user)
    factor.delete()
    if not factors_of(person).exclude(type=Type.RECOVERY_CODES).exists():
        factors_of(person).delete()
    end_sessions(person)
    record(f"people:{person.public_id}", PeopleVerb.FACTOR_REMOVED, actor=actor, type=factor.type)
    tell(person, "people_factor_removed", url=reverse("people:second_factor"))
    return person


@transaction.atomic
def new_recovery_codes(person: User, *, actor: User) -> list[str]:
    """Ten new codes; the old ones open nothing any more."""
    hold(person)
    factors_of(person).filter(type=Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(person).get_unused_codes()
    record(f"people:{person.public_id}", PeopleVerb.RECOVERY_CODES_RENEWED, actor=actor)
    return codes


@transaction.atomic
def forget_factors(person: User, *, actor: User | None) -> None:
    """Remove every factor of somebody who has lost them, and end every session.

    For the command `forget_factors`: the person has shown at the desk who they are.
    """
    factors_of(person).delete()
    end_sessions(person)
    record(f"people:{person.public_id}", PeopleVerb.FACTORS_FORGOTTEN, actor=actor)
    tell(person, "people_factor_removed", url=reverse("people:second_factor"))
