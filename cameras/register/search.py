"""Who could have seen it: the sites whose cameras look at a place, best first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point, Polygon
from django.utils import timezone

from cameras.register.geometry import metres_per_degree
from cameras.register.models import Camera, Site
from portal.areas.models import Commune, Hamlet, HamletOutline

# Our choice: who asks more people than this looks for nobody in particular.
MOST_SITES = 200

# By hand, because the ORM spends longer putting this together than PostgreSQL spends on it.
# The cameras are those of `Camera.objects.answering()`; a test holds the two to each other.
# Geometries cross as typed literals: a function around a bound parameter could run again for
# every row. Distance is on the plane that touches the earth at the incident. An aggregate that
# stands there twice, word for word, is worked out once.
RANKED = """
SELECT site.*, ranked.looking, ranked.covering, ranked.gone, ranked.metres
FROM (
    SELECT camera.site_id,
           array_agg(camera.id) AS looking,
           bool_and(coalesce(camera.retention_days <= %(days_since)s, false)) AS gone,
           bool_and(site.vouching <> 'vouched' AND site.kind <> 'public') AS unknown,
           bool_and(site.is_approximate) AS approximate,
           array_agg(camera.id) FILTER (WHERE ST_Intersects(camera.view, %(point)s::geometry))
               AS covering,
           array_agg(camera.id) FILTER (WHERE ST_Intersects(camera.view, %(point)s::geometry))
               IS NOT NULL AS covers,
           min(sqrt(((ST_X(site.point) - %(x)s) * %(east)s) ^ 2
                  + ((ST_Y(site.point) - %(y)s) * %(north)s) ^ 2)) AS metres
    FROM cameras_camera camera
    JOIN cameras_site site ON site.id = camera.site_id
    WHERE {seen}
      AND camera.removed_at IS NULL AND camera.paused_at IS NULL
      AND site.commune_id = %(commune)s AND site.status = 'active'
      AND site.vouching <> 'asked'
      AND (SELECT granted FROM cameras_consent WHERE site_id = site.id AND camera_id IS NULL
           AND purpose = 'P2' ORDER BY id DESC LIMIT 1)
      AND (SELECT granted FROM cameras_consent WHERE site_id = site.id AND camera_id IS NULL
           AND purpose = 'P3' ORDER BY id DESC LIMIT 1)
      AND coalesce((SELECT granted FROM cameras_consent WHERE camera_id = camera.id
           ORDER BY id DESC LIMIT 1), true)
    GROUP BY camera.site_id
    ORDER BY gone, unknown, approximate, covers DESC, metres, camera.site_id
    LIMIT %(limit)s
) ranked
JOIN cameras_site site ON site.id = ranked.site_id
ORDER BY ranked.gone, ranked.unknown, ranked.approximate, ranked.covers DESC, ranked.metres,
    site.id
"""
LOOKS_THERE = RANKED.format(seen="ST_Intersects(camera.view, %(area)s::geometry)")
# Where nobody put a pin, the hamlet is all that is known.
LIES_THERE = RANKED.format(seen="site.is_approximate AND site.hamlet_id = ANY(%(hamlets)s)")
# What the hits say of a camera. Its view and the rest are read when somebody wants them.
LOOKING = """
SELECT id, site_id, ordinal, retention_days FROM cameras_camera WHERE id = ANY(%s) ORDER BY ordinal
"""


def stream_of_searches(commune: Commune) -> str:
    """The journal's stream of who looked for cameras in the commune, or took footage out there."""
    return f"search:{commune.code}"


@dataclass(frozen=True)
class Hit:
    """A site that could have seen the incident, with its cameras that look there."""

    site: Site
    cameras: list[Camera]
    covering: frozenset[int]  # keys of those cameras that look at the point itself
    metres: float | None  # None where nobody has put a pin
    overwritten_at: datetime | None
    is_gone: bool

    @property
    def covers(self) -> bool:
        return bool(self.covering)


def who_could_have_seen(
    area: Polygon,
    *,
    point: Point,
    since: datetime,
    until: datetime,
    commune: Commune,
    hamlet: Hamlet | None = None,
    limit: int = MOST_SITES,
    now: datetime | None = None,
) -> list[Hit]:
    """Sites of the commune that agreed to be asked and whose view meets `area`, best first.

    And those without a pin, of `hamlet` and of every hamlet whose ground `area` meets: the middle
    of the hamlet stands for them, which says nothing of what they see or how far away they are.

    First those that still have the footage, then those a neighbour vouches for (anybody can
    register a camera at the scene), then those with a pin (without one, a centre stands in and
    nobody knows what they see), then those whose view covers `point`, then by distance to it.
    Where the leader waits for an answer, nobody is asked. `overwritten_at` is when the
    first minute of the window is recorded over, None where nobody knows how long the recorder
    keeps it.
    """
    now = now or timezone.now()
    days_since = (now - until) / timedelta(days=1)
    sites = _ranked(area, point, commune, hamlet, days_since=days_since, limit=limit)
    cameras = _looking(sites)
    return [
        Hit(
            site=site,
            cameras=cameras[site.pk],
            covering=frozenset(() if site.is_approximate else site.covering or ()),
            metres=None if site.is_approximate else site.metres,
            overwritten_at=first_loss(cameras[site.pk], since, now),
            is_gone=site.gone,
        )
        for site in sites
    ]


def _ranked(
    area: Polygon,
    point: Point,
    commune: Commune,
    hamlet: Hamlet | None,
    *,
    days_since: float,
    limit: int,
) -> list[Any]:
    """Sites, each with the columns `looking`, `covering`, `gone` and `metres` besides its own."""
    east, north = metres_per_degree(point.y)
    facts = {
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
    sites = list(Site.objects.raw(LOOKS_THERE, facts))
    hamlets = _hamlets_around(area, commune) | ({hamlet.pk} if hamlet else set())
    if not hamlets:
        return sites
    looking = {site.pk for site in sites}
    lying = Site.objects.raw(LIES_THERE, facts | {"hamlets": list(hamlets)})
    sites += [site for site in lying if site.pk not in looking]
    return sorted(sites, key=_order)[:limit]


def _hamlets_around(area: Polygon, commune: Commune) -> set[int]:
    """Keys of the commune's hamlets whose ground is known and meets the area."""
    drawn = HamletOutline.objects.filter(hamlet__commune=commune, boundary__intersects=area)
    return set(drawn.values_list("pk", flat=True))


def _order(site: Any) -> tuple[Any, ...]:
    """As PostgreSQL puts them."""
    return (
        site.gone,
        not site.is_vouched_for,
        site.is_approximate,
        not site.covering,
        site.metres,
        site.pk,
    )


def _looking(sites: list[Any]) -> dict[int, list[Camera]]:
    """The cameras of each site that look there, in their order and knowing their site."""
    sites_by_key = {site.pk: site for site in sites}
    cameras: dict[int, list[Camera]] = {site_id: [] for site_id in sites_by_key}
    for camera in Camera.objects.raw(LOOKING, [[pk for site in sites for pk in site.looking]]):
        camera.site = sites_by_key[camera.site_id]
        cameras[camera.site_id].append(camera)
    return cameras


def first_loss(cameras: list[Camera], since: datetime, now: datetime) -> datetime | None:
    """The next moment at which a camera of these records over the window's first minute."""
    losses = sorted(
        since + timedelta(days=camera.retention_days)
        for camera in cameras
        if camera.retention_days is not None
    )
    to_come = [loss for loss in losses if loss > now]
    return to_come[0] if to_come else losses[-1] if losses else None
