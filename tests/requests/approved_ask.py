"""python -m tests.requests.approved_ask: an approved ask and its owner's session, as JSON."""

import json
import os
import sys
import uuid
from typing import Any

import django


def main() -> None:
    ask = approved_ask()
    from tests.people.sessions import cookie_of

    json.dump({"ask": str(ask.public_id), "cookie": cookie_of(ask.site.owner)}, sys.stdout)


def approved_ask() -> Any:
    """An ask like those of the demo, of people of its own; Django is set up for it."""
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
    return AskFactory(footage_request=footage_request, site=site, answer="approved")


def a_number() -> str:
    return f"+84{uuid.uuid4().int % 10**9:09d}"


def a_commune() -> Any:
    from portal.areas.models import Commune
    from tests.areas.factories import CommuneFactory

    return Commune.objects.open().first() or CommuneFactory(open=True)


if __name__ == "__main__":
    main()
