"""What a search has found: as it is kept with the search, and as it is read again."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.utils import timezone

from cameras.register.geometry import distance_metres
from cameras.register.models import Site
from cameras.register.models.cameras import Camera, CameraQuerySet
from cameras.register.search import Hit, first_loss
from portal.prepared import Fact, prepared
from requests.asking.models import FootageRequest, Search


def as_kept(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """Keys and figures, best first; nothing that says where a site is or whose."""
    return [
        {
            "site": hit.site.pk,
            "cameras": [camera.pk for camera in hit.cameras],
            "covering": sorted(hit.covering),
            "metres": None if hit.metres is None else round(hit.metres),
        }
        for hit in hits
    ]


def hits_of(search: Search, *, to_draw: bool = False) -> list[Hit]:
    """What was found then, best first, without whoever does not agree to be asked any more.

    Nor whoever has moved to another commune. Nothing is ranked anew. How long the footage is
    kept is as of now. What the cameras see is read only `to_draw` a map.
    """
    now = timezone.now()
    cameras = _cameras_of(search, to_draw)
    return [
        Hit(
            site=looking[0].site,
            cameras=looking,
            covering=_covering(kept, looking),
            metres=_metres(kept, looking[0].site, search),
            overwritten_at=first_loss(looking, search.since, now),
            is_gone=all(_is_lost(camera, search.until, now) for camera in looking),
        )
        for kept in search.hits
        if (looking := [cameras[key] for key in kept["cameras"] if key in cameras])
    ]


def _covering(kept: dict[str, Any], looking: list[Camera]) -> frozenset[int]:
    if looking[0].site.is_approximate:
        return frozenset()
    return frozenset(kept["covering"]).intersection(camera.pk for camera in looking)


def _metres(kept: dict[str, Any], site: Site, search: Search) -> float | None:
    """None without a pin; where one was put since, the way to it."""
    if site.is_approximate:
        return None
    if kept["metres"] is None:
        return distance_metres(site.point, search.point)
    return float(kept["metres"])


def chosen_hits(footage_request: FootageRequest, *, to_draw: bool = False) -> list[Hit]:
    """Those of the request's search that its officer has chosen."""
    chosen = set(footage_request.chosen.values_list("pk", flat=True))
    hits = hits_of(footage_request.search, to_draw=to_draw)
    return [hit for hit in hits if hit.site.pk in chosen]


def _cameras_of(search: Search, to_draw: bool) -> dict[int, Camera]:
    keys = [key for kept in search.hits for key in kept["cameras"]]
    if not keys:
        return {}
    willing = (_drawn if to_draw else _willing)(cameras=keys, commune=search.commune_id)
    return {camera.pk: camera for camera in willing}


def _asked_for() -> CameraQuerySet:
    """Those of some cameras that may be asked in the commune now, each with its site."""
    answering = Camera.objects.answering().select_related("site", "site__hamlet").defer("view")
    return answering.filter(pk__any_of=Fact("cameras"), site__commune=Fact("commune"))


@prepared
def _willing() -> CameraQuerySet:
    return _asked_for()


@prepared
def _drawn() -> CameraQuerySet:
    # Written by PostGIS: reading the shapes only to write them took a seventh of the page.
    return _asked_for().annotate(drawn=AsGeoJSON("view", precision=6))


def _is_lost(camera: Camera, until: datetime, now: datetime) -> bool:
    days = camera.retention_days
    return days is not None and until + timedelta(days=days) <= now


@dataclass(frozen=True)
class Row:
    """A hit where the list of them shows it."""

    rank: int
    hit: Hit
    is_ticked: bool = False


def map_of(search: Search, rows: Iterable[Row]) -> dict[str, Any]:
    """What the map draws: the same sites as the list, and nothing of whose they are."""
    return {
        "point": [search.point.y, search.point.x],
        "area": [[lat, lng] for lng, lat in search.area.coords[0]],
        "hits": [
            {
                "id": str(row.hit.site.public_id),
                "rank": row.rank,
                "at": [row.hit.site.point.y, row.hit.site.point.x],
                "covers": row.hit.covers,
                "approximate": row.hit.site.is_approximate,
                "views": _views(row.hit),
            }
            for row in rows
        ],
    }


def _views(hit: Hit) -> list[list[list[float]]]:
    """Nothing where nobody has put a pin: no camera stands in the middle of the hamlet."""
    return [] if hit.site.is_approximate else [_view(camera) for camera in hit.cameras]


def _view(camera: Any) -> list[list[float]]:
    [ring] = json.loads(camera.drawn)["coordinates"]
    return [[lat, lng] for lng, lat in ring]
