"""Many sites on one map: single ones while they are few, heaps when there are more."""

from typing import Any

from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import Polygon
from django.db.models import Avg, Count, F, FloatField, Func, Value

from cameras.models import Camera, Site
from cameras.models.register import SiteQuerySet
from cameras.showing import views_of

MOST_SINGLE = 2000
CELLS_ACROSS = 24


def features_in(sites: SiteQuerySet, area: Polygon) -> dict[str, Any]:
    """GeoJSON of at most 2,000 sites, or of at most 576 heaps with their counts."""
    # Asks for one more than is shown, so that nothing large is ever counted.
    few = list(sites.order_by("pk")[: MOST_SINGLE + 1])
    features = _heaps(sites, area) if len(few) > MOST_SINGLE else _single(few)
    return {"type": "FeatureCollection", "features": features}


def _single(sites: list[Site]) -> list[dict[str, Any]]:
    cameras: dict[int, list[Camera]] = {}
    for camera in Camera.objects.watching().filter(site__in=sites).order_by("ordinal"):
        cameras.setdefault(camera.site_id, []).append(camera)
    return [
        {
            "type": "Feature",
            "id": str(site.public_id),
            "geometry": {"type": "Point", "coordinates": [site.point.x, site.point.y]},
            "properties": {"kind": site.kind, "views": views_of(cameras[site.pk])},
        }
        for site in sites
        if site.pk in cameras
    ]


def _heaps(sites: SiteQuerySet, area: Polygon) -> list[dict[str, Any]]:
    west, south, east, north = area.extent
    cell = Func(
        F("point"),
        Value((east - west) / CELLS_ACROSS),
        Value((north - south) / CELLS_ACROSS),
        function="ST_SnapToGrid",
        output_field=PointField(srid=4326),
    )
    lng = Avg(Func(F("point"), function="ST_X", output_field=FloatField()))
    lat = Avg(Func(F("point"), function="ST_Y", output_field=FloatField()))
    heaps = (
        sites.order_by().annotate(cell=cell).values("cell").annotate(n=Count("pk"), x=lng, y=lat)
    )
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [x, y]},
            "properties": {"count": count},
        }
        for count, x, y in heaps.values_list("n", "x", "y")
    ]
