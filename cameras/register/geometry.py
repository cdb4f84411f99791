"""Shapes on the ground, in degrees, drawn on the plane that touches the earth at their centre.

Within the 500 m that a camera sees, that plane and the spheroid differ by less than a
millimetre in a metre, which is far less than anybody knows where a camera points.
"""

import struct
from collections.abc import Iterable
from math import cos, hypot, radians, sin, sqrt

from django.contrib.gis.geos import Point, Polygon

SEMI_MAJOR_METRES = 6_378_137.0
ECCENTRICITY_SQUARED = 0.00669437999014
STEP_DEGREES = 4
# Our choice: farther away no camera of a household shows anybody to be known again.
FARTHEST_RANGE_METRES = 500


def corners(area: Polygon) -> list[tuple[float, float]]:
    """The outer ring as (lng, lat), out of the bytes: GEOS hands out one number at a call."""
    ring = bytes(area.wkb)
    (count,) = struct.unpack_from("<I", ring, 9)
    return list(struct.iter_unpack("<dd", ring[13 : 13 + 16 * count]))


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Metres in one degree (east, north) at this latitude of WGS 84."""
    squash = 1 - ECCENTRICITY_SQUARED * sin(radians(latitude)) ** 2
    prime_vertical = SEMI_MAJOR_METRES / sqrt(squash)
    meridian = SEMI_MAJOR_METRES * (1 - ECCENTRICITY_SQUARED) / squash**1.5
    east = radians(1) * prime_vertical * cos(radians(latitude))
    return east, radians(1) * meridian


def away(point: Point, bearing: float, metres: float) -> tuple[float, float]:
    """(lng, lat) of the place this far from `point` in this compass direction."""
    return _arc(point, [bearing], metres)[0]


def _arc(point: Point, bearings: Iterable[float], metres: float) -> list[tuple[float, float]]:
    x, y = point.coords  # Asked of GEOS once: each look at one of them is a call.
    east, north = metres_per_degree(y)
    angles = map(radians, bearings)
    return [(x + metres * sin(angle) / east, y + metres * cos(angle) / north) for angle in angles]


def distance_metres(one: Point, other: Point) -> float:
    """Metres between two places; right to 0.1 % for places within 20 km of each other."""
    east, north = metres_per_degree((one.y + other.y) / 2)
    return hypot((one.x - other.x) * east, (one.y - other.y) * north)


def sector(point: Point, *, bearing: int, angle: int, range_metres: float) -> Polygon:
    """What a camera at `point` sees: a slice `angle` degrees wide around `bearing`.

    360 degrees is the whole disc. The arc's corners lie on it, at most 4 degrees apart,
    just as the map draws them (`look/geometry.mjs`).
    """
    steps = max(1, -(-angle // STEP_DEGREES))
    first = bearing - angle / 2
    arc = _arc(point, (first + angle * step / steps for step in range(steps + 1)), range_metres)
    ring = [*arc[:-1], arc[0]] if angle >= 360 else [point.coords, *arc, point.coords]
    return Polygon(ring, srid=4326)


def circle(point: Point, metres: float) -> Polygon:
    """The disc of this radius around `point`; 90 corners on the circle itself."""
    return sector(point, bearing=0, angle=360, range_metres=metres)


def area_square_metres(area: Polygon) -> float:
    """Area of a polygon of commune size, on the plane through its middle."""
    east, north = metres_per_degree(area.centroid.y)
    return float(area.area) * east * north
