"""Who could have seen it: the sites whose cameras look at a place, best first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point, Polygon
from django.contrib.postgres.aggregates import BoolAnd, BoolOr
from django.db.models import BooleanField, ExpressionWrapper, F, FloatField, Func, Min, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Power, Sqrt
from django.utils import timezone

from cameras.geometry import metres_per_degree
from cameras.models import Camera, Site
from cameras.models.register import CameraQuerySet
from portal.areas.models import Commune

MOST_SITES = 200


@dataclass(frozen=True)
class Hit:
    """A site that could have seen the incident, with its cameras that look there."""

    site: Site
    cameras: list[Camera]
    covers: bool
    metres: float
    overwritten_at: datetime | None
    is_gone: bool


def who_could_have_seen(
    area: Polygon,
    *,
    point: Point,
    since: datetime,
    until: datetime,
    commune: Commune,
    limit: int = MOST_SITES,
    now: datetime | None = None,
) -> list[Hit]:
    """Sites of the commune that agreed to be asked and whose view meets `area`, best first.

    First those that still have the footage, then those whose view covers `point`, then by
    distance to it. `overwritten_at` is when the first minute of the window is recorded
    over, None where nobody knows how long the recorder keeps it.
    """
    now = now or timezone.now()
    looking = Camera.objects.answering().filter(view__intersects=area, site__commune=commune)
    best = list(
        looking.values("site_id")
        .annotate(
            gone=BoolAnd(_overwritten((now - until) / timedelta(days=1))),
            covers=BoolOr(ExpressionWrapper(Q(view__intersects=point), BooleanField())),
            metres=Min(_metres_to(point)),
        )
        .order_by("gone", "-covers", "metres", "site_id")
        .values_list("site_id", "gone", "covers", "metres")[:limit]
    )
    sites = _with_cameras([row[0] for row in best], looking)
    return [
        Hit(
            site=site,
            cameras=cameras,
            covers=covers,
            metres=metres,
            overwritten_at=_first_loss(cameras, since, now),
            is_gone=gone,
        )
        for site_id, gone, covers, metres in best
        for site, cameras in [sites[site_id]]
    ]


def _overwritten(days_since: float) -> ExpressionWrapper:
    """Whether a camera known to keep this long has lost the whole window."""
    lost = Q(retention_days__isnull=False, retention_days__lte=days_since)
    return ExpressionWrapper(lost, BooleanField())


def _metres_to(point: Point) -> Combinable:
    """Distance of the site on the plane that touches the earth at `point`.

    Numbers only: a geometry function on a bound parameter could run again for every row.
    """
    east, north = metres_per_degree(point.y)
    x = Func(F("site__point"), function="ST_X", output_field=FloatField())
    y = Func(F("site__point"), function="ST_Y", output_field=FloatField())
    return Sqrt(Power((x - point.x) * east, 2) + Power((y - point.y) * north, 2))


def _with_cameras(
    site_ids: list[int], looking: CameraQuerySet
) -> dict[int, tuple[Site, list[Camera]]]:
    found: dict[int, tuple[Site, list[Camera]]] = {}
    cameras = looking.filter(site__in=site_ids).select_related("site").order_by("ordinal")
    for camera in cameras:
        found.setdefault(camera.site_id, (camera.site, []))[1].append(camera)
    return found


def _first_loss(cameras: list[Camera], since: datetime, now: datetime) -> datetime | None:
    """The next moment at which a camera of these records over the window's first minute."""
    losses = sorted(
        since + timedelta(days=camera.retention_days)
        for camera in cameras
        if camera.retention_days is not None
    )
    to_come = [loss for loss in losses if loss > now]
    return to_come[0] if to_come else losses[-1] if losses else None
