"""Many sites on one map: single ones while they are few, heaps when there are more."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import Polygon
from django.db.models import Avg, Count, F, FloatField, Func, Value

from cameras.register.models import Camera, SiteQuerySet

MOST_SINGLE = 2000
CELLS_ACROSS = 24
SHOWN = ("site__public_id", "site__kind", "site__point", "bearing", "angle", "reach")


def features_in(sites: SiteQuerySet, area: Polygon) -> dict[str, Any]:
    """GeoJSON of the sites of at most 2,000 cameras, or of at most 625 heaps with counts."""
    # Asks for one more than is shown, so that nothing large is ever counted.
    cameras = Camera.objects.watching().filter(site__in=sites).order_by("site", "ordinal")
    few = list(cameras.values_list(*SHOWN)[: MOST_SINGLE + 1])
    features = _heaps(sites, area) if len(few) > MOST_SINGLE else _single(few)
    return {"type": "FeatureCollection", "features": features}


def _single(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [_feature(list(of_site)) for _site, of_site in groupby(rows, key=itemgetter(0))]


def _feature(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    public_id, kind, point = rows[0][:3]
    views = [{"bearing": row[3], "angle": row[4], "reach": row[5]} for row in rows]
    return {
        "type": "Feature",
        "id": str(public_id),
        "geometry": {"type": "Point", "coordinates": [point.x, point.y]},
        "properties": {"kind": kind, "views": views},
    }


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
