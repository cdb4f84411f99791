"""Who could have seen it, worked out the long way: every camera of the commune, in plain Python.

It shares no code with the search: its own reading of polygons, its own tests of who lies in
or crosses whom, its own present consent and its own order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from math import hypot

import psycopg

Place = tuple[float, float]


@dataclass
class Camera:
    site: int
    retention: int | None
    ring: list[Place]
    box: tuple[float, float, float, float]


@dataclass
class Commune:
    places: dict[int, Place] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)  # sites nobody has vouched for
    approximate: set[int] = field(default_factory=set)  # sites nobody has put a pin on
    cameras: list[Camera] = field(default_factory=list)


def askable(connection: psycopg.Connection, commune: int) -> Commune:
    """Sites of the commune that may be asked, by reading everything and deciding here."""
    found = Commune()
    says: dict[tuple[int, int | None, str], bool] = {}
    rows = connection.execute(
        "SELECT c.site_id, c.camera_id, c.purpose, c.granted FROM cameras_consent c"
        " JOIN cameras_site s ON s.id = c.site_id WHERE s.commune_id = %s ORDER BY c.id",
        [commune],
    )
    for site, camera, purpose, granted in rows:
        says[site, camera, purpose] = granted
    rows = connection.execute(
        "SELECT id, kind, ST_X(point), ST_Y(point), vouching, is_approximate"
        " FROM cameras_site WHERE commune_id = %s AND status = 'active'",
        [commune],
    )
    for site, kind, x, y, vouching, is_approximate in rows:
        if vouching == "asked":
            continue
        if says.get((site, None, "P2")) and says.get((site, None, "P3")):
            found.places[site] = (x, y)
            if vouching != "vouched" and kind != "public":
                found.unknown.add(site)
            if is_approximate:
                found.approximate.add(site)
    rows = connection.execute(
        "SELECT c.id, c.site_id, c.retention_days, ST_AsText(c.view, 17) FROM cameras_camera c"
        " JOIN cameras_site s ON s.id = c.site_id"
        " WHERE s.commune_id = %s AND c.removed_at IS NULL AND c.paused_at IS NULL",
        [commune],
    )
    for camera, site, retention, text in rows:
        if site in found.places and says.get((site, camera, "P3"), True):
            ring = _ring(text)
            found.cameras.append(Camera(site, retention, ring, _box(ring)))
    return found


def best(
    commune: Commune,
    area: list[Place],
    incident: Place,
    scale: Place,
    *,
    until: datetime,
    now: datetime,
) -> list[tuple[int, bool, bool, float | None]]:
    """(site, gone, covers, metres), best first; without a pin nobody knows the last two."""
    box = _box(area)
    seen: dict[int, list[Camera]] = {}
    for camera in commune.cameras:
        if _boxes_meet(box, camera.box) and _meet(area, camera.ring):
            seen.setdefault(camera.site, []).append(camera)
    rows = []
    for site, cameras in seen.items():
        gone = all(
            camera.retention is not None and until + timedelta(days=camera.retention) <= now
            for camera in cameras
        )
        covers = any(_inside(incident, camera.ring) for camera in cameras)
        x, y = commune.places[site]
        metres = hypot((x - incident[0]) * scale[0], (y - incident[1]) * scale[1])
        rows.append((site, gone, covers, metres))

    def order(row: tuple[int, bool, bool, float]) -> tuple[bool, bool, bool, bool, float, int]:
        site, gone, covers, metres = row
        doubts = site in commune.unknown, site in commune.approximate
        return gone, *doubts, not covers, metres, site

    return [
        (site, gone, False, None) if site in commune.approximate else (site, gone, covers, metres)
        for site, gone, covers, metres in sorted(rows, key=order)
    ]


def _ring(text: str) -> list[Place]:
    inner = text[text.index("((") + 2 : text.index("))")]
    return [(float(x), float(y)) for x, y in (pair.split() for pair in inner.split(","))]


def _box(ring: list[Place]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _boxes_meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _edges(ring: list[Place]) -> Iterator[tuple[Place, Place]]:
    return pairwise(ring)


def _side(a: Place, b: Place, c: Place) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _inside(point: Place, ring: list[Place]) -> bool:
    """Even-odd rule; the rim itself counts as inside."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in _edges(ring):
        on_line = _side((ax, ay), (bx, by), point) == 0
        if on_line and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _cross(a: Place, b: Place, c: Place, d: Place) -> bool:
    return (_side(a, b, c) > 0) != (_side(a, b, d) > 0) and (
        (_side(c, d, a) > 0) != (_side(c, d, b) > 0)
    )


def _meet(one: list[Place], other: list[Place]) -> bool:
    if _inside(other[0], one) or _inside(one[0], other):
        return True
    return any(_cross(a, b, c, d) for a, b in _edges(one) for c, d in _edges(other))
