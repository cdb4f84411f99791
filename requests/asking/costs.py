"""What asking costs people, told before anything is sent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from cameras.register.models import Site
from cameras.register.search import Hit

COUNTED: dict[str, Promise] = {
    Site.Kind.HOUSEHOLD: ngettext_lazy("%(n)s household", "%(n)s households", "n"),
    Site.Kind.BUSINESS: ngettext_lazy("%(n)s shop", "%(n)s shops", "n"),
    Site.Kind.SCHOOL: ngettext_lazy("%(n)s school", "%(n)s schools", "n"),
    Site.Kind.OFFICE: ngettext_lazy("%(n)s office", "%(n)s offices", "n"),
    Site.Kind.BANK: ngettext_lazy("%(n)s bank", "%(n)s banks", "n"),
    Site.Kind.PUBLIC: ngettext_lazy("%(n)s public cluster", "%(n)s public clusters", "n"),
}


@dataclass(frozen=True)
class Cost:
    sites: int
    cameras: int
    hours: float
    kinds: str


def cost_of(hits: Sequence[Hit], window: timedelta) -> Cost:
    """Sites by kind, cameras, and hours of pictures somebody has to look through."""
    cameras = sum(len(hit.cameras) for hit in hits)
    counts = Counter(hit.site.kind for hit in hits)
    kinds = ", ".join(
        str(label % {"n": counts[kind]}) for kind, label in COUNTED.items() if counts[kind]
    )
    hours = round(cameras * window.total_seconds() / 3600, 1)
    return Cost(sites=len(hits), cameras=cameras, hours=hours, kinds=kinds)
