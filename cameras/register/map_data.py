"""What maps show of sites: one site, the hits of a search, or all that lies in a window.

Nothing here names an owner.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import Polygon
from django.db.models import Avg, Count, F, FloatField, Func, Value
from django.urls import reverse

from cameras.register.models import Camera, Site, SiteQuerySet
from cameras.register.search import Hit

MOST_SINGLE = 2000
CELLS_ACROSS = 24
SHOWN = (
    "site__public_id",
    "site__kind",
    "site__point",
    "site__is_approximate",
    "bearing",
    "angle",
    "range_metres",
)


def counts_by_kind(sites: SiteQuerySet) -> list[tuple[str, int]]:
    """(kind, how many sites), the most common first."""
    counted = sites.order_by().values("kind").annotate(n=Count("pk")).order_by("-n", "kind")
    return [(str(Site.Kind(kind).label), n) for kind, n in counted.values_list("kind", "n")]


def map_of(site: Site, cameras: Iterable[Camera]) -> dict[str, Any]:
    """The site's pin and its cameras' views, as the map's module draws them."""
    return {
        "at": [site.point.y, site.point.x],
        "name": site.number,
        "ground": reverse("areas:ground", args=[site.commune.code]),
        "approximate": site.is_approximate,
        "views": views_of(cameras),
    }


def views_of(cameras: Iterable[Camera]) -> list[dict[str, int]]:
    return [
        {"bearing": camera.bearing, "angle": camera.angle, "range_metres": camera.range_metres}
        for camera in cameras
    ]


def features_of(hits: Iterable[Hit]) -> dict[str, Any]:
    """Hits as GeoJSON, ranked from 1: a point each and the cameras' views, nobody's name."""
    return {
        "type": "FeatureCollection",
        "features": [_feature(hit, rank) for rank, hit in enumerate(hits, start=1)],
    }


def _feature(hit: Hit, rank: int) -> dict[str, Any]:
    site = hit.site
    return {
        "type": "Feature",
        "id": str(site.public_id),
        "geometry": {"type": "Point", "coordinates": [site.point.x, site.point.y]},
        "properties": {
            "rank": rank,
            "number": site.number,
            "kind": site.kind,
            "covers": hit.covers,
            "metres": None if hit.metres is None else round(hit.metres),
            "gone": hit.is_gone,
            "overwritten_at": hit.overwritten_at.isoformat() if hit.overwritten_at else None,
            "approximate": site.is_approximate,
            "views": [] if site.is_approximate else views_of(hit.cameras),
        },
    }


def features_in(sites: SiteQuerySet, area: Polygon) -> dict[str, Any]:
    """GeoJSON of the sites of at most 2,000 cameras, or of at most 625 clusters with counts."""
    # Asks for one more than is shown, so that nothing large is ever counted.
    cameras = Camera.objects.watching().filter(site__in=sites).order_by("site", "ordinal")
    few = list(cameras.values_list(*SHOWN)[: MOST_SINGLE + 1])
    features = _clusters(sites, area) if len(few) > MOST_SINGLE else _single(few)
    return {"type": "FeatureCollection", "features": features}


def _single(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [_feature_of_site(list(of_site)) for _site, of_site in groupby(rows, key=itemgetter(0))]


def _feature_of_site(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    public_id, kind, point, is_approximate = rows[0][:4]
    views = [{"bearing": row[4], "angle": row[5], "range_metres": row[6]} for row in rows]
    return {
        "type": "Feature",
        "id": str(public_id),
        "geometry": {"type": "Point", "coordinates": [point.x, point.y]},
        "properties": {
            "kind": kind,
            "approximate": is_approximate,
            "views": [] if is_approximate else views,
        },
    }


def _clusters(sites: SiteQuerySet, area: Polygon) -> list[dict[str, Any]]:
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
    clusters = (
        sites.order_by().annotate(cell=cell).values("cell").annotate(n=Count("pk"), x=lng, y=lat)
    )
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [x, y]},
            "properties": {"count": count},
        }
        for count, x, y in clusters.values_list("n", "x", "y")
    ]
