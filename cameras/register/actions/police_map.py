"""Looking at the police's map is journalled like a search."""

from django.db import transaction
from django.utils.translation import gettext as _

from cameras.register.verbs import Verb
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.people.models import POLICE, Appointment, User


@transaction.atomic
def open_map(commune: Commune, *, actor: User) -> None:
    """It stands in the commune's journal that `actor`, of its police, looks at the map.

    Raises RuleViolation for anybody else.
    """
    appointments = Appointment.objects.current().of(actor).of_role(*POLICE)
    if not appointments.filter(commune=commune).exists():
        raise RuleViolation(_("Only the commune’s police look at this map."))
    record(f"search:{commune.code}", Verb.MAP_OPENED, actor=actor)
