"""The police's map of their commune: kinds of cameras and what they see, nobody's name."""

import time

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Polygon
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cameras.register.actions.police_map import open_map
from cameras.register.map_data import counts_by_kind, features_in
from cameras.register.models import Site
from portal.areas.models import Commune
from portal.pages import READ, page
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import POLICE

EDGE = 0.002  # degrees, about 200 m
OPENED = "map_opened"  # in the session: which commune's map, and when
AN_HOUR = 3600  # seconds


@page(READ, role_required(*POLICE))
def commune_map(request: AppointedRequest) -> HttpResponse:
    """Opening the map is journalled like a search."""
    commune = request.commune
    seen = Site.objects.seen_by_police_of(commune)
    _note_opening(request)
    context = {"commune": commune, "kinds": counts_by_kind(seen), "bounds": _bounds(commune)}
    return render(request, "cameras/map.html", context)


def _note_opening(request: AppointedRequest) -> None:
    open_map(request.commune, actor=request.user)
    request.session[OPENED] = [request.commune.code, time.time()]


def _has_opened_lately(request: AppointedRequest) -> bool:
    code, at = request.session.get(OPENED, ("", 0))
    return bool(code == request.commune.code and at > time.time() - AN_HOUR)


def _bounds(commune: Commune) -> str:
    """South, west, north, east of what there is to see; around the centre if there is nothing."""
    seen = Site.objects.seen_by_police_of(commune).aggregate(extent=Extent("point"))["extent"]
    centre = commune.centre
    west, south, east, north = seen or (centre.x, centre.y, centre.x, centre.y)
    return f"{south - EDGE},{west - EDGE},{north + EDGE},{east + EDGE}"


@page(READ, role_required(*POLICE))
def map_data(request: AppointedRequest) -> HttpResponse:
    """Sites in the rectangle `bbox` = west,south,east,north; clusters where there are too many.

    Read by itself, or long after the page was opened, it is journalled as the page is.
    """
    area = _rectangle(request)
    if area is None:
        return JsonResponse(
            {"detail": _("Say which part of the map: west,south,east,north.")}, status=400
        )
    if not _has_opened_lately(request):
        _note_opening(request)
    seen = Site.objects.seen_by_police_of(request.commune).within(area)
    return JsonResponse(features_in(seen, area), content_type="application/geo+json")


def _rectangle(request: HttpRequest) -> Polygon | None:
    try:
        west, south, east, north = map(float, request.GET.get("bbox", "").split(","))
    except ValueError:
        return None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    area = Polygon.from_bbox((west, south, east, north))
    area.srid = 4326
    return area
