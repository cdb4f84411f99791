"""Looking at the police's map is journalled like a search."""

from django.db import transaction

from cameras.register.actions.guards import require_in_police
from cameras.register.search import stream_of_searches
from cameras.register.verbs import Verb
from portal.areas.models import Commune
from portal.journal.actions import record
from portal.people.models import User


@transaction.atomic
def open_map(commune: Commune, *, actor: User) -> None:
    """It stands in the commune's journal that `actor`, of its police, looks at the map.

    Raises RuleViolation for anybody else.
    """
    require_in_police(commune, actor)
    record(stream_of_searches(commune), Verb.MAP_OPENED, actor=actor)
