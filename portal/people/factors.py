"""The second factors themselves: authenticator app, passkeys, recovery codes.

They are stored as allauth's Authenticators. What is ours is the use of a TOTP code: under
a lock and never twice, whatever happens to the cache.
"""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare

from portal.people.models import Appointment, User

PERIOD = 30  # seconds
SHOWN = 50  # apps on the page of a trial portal
DRIFT = 1  # periods a phone's clock may be wrong, either way
Type = Authenticator.Type


def totp_counter(secret: str, digits: str) -> int | None:
    """The period in which `digits` is the code of `secret`, if that is about now."""
    now = int(time.time()) // PERIOD
    for counter in range(now - DRIFT, now + DRIFT + 1):
        if constant_time_compare(digits, format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def present_code(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


def factors_of(person: User) -> Any:
    return Authenticator.objects.filter(user=person).order_by("pk")


@transaction.atomic
def use_code(person: User, digits: str) -> Authenticator | None:
    """The factor whose code this is, now used up; None if it is nobody's or was used before."""
    # Lock first, then look: a code read over a shoulder may be sent twice at once.
    locked = {factor.type: factor for factor in factors_of(person).select_for_update()}
    if (totp := locked.get(Type.TOTP)) and _use_totp(totp, digits):
        return totp
    recovery = locked.get(Type.RECOVERY_CODES)
    return recovery if recovery and RecoveryCodes(recovery).validate_code(digits) else None


def _use_totp(factor: Authenticator, digits: str) -> bool:
    counter = totp_counter(decrypt(factor.data["secret"]), digits)
    if counter is None or counter <= factor.data.get("last_counter", 0):
        return False
    factor.data["last_counter"] = counter
    factor.save(update_fields=["data"])
    return True


def present_codes() -> list[tuple[Appointment, str]]:
    """Appointments of today whose holder has an app, with what it shows. Trial portals only."""
    if not settings.LOCAL_OUTBOX:
        return []
    apps = {app.user_id: app for app in Authenticator.objects.filter(type=Type.TOTP)}
    appointments = (
        Appointment.objects.current().filter(person__in=apps).select_related("person").with_areas()
    )
    return [
        (appointment, present_code(decrypt(apps[appointment.person_id].data["secret"])))
        for appointment in appointments.order_by("commune", "pk")[:SHOWN]
    ]
