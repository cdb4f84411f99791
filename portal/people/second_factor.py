"""Whether this session has shown a second factor (TOTP, passkey or recovery code)."""

import time
from datetime import timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from portal.people.models import User

# One working day. A phone stays signed in for longer, but only as an ordinary person.
SHOWN_LASTS = timedelta(hours=12)
# How old the code may be with which a person proves it is them before changing a factor.
FRESH_CODE_LASTS = timedelta(minutes=10)


def has_one(person: User) -> bool:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=person, type__in=kinds).exists())


def is_shown(request: HttpRequest) -> bool:
    return _shown_within(request, "mfa", SHOWN_LASTS)


def code_is_fresh(request: HttpRequest) -> bool:
    return _shown_within(request, "code", FRESH_CODE_LASTS)


def _shown_within(request: HttpRequest, method: str, lasts: timedelta) -> bool:
    if not request.user.is_authenticated:
        return False
    oldest = time.time() - lasts.total_seconds()
    records = get_authentication_records(request, request.user)
    return any(record["method"] == method and record["at"] >= oldest for record in records)
