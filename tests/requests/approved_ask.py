"""python -m tests.requests.approved_ask: an approved ask and its owner's session, as JSON."""

import json
import os
import sys
import time
import uuid
from typing import Any

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from tests.requests.factories import AskableSiteFactory, AskFactory, FootageRequestFactory

    footage_request = FootageRequestFactory(
        status="sent",
        appointment__person__phone=a_number(),
        appointment__commune=a_commune(),
        incident__case_number=f"VV {uuid.uuid4().hex[:12]}",
    )
    site = AskableSiteFactory(
        commune=footage_request.commune, owner__phone=a_number(), sequence=uuid.uuid4().int % 10**6
    )
    ask = AskFactory(footage_request=footage_request, site=site, answer="approved")
    json.dump(
        {"ask": str(ask.public_id), "cookie": f"sessionid={session_of(site.owner)}"}, sys.stdout
    )


def a_number() -> str:
    return f"+84{uuid.uuid4().int % 10**9:09d}"


def a_commune() -> Any:
    from portal.areas.models import Commune
    from tests.areas.factories import CommuneFactory

    return Commune.objects.open().first() or CommuneFactory(open=True)


def session_of(person: Any) -> str:
    """A session as signing in with a second factor leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main()
