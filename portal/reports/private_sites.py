"""How many private sites a commune has, blurred: no house and no name can be read off it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from cameras.register.blurred_counts import LEAST_SHOWN, blurred
from cameras.register.models import Site
from portal.areas.models import Commune, Hamlet
from portal.prepared import Fact, prepared

# Our choice, the same five: a count that moves by one tells who came.
ROUNDED_TO = 5


@dataclass(frozen=True)
class Cell:
    """Private sites of one hamlet, or of several that have few; never fewer than five."""

    hamlets: list[Hamlet]
    about: int


@dataclass(frozen=True)
class PrivateSites:
    about: int | None
    cells: list[Cell]


def private_sites_of(commune: Commune) -> PrivateSites:
    """How many private sites there are, about, by hamlet.

    Each number is rounded by itself, the total too: no difference of two of them, nor of
    today's and yesterday's, tells of one house.
    """
    counted = _by_hamlet.values(commune=commune.pk)
    counts: dict[int | None, int] = {row["hamlet"]: row["n"] for row in counted}
    hamlets = {hamlet.pk: hamlet for hamlet in _hamlets(commune=commune.pk)}
    total = sum(counts.values())
    return PrivateSites(
        about=rounded(total, to=2 * ROUNDED_TO) if total >= LEAST_SHOWN else None,
        cells=[
            Cell([hamlets[key] for key in blur.hamlets if key], rounded(blur.sites))
            for blur in blurred(counts)
        ],
    )


@prepared
def _by_hamlet() -> QuerySet[Any]:
    sites = Site.objects.in_register().private().filter(commune=Fact("commune")).order_by()
    return sites.values("hamlet").annotate(n=Count("pk"))


@prepared
def _hamlets() -> QuerySet[Hamlet]:
    return Hamlet.objects.filter(commune=Fact("commune"))


def rounded(count: int, *, to: int = ROUNDED_TO) -> int:
    return max(ROUNDED_TO, round(count / to) * to)
