"""A merger of hamlets on every floor at once."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

import contributions.actions.mergers as drives
import portal.people.actions.mergers as posts
from cameras import merging as sites
from portal.areas import actions
from portal.areas.models import Hamlet
from portal.people.models import User


@transaction.atomic
def merge(hamlets: Sequence[Hamlet], *, actor: User, kind: str, name: str, on: dt.date) -> Hamlet:
    """The new hamlet has the people, the posts, the sites and the drives of the old ones."""
    after = actions.merge(hamlets, actor=actor, kind=kind, name=name, on=on)
    posts.follow_merger(hamlets, after, actor=actor)
    sites.follow_merger(hamlets, after)
    drives.follow_merger(hamlets, after, actor=actor)
    return after
