"""How far an area reaches, in metres: a strip is small by its square metres alone."""

from django.contrib.gis.geos import Point, Polygon

from cameras.geometry import corners, distance_metres, metres_per_degree


def farthest_corner_metres(area: Polygon) -> float:
    """From the area's middle to the corner that lies farthest from it."""
    middle = area.centroid
    return max(distance_metres(middle, Point(*corner)) for corner in corners(area))


def nearest_edge_metres(area: Polygon, point: Point) -> float:
    """From the place to the area; 0 where it lies inside."""
    east, north = metres_per_degree(point.y)
    ring = [((lng - point.x) * east, (lat - point.y) * north) for lng, lat in corners(area)]
    return float(Polygon(ring).distance(Point(0, 0)))
