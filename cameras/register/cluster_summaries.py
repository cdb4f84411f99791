"""The public clusters of a commune: which there are, what works, how many hamlets they reach."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from cameras.register.models import Camera, Site
from portal.areas.models import Commune, Hamlet
from portal.prepared import Fact, prepared

MOST_LISTED = 300


@dataclass(frozen=True)
class ClusterSummary:
    """The public clusters of one commune, and the hamlets it divides into today."""

    sites: list[Any]
    hamlets: list[Hamlet]

    @property
    def total(self) -> int:
        return len(self.sites)

    @property
    def working(self) -> int:
        return sum(is_working(site) for site in self.sites)

    @property
    def to_mend(self) -> int:
        return self.total - self.working

    @property
    def camera_count(self) -> int:
        return sum(site.camera_count for site in self.sites)

    @property
    def hamlets_covered(self) -> int:
        """How many of the hamlets have a cluster."""
        with_cluster = {site.hamlet_id for site in self.sites}
        return len(with_cluster & {hamlet.pk for hamlet in self.hamlets})

    @property
    def kind_of_hamlets(self) -> str:
        """What all hamlets here are called (thôn, khu phố …); "" where there are several kinds."""
        kinds = {hamlet.kind for hamlet in self.hamlets}
        return kinds.pop() if len(kinds) == 1 else ""


def cluster_summary_of(commune: Commune) -> ClusterSummary:
    """Public sites with `camera_count`, `is_high`, `is_broken` and `is_doubtful`, by number."""
    sites = _public_sites(commune=commune.pk)
    return ClusterSummary(sites, _hamlets(commune=commune.pk, today=localdate()))


@prepared
def _public_sites() -> QuerySet[Site]:
    in_register = Q(cameras__removed_at=None)
    return (
        Site.objects.in_register()
        .filter(commune=Fact("commune"), kind=Site.Kind.PUBLIC)
        .select_related("hamlet")
        .annotate(
            camera_count=Count("cameras", filter=in_register),
            is_high=_any_camera(kind=Camera.Kind.HIGH),
            is_broken=_any_camera(health=Camera.Health.BROKEN),
            is_doubtful=_any_camera(health=Camera.Health.DOUBTFUL),
        )
        .order_by("sequence")[:MOST_LISTED]
    )


@prepared
def _hamlets() -> QuerySet[Hamlet]:
    today = Hamlet.objects.current(Fact("today")).filter(commune=Fact("commune"))
    return today.only("kind").order_by()


def _any_camera(**facts: str) -> BoolOr:
    named = {f"cameras__{name}": value for name, value in facts.items()}
    return BoolOr(Q(cameras__removed_at=None, **named), default=False)


def is_working(site: Any) -> bool:
    """In use, and no camera of it known or thought to be dead."""
    return site.status == Site.Status.ACTIVE and not site.is_broken and not site.is_doubtful
