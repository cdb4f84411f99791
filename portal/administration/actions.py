"""What happens on every floor at once: a merger of hamlets, boundaries, and what follows them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from cameras.register.actions import sites
from contributions.campaigns import actions as campaigns
from portal.areas import actions as areas
from portal.areas.actions.boundaries import Loaded, load_boundaries
from portal.areas.models import Hamlet
from portal.people import actions as people
from portal.people.actions import require_administrator
from portal.people.models import User


@transaction.atomic
def merge_everywhere(
    hamlets: Sequence[Hamlet],
    *,
    actor: User,
    kind: str,
    name: str,
    on: dt.date,
    once: uuid.UUID | None = None,
) -> Hamlet:
    """The new hamlet has the people, appointments, sites and campaigns of the old ones.

    Raises RuleViolation unless `actor` administers their commune: the areas know no people.
    """
    for commune in {hamlet.commune for hamlet in hamlets}:
        require_administrator(commune, actor)
    after = areas.merge_hamlets(hamlets, actor=actor, kind=kind, name=name, on=on, once=once)
    people.follow_merger(hamlets, after, actor=actor)
    sites.follow_merger(hamlets, after, actor=actor)
    campaigns.follow_merger(hamlets, after, actor=actor)
    return after


@transaction.atomic
def load_boundaries_everywhere(path: Path, *, hamlets: bool = False) -> Loaded:
    """The units of the file have its boundaries, and sites without a pin stand in their middle.

    Raises BadFile, and then nothing has changed.
    """
    loaded = load_boundaries(path, hamlets=hamlets)
    sites.follow_boundaries(loaded.communes, loaded.hamlets)
    return loaded
