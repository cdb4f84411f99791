from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_headers

from portal.areas.commune_search import json_of, name_looked_for, results_of
from portal.areas.ground import ground_of
from portal.areas.models import Commune
from portal.pages import READ, anybody, page

AN_HOUR, A_DAY = 3600, 86400


@page(READ, anybody)
@vary_on_headers("HX-Request")
@cache_control(public=True, max_age=AN_HOUR)
def search(request: HttpRequest) -> HttpResponse:
    """Communes by any name they have or had; a list for htmx, JSON for everything else."""
    results = results_of(name_looked_for(request))
    if request.headers.get("HX-Request") or request.GET.get("as") == "list":
        return render(request, "areas/_results.html", {"results": results})
    return JsonResponse({"results": [json_of(result) for result in results]})


@page(READ, anybody)
@conditional_page
@cache_control(public=True, max_age=AN_HOUR, stale_while_revalidate=A_DAY)
def ground(request: HttpRequest, code: str) -> HttpResponse:
    commune = get_object_or_404(Commune, code=code)
    return JsonResponse(ground_of(commune), content_type="application/geo+json")
