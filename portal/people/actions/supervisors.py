"""The night's journal root goes outside: to whoever supervises the communes for the Front."""

import logging

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from portal.journal.actions import hold
from portal.journal.models import Root
from portal.notices.actions import send
from portal.notices.models import Delivery, Notice, Preference
from portal.people.models import Appointment, Role, User

logger = logging.getLogger(__name__)

KIND = "journal_root"


@transaction.atomic
def send_root() -> int:
    """The newest root is on its way to every supervisor's e-mail, once; to how many it went.

    Not into the inbox, which lies in the database that the root is to vouch for.
    """
    newest = Root.objects.order_by("number").last()
    if newest is None:
        return 0
    root = hold(newest)
    about = f"root:{root.number}"
    if Notice.objects.filter(kind=KIND, about=about).exists():
        return 0
    supervisors = _supervisors()
    for person in supervisors:
        send(
            KIND,
            email=person.email or "",
            language=person.language,
            url=reverse("journal:roots"),
            about=about,
            number=root.number,
            day=f"{localtime(root.at):%d/%m/%Y}",
            digest=root.digest,
        )
    if not supervisors:
        logger.warning("no supervisor of the Front has an e-mail address: no root goes outside")
    return len(supervisors)


def _supervisors() -> list[User]:
    """With an address, and not refusing e-mail."""
    held = Appointment.objects.current().of_role(Role.SUPERVISOR)
    refused = Preference.objects.filter(channel=Delivery.Channel.EMAIL, is_wanted=False)
    people = User.objects.filter(pk__in=held.values("person"), email__gt="")
    return list(people.exclude(pk__in=refused.values("person")).order_by("pk"))
