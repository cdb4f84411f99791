"""The map of an incident: its place, the area, and the sites that could have seen it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.gis.geos import Point, Polygon

from cameras.register.geometry import corners
from cameras.register.models import Camera


def map_of(point: Point, area: Polygon, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the map draws: the same sites as the list, and nothing of whose they are."""
    return {
        "point": [point.y, point.x],
        "area": [[lat, lng] for lng, lat in area.coords[0]],
        "hits": [
            {
                "id": str(row["hit"].site.public_id),
                "place": row["place"],
                "at": [row["hit"].site.point.y, row["hit"].site.point.x],
                "covers": row["hit"].covers and not row["hit"].site.is_approximate,
                "views": [_view(camera) for camera in row["hit"].cameras],
            }
            for row in rows
        ],
    }


def _view(camera: Camera) -> list[list[float]]:
    return [[round(lat, 6), round(lng, 6)] for lng, lat in corners(camera.view)]
