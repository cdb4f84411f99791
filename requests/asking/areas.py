"""The area of a search: made of its corners, and how far it reaches in metres."""

from collections.abc import Sequence
from math import hypot

from django.contrib.gis.geos import Point, Polygon
from django.utils.translation import gettext as _

from cameras.register.geometry import corners, metres_per_degree
from portal.errors import RuleViolation

# Nearer the poles, and beyond the meridian of the date, no metre can be counted in degrees.
FARTHEST_LATITUDE, FARTHEST_LONGITUDE = 85, 180


def is_on_the_map(lng: float, lat: float) -> bool:
    """A longitude and a latitude that a shape may be made of; GEOS aborts on some others."""
    return abs(lng) <= FARTHEST_LONGITUDE and abs(lat) <= FARTHEST_LATITUDE


def area_within(outline: Sequence[tuple[float, float]]) -> Polygon:
    """Of corners as longitude and latitude. Raises RuleViolation where they make no area."""
    if len(outline) < 3:
        raise RuleViolation(_("An area needs at least three corners."))
    area = Polygon([*outline, outline[0]], srid=4326)
    if not area.valid:
        raise RuleViolation(_("The edges of the area cross each other. Move a corner."))
    return area


def farthest_corner_metres(area: Polygon) -> float:
    """From the area's middle to the corner that lies farthest from it.

    A strip is small by its square metres alone.
    """
    return max(hypot(*corner) for corner in _around(area.centroid, area))


def nearest_edge_metres(area: Polygon, point: Point) -> float:
    """From the point to the area; 0 where it lies inside."""
    return float(Polygon(_around(point, area)).distance(Point(0, 0)))


def _around(point: Point, area: Polygon) -> list[tuple[float, float]]:
    """The area's corners in metres east and north of the point."""
    x, y = point.coords
    east, north = metres_per_degree(y)
    return [((lng - x) * east, (lat - y) * north) for lng, lat in corners(area)]
