"""Shapes on the ground, in degrees, drawn on the plane that touches the earth at their centre.

Within the 500 m a camera reaches, that plane and the spheroid differ by less than a
millimetre in a metre, which is far less than anybody knows where a camera points.
"""

from math import asin, cos, degrees, hypot, radians, sin, sqrt, tan

from django.contrib.gis.geos import Point, Polygon

SEMI_MAJOR_METRES = 6_378_137.0
ECCENTRICITY_SQUARED = 0.00669437999014
STEP_DEGREES = 4
FARTHEST_REACH_METRES = 500


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Metres in one degree (east, north) at this latitude of WGS 84."""
    squash = 1 - ECCENTRICITY_SQUARED * sin(radians(latitude)) ** 2
    prime_vertical = SEMI_MAJOR_METRES / sqrt(squash)
    meridian = SEMI_MAJOR_METRES * (1 - ECCENTRICITY_SQUARED) / squash**1.5
    east = radians(1) * prime_vertical * cos(radians(latitude))
    return east, radians(1) * meridian


def away(point: Point, bearing: float, metres: float) -> tuple[float, float]:
    """(lng, lat) of the place this far from `point` in this compass direction."""
    east, north = metres_per_degree(point.y)
    angle = radians(bearing)
    return point.x + metres * sin(angle) / east, point.y + metres * cos(angle) / north


def distance_metres(one: Point, other: Point) -> float:
    """Metres between two places; right to 0.1 % for places within 20 km of each other."""
    east, north = metres_per_degree((one.y + other.y) / 2)
    return hypot((one.x - other.x) * east, (one.y - other.y) * north)


def sector(point: Point, *, bearing: int, angle: int, reach: int) -> Polygon:
    """What a camera at `point` sees: a slice `angle` degrees wide around `bearing`.

    360 degrees is the whole disc. The arc runs through points at most 4 degrees apart
    that lie outside the circle by as much as their chords lie inside it.
    """
    steps = max(1, -(-angle // STEP_DEGREES))
    outward = reach * _bulge(angle / steps)
    arc = [
        away(point, bearing - angle / 2 + angle * step / steps, outward)
        for step in range(steps + 1)
    ]
    ring = [*arc[:-1], arc[0]] if angle >= 360 else [point.coords, *arc, point.coords]
    return Polygon(ring, srid=4326)


def circle(point: Point, metres: float) -> Polygon:
    """The disc of this radius around `point`, as a polygon of 90 corners."""
    corners = 360 // STEP_DEGREES
    outward = metres * _bulge(STEP_DEGREES)
    ring = [away(point, STEP_DEGREES * corner, outward) for corner in range(corners)]
    return Polygon([*ring, ring[0]], srid=4326)


def area_square_metres(area: Polygon) -> float:
    """Area of a polygon of commune size, on the plane through its middle."""
    east, north = metres_per_degree(area.centroid.y)
    return float(area.area) * east * north


def bearing_between(one: Point, other: Point) -> float:
    """Compass direction from one place to the other, 0 to 360."""
    east, north = metres_per_degree((one.y + other.y) / 2)
    dx, dy = (other.x - one.x) * east, (other.y - one.y) * north
    length = hypot(dx, dy)
    if not length:
        return 0.0
    turn = degrees(asin(max(-1.0, min(1.0, dx / length))))
    return turn % 360 if dy >= 0 else (180 - turn) % 360


def _bulge(step: float) -> float:
    """Factor that gives a polygon with this step the area of its circle."""
    half = radians(step) / 2
    return sqrt(half / tan(half)) / cos(half)
