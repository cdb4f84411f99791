"""Second factors (app, passkeys, recovery codes), and whether a session has shown one.

They are stored as allauth's Authenticators. What is ours is the use of a TOTP code: under
a lock and never twice, whatever happens to the cache (`actions.use_factor_code`).
"""

import time
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from portal.people.models import Appointment, User

# One working day. A phone stays signed in for longer, but only as an ordinary person.
# Our choice, and what NIST SP 800-63B asks of its level AAL2.
FACTOR_LASTS = timedelta(hours=12)
# How old the code may be with which a person proves it is them before changing a factor.
FRESH_CODE_LASTS = timedelta(minutes=10)
PERIOD = 30  # seconds
DRIFT = 1  # periods a phone's clock may be wrong, either way
# Our choice: three codes are good at a time, so ten guesses a day find one in 90 years.
WRONG_CODES_A_DAY = 10
WRONG_CODES_TOLD = 4
WRONG_CODES = "wrong_codes"  # in a factor's data: when they were tried, seconds
APPS_LISTED = 50  # on the page of a trial portal
Type = Authenticator.Type


def factors_of(person: User) -> Any:
    return Authenticator.objects.filter(user=person).order_by("pk")


def has_factor(person: User) -> bool:
    """Whether there is one that can be shown by itself; recovery codes alone are none."""
    return bool(factors_of(person).filter(type__in=[Type.TOTP, Type.WEBAUTHN]).exists())


def has_shown_factor(request: HttpRequest) -> bool:
    return _has_shown(request, "mfa", FACTOR_LASTS)


def has_fresh_code(request: HttpRequest) -> bool:
    return _has_shown(request, "code", FRESH_CODE_LASTS)


def _has_shown(request: HttpRequest, method: str, lasts: timedelta) -> bool:
    if not request.user.is_authenticated:
        return False
    oldest = time.time() - lasts.total_seconds()
    records = get_authentication_records(request, request.user)
    return any(record["method"] == method and record["at"] >= oldest for record in records)


def totp_counter(secret: str, digits: str) -> int | None:
    """The period in which `digits` is the code of `secret`, if that is about now."""
    now = int(time.time()) // PERIOD
    for counter in range(now - DRIFT, now + DRIFT + 1):
        if constant_time_compare(digits, format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def wrong_codes_of(factor: Authenticator) -> list[int]:
    """When wrong codes were tried within the last day."""
    a_day_ago = time.time() - timedelta(days=1).total_seconds()
    return [at for at in factor.data.get(WRONG_CODES, []) if at > a_day_ago]


def present_code(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


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
        for appointment in appointments.order_by("commune", "pk")[:APPS_LISTED]
    ]
