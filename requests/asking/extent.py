"""How far an area reaches, in metres: a strip is small by its square metres alone."""

from math import hypot

from django.contrib.gis.geos import Point, Polygon

from cameras.register.geometry import corners, metres_per_degree


def farthest_corner_metres(area: Polygon) -> float:
    """From the area's middle to the corner that lies farthest from it."""
    return max(hypot(*corner) for corner in _around(area.centroid, area))


def nearest_edge_metres(area: Polygon, point: Point) -> float:
    """From the place to the area; 0 where it lies inside."""
    return float(Polygon(_around(point, area)).distance(Point(0, 0)))


def _around(point: Point, area: Polygon) -> list[tuple[float, float]]:
    """The area's corners in metres east and north of the point."""
    x, y = point.coords
    east, north = metres_per_degree(y)
    return [((lng - x) * east, (lat - y) * north) for lng, lat in corners(area)]
