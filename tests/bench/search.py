"""bin/bench search: who could have seen it, at 100,000 and 1,000,000 sites.

The floor is hand-written SQL that gives the same rows, prepared, on the same data in the same
run. Goals: p50 at most 1.5 floors + 3 ms, p95 at most 2 floors + 6 ms, and the same answer
as a brute-force oracle in plain Python. Measured in this process, and through the HTTP API:
signed in with a second factor, within the limits, put on record and in the journal.
"""

import os
import random
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property, partial
from itertools import groupby
from typing import Any

import psycopg

from tests.bench import measure, oracle, over_http, register
from tests.bench.measure import p50, p95, report

SIZES = (100_000, 1_000_000)
INCIDENTS = 200
RADII = (100, 200, 500)
DECIDED_BY_ORACLE = 10_000
ON_A_RIM = 0.1  # of the oracle's incidents: exactly on a corner of what some camera sees

FLOOR = """
SELECT s.id, s.public_id, s.number, s.kind, ST_X(s.point), ST_Y(s.point), f.gone, f.covers, f.metres
FROM (
    SELECT c.site_id,
           bool_and(coalesce(c.retention_days <= %(days)s, false)) AS gone,
           bool_and(t.vouching <> 'vouched' AND t.kind <> 'public') AS unknown,
           bool_and(t.is_approximate) AS approximate,
           bool_or(ST_Intersects(c.view, %(point)s::geometry)) AS covers,
           min(sqrt(((ST_X(t.point) - %(x)s) * %(east)s) ^ 2
                  + ((ST_Y(t.point) - %(y)s) * %(north)s) ^ 2)) AS metres
    FROM cameras_camera c
    JOIN cameras_site t ON t.id = c.site_id
    WHERE ST_Intersects(c.view, %(area)s::geometry)
      AND c.removed_at IS NULL AND c.paused_at IS NULL
      AND t.commune_id = %(commune)s AND t.status = 'active'
      AND t.vouching <> 'asked'
      AND (SELECT granted FROM cameras_consent k WHERE k.site_id = t.id AND k.camera_id IS NULL
           AND k.purpose = 'P2' ORDER BY k.id DESC LIMIT 1)
      AND (SELECT granted FROM cameras_consent k WHERE k.site_id = t.id AND k.camera_id IS NULL
           AND k.purpose = 'P3' ORDER BY k.id DESC LIMIT 1)
      AND coalesce((SELECT granted FROM cameras_consent k WHERE k.camera_id = c.id
           ORDER BY k.id DESC LIMIT 1), true)
    GROUP BY c.site_id
    ORDER BY gone, unknown, approximate, covers DESC, metres, c.site_id
    LIMIT 200
) f JOIN cameras_site s ON s.id = f.site_id
ORDER BY f.gone, f.unknown, f.approximate, f.covers DESC, f.metres, s.id
"""


MAP_FLOOR = """
WITH seen AS MATERIALIZED (
    SELECT s.id, s.public_id, s.kind, ST_X(s.point) AS x, ST_Y(s.point) AS y
    FROM cameras_site s
    WHERE s.point && %(area)s::geometry AND s.commune_id = %(commune)s AND s.status = 'active'
      AND (SELECT granted FROM cameras_consent k WHERE k.site_id = s.id AND k.camera_id IS NULL
           AND k.purpose = 'P2' ORDER BY k.id DESC LIMIT 1)
)
SELECT seen.*, c.bearing, c.angle, c.range_metres FROM seen
JOIN cameras_camera c ON c.site_id = seen.id AND c.removed_at IS NULL AND c.paused_at IS NULL
"""


@dataclass(frozen=True)
class Incident:
    commune: Any
    point: Any
    radius: int
    since: datetime
    until: datetime

    @cached_property
    def area(self) -> Any:
        from cameras.register.geometry import circle

        return circle(self.point, self.radius)


def main(rows: int | None) -> None:
    with measure.database("search"):
        _load_areas()
        for size in [rows] if rows else SIZES:
            _measure(size)


def _load_areas() -> None:
    from django.core.management import call_command

    call_command("load_areas", verbosity=0)


def _measure(size: int) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as raw:
        register.empty(raw)
        register.fill(raw, size)
        raw.execute("SET plan_cache_mode = auto")
        chance = random.Random(register.SEED + 9)
        incidents = [_incident(raw, chance) for _ in range(measure.some(INCIDENTS))]
        _search(raw, incidents, size)
        over_http.measure_search(raw, incidents, size, partial(_by_hand, raw))
        over_http.measure_map(raw, incidents, size, MAP_FLOOR)
        _same_as_oracle(raw, chance, size)


def _incident(raw: psycopg.Connection, chance: random.Random, *, on_rim: float = 0) -> Incident:
    """Near a home, so that dense towns get most of them, as they do in life."""
    point, commune = _at_a_rim(raw, chance) if chance.random() < on_rim else _near(raw, chance)
    until = register.NOW - timedelta(hours=chance.randint(1, 240))
    since, radius = until - timedelta(hours=1), chance.choice(RADII)
    return Incident(_commune(commune), point, radius, since, until)


def _near(raw: psycopg.Connection, chance: random.Random) -> tuple[Any, int]:
    from django.contrib.gis.geos import Point

    from cameras.register.geometry import away

    [[most]] = raw.execute("SELECT max(id) FROM cameras_site")
    [[x, y, commune]] = raw.execute(
        "SELECT ST_X(point), ST_Y(point), commune_id FROM cameras_site WHERE id = %s",
        [chance.randint(1, most)],
    )
    home = Point(x, y, srid=4326)
    return Point(*away(home, chance.uniform(0, 360), chance.uniform(0, 60)), srid=4326), commune


def _at_a_rim(raw: psycopg.Connection, chance: random.Random) -> tuple[Any, int]:
    from django.contrib.gis.geos import Point

    [[most]] = raw.execute("SELECT max(id) FROM cameras_camera")
    [[x, y, commune]] = raw.execute(
        "SELECT ST_X(corner), ST_Y(corner), commune_id FROM cameras_camera c"
        " JOIN cameras_site s ON s.id = c.site_id,"
        " LATERAL ST_PointN(ST_ExteriorRing(c.view), 2) AS corner WHERE c.id >= %s"
        " ORDER BY c.id LIMIT 1",
        [chance.randint(1, most)],
    )
    return Point(x, y, srid=4326), commune


@cache
def _commune(pk: int) -> Any:
    from portal.areas.models import Commune

    return Commune.objects.get(pk=pk)


def _search(raw: psycopg.Connection, incidents: list[Incident], size: int) -> None:
    """The product's search beside the same rows by hand, incident by incident in turn."""
    ours, floor, rows = [], [], []
    for incident in incidents:
        floor.append(over_http.quickest(partial(_by_hand, raw, incident)))
        ours.append(over_http.quickest(partial(_by_us, incident)))
        rows.append(float(len(_by_us(incident))))
    name = f"{size:,} sites, median {p50(rows):.0f} and at most {max(rows):.0f} found"
    report(
        "search",
        f"search p50, {name}",
        p50(ours),
        "ms",
        floor=p50(floor),
        goal=1.5 * p50(floor) + 3,
    )
    report(
        "search", f"search p95, {name}", p95(ours), "ms", floor=p95(floor), goal=2 * p95(floor) + 6
    )


def _by_us(incident: Incident) -> list[Any]:
    from cameras.register.search import who_could_have_seen

    return who_could_have_seen(
        incident.area,
        point=incident.point,
        since=incident.since,
        until=incident.until,
        commune=incident.commune,
        now=register.NOW,
    )


def _by_hand(raw: psycopg.Connection, incident: Incident) -> list[tuple[Any, ...]]:
    from cameras.register.geometry import metres_per_degree

    east, north = metres_per_degree(incident.point.y)
    facts = {
        "area": incident.area.hexewkb.decode(),
        "point": incident.point.hexewkb.decode(),
        "x": incident.point.x,
        "y": incident.point.y,
        "east": east,
        "north": north,
        "commune": incident.commune.pk,
        "days": (register.NOW - incident.until) / timedelta(days=1),
    }
    return raw.execute(FLOOR, facts, prepare=True, binary=True).fetchall()


def _same_as_oracle(raw: psycopg.Connection, chance: random.Random, size: int) -> None:
    """Commune by commune, since the oracle reads all of one to decide."""
    incidents = [
        _incident(raw, chance, on_rim=ON_A_RIM) for _ in range(measure.some(DECIDED_BY_ORACLE))
    ]
    incidents.sort(key=lambda incident: incident.commune.pk)
    wrong = 0
    for commune, here in groupby(incidents, key=lambda incident: incident.commune.pk):
        askable = oracle.askable(raw, commune)
        wrong += sum(not _agrees(askable, incident) for incident in here)
    name = f"answers unlike the oracle's, of {DECIDED_BY_ORACLE:,} at {size:,} sites"
    report("search", name, wrong, "answers", floor=0, goal=0)


def _agrees(askable: oracle.Commune, incident: Incident) -> bool:
    from cameras.register.geometry import metres_per_degree

    expected = oracle.best(
        askable,
        list(incident.area.coords[0]),
        incident.point.coords,
        metres_per_degree(incident.point.y),
        until=incident.until,
        now=register.NOW,
    )[:200]
    found = [(hit.site.pk, hit.is_gone, hit.covers, _micro(hit.metres)) for hit in _by_us(incident)]
    return found == [
        (site, gone, covers, _micro(metres)) for site, gone, covers, metres in expected
    ]


def _micro(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 6)


if __name__ == "__main__":
    sys.exit(measure.run(main))
