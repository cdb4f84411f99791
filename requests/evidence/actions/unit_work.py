"""The chief looks through what the unit has done; that is on record like any other look."""

from django.db import transaction
from django.utils.translation import gettext as _

from cameras.register.search import stream_of_searches
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.people.models import Appointment, Role, User
from requests.asking.verbs import SearchVerb
from requests.evidence.unit_work import WorkFilter


@transaction.atomic
def look_through(commune: Commune, wanted: WorkFilter, *, actor: User) -> None:
    """The commune's journal says who looked through whose work. Only its chief may."""
    held = Appointment.objects.current().of(actor).of_role(Role.CHIEF)
    if not held.filter(commune=commune).exists():
        raise RuleViolation(_("Only the chief of this commune’s police can look at this."))
    record(
        stream_of_searches(commune),
        SearchVerb.UNIT_WORK_SEEN,
        actor=actor,
        subject=f"person:{wanted.person.public_id}" if wanted.person else "",
        kind=wanted.kind,
        days=wanted.days,
    )
