"""Sites follow their hamlet when it is merged into another."""

from collections.abc import Sequence

from cameras.register.models import Site
from portal.areas.models import Hamlet


def follow_merger(before: Sequence[Hamlet], after: Hamlet) -> int:
    """The sites of the old hamlets lie in the new one; how many they are.

    The merger is journalled with the hamlets: for a site nothing has happened.
    """
    return Site.objects.filter(hamlet__in=before).update(hamlet=after)
