from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_headers

from portal.areas.ground import ground_of
from portal.areas.models import Commune, CommuneName

FOUND_AT_MOST = 10
AN_HOUR, A_DAY = 3600, 86400


@require_safe
@vary_on_headers("HX-Request")
@cache_control(public=True, max_age=AN_HOUR)
def search(request: HttpRequest) -> HttpResponse:
    """Communes by any name they have or had; a list for htmx, JSON for everything else."""
    results = found(request.GET.get("q", "")[:80])
    if request.headers.get("HX-Request") or request.GET.get("as") == "list":
        return render(request, "areas/_found.html", {"results": results})
    return JsonResponse({"results": [as_json(*result) for result in results]})


def found(text: str) -> list[tuple[Any, CommuneName | None]]:
    """The best few, each with the name it was found under unless that is its own."""
    matching: QuerySet[Any] = Commune.objects.search(text).select_related("province")
    communes = list(matching[:FOUND_AT_MOST])
    other_names = CommuneName.objects.exclude(kind=CommuneName.Kind.OWN)
    aliases = other_names.in_bulk([commune.found_as for commune in communes])
    return [(commune, aliases.get(commune.found_as)) for commune in communes]


def as_json(commune: Any, alias: CommuneName | None) -> dict[str, object]:
    return {
        "code": commune.code,
        "name": str(commune),
        "province": str(commune.province),
        "alias": f"{alias.name}, {alias.place}" if alias else None,
        "whole": alias.is_whole if alias else True,
        "open": commune.is_open,
        "point": [commune.centre.x, commune.centre.y],
    }


@require_safe
@conditional_page
@cache_control(public=True, max_age=AN_HOUR, stale_while_revalidate=A_DAY)
def ground(request: HttpRequest, code: str) -> HttpResponse:
    commune = get_object_or_404(Commune.objects, code=code)
    return JsonResponse(ground_of(commune), content_type="application/geo+json")
