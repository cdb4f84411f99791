"""Who could have seen it: the sites whose cameras look at a place, best first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point, Polygon
from django.db import connection
from django.utils import timezone

from cameras.geometry import metres_per_degree
from cameras.models import Camera, Site
from portal.areas.models import Commune

MOST_SITES = 200

# By hand, because the ORM spends longer putting this together than PostgreSQL spends on it.
# The cameras are those of `Camera.objects.answering()`; a test holds the two to each other.
# Geometries cross as typed literals: a function around a bound parameter could run again for
# every row. Distance is on the plane that touches the earth at the incident.
RANKED = """
SELECT camera.site_id,
       array_agg(camera.id),
       bool_and(coalesce(camera.retention_days <= %(days_since)s, false)) AS gone,
       bool_or(ST_Intersects(camera.view, %(point)s::geometry)) AS covers,
       min(sqrt(((ST_X(site.point) - %(x)s) * %(east)s) ^ 2
              + ((ST_Y(site.point) - %(y)s) * %(north)s) ^ 2)) AS metres
FROM cameras_camera camera
JOIN cameras_site site ON site.id = camera.site_id
WHERE ST_Intersects(camera.view, %(area)s::geometry)
  AND camera.removed_at IS NULL AND camera.paused_at IS NULL
  AND site.commune_id = %(commune)s AND site.status = 'active'
  AND (SELECT granted FROM cameras_consent WHERE site_id = site.id AND camera_id IS NULL
       AND purpose = 'P2' ORDER BY id DESC LIMIT 1)
  AND (SELECT granted FROM cameras_consent WHERE site_id = site.id AND camera_id IS NULL
       AND purpose = 'P3' ORDER BY id DESC LIMIT 1)
  AND coalesce((SELECT granted FROM cameras_consent WHERE camera_id = camera.id
       ORDER BY id DESC LIMIT 1), true)
GROUP BY camera.site_id
ORDER BY gone, covers DESC, metres, camera.site_id
LIMIT %(limit)s
"""


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
    days_since = (now - until) / timedelta(days=1)
    ranked = _ranked(area, point, commune, days_since=days_since, limit=limit)
    looking = _cameras([camera for row in ranked for camera in row[1]])
    return [
        Hit(
            site=looking[site_id][0].site,
            cameras=looking[site_id],
            covers=covers,
            metres=metres,
            overwritten_at=_first_loss(looking[site_id], since, now),
            is_gone=gone,
        )
        for site_id, _cameras_of_site, gone, covers, metres in ranked
    ]


def _ranked(
    area: Polygon, point: Point, commune: Commune, *, days_since: float, limit: int
) -> list[tuple[int, list[int], bool, bool, float]]:
    east, north = metres_per_degree(point.y)
    facts: dict[str, Any] = {
        "area": area.hexewkb.decode(),
        "point": point.hexewkb.decode(),
        "x": point.x,
        "y": point.y,
        "east": east,
        "north": north,
        "commune": commune.pk,
        "days_since": days_since,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANKED, facts)
        ranked: list[tuple[int, list[int], bool, bool, float]] = cursor.fetchall()
    return ranked


def _cameras(ids: list[int]) -> dict[int, list[Camera]]:
    """By site, each site's in their order and knowing their site.

    Two plain queries: a join of both wide tables took twice as long to read at 200 hits.
    """
    cameras = list(Camera.objects.filter(pk__in=ids).order_by("ordinal"))
    sites = Site.objects.in_bulk({camera.site_id for camera in cameras})
    found: dict[int, list[Camera]] = {}
    for camera in cameras:
        camera.site = sites[camera.site_id]
        found.setdefault(camera.site_id, []).append(camera)
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
