"""Communes by any name they have or had, as a page or a map asks for them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from portal.areas.models import Commune, CommuneName

MOST_RESULTS = 10
LONGEST_SEARCH = 80  # characters
Result = tuple[Any, CommuneName | None]


def name_looked_for(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def results_of(text: str) -> list[Result]:
    """The best few, each with the name it was found under unless that is its own."""
    matching: QuerySet[Any] = Commune.objects.search(text).select_related("province")
    communes = list(matching[:MOST_RESULTS])
    other_names = CommuneName.objects.exclude(kind=CommuneName.Kind.OWN)
    aliases = other_names.in_bulk([commune.found_as for commune in communes])
    return [(commune, aliases.get(commune.found_as)) for commune in communes]


def json_of(result: Result) -> dict[str, object]:
    commune, alias = result
    return {
        "code": commune.code,
        "name": str(commune),
        "province": str(commune.province),
        "alias": f"{alias.name}, {alias.within}" if alias else None,
        "whole": alias.is_whole if alias else True,
        "open": commune.is_open,
        "point": [commune.centre.x, commune.centre.y],
    }
