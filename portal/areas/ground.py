"""The ground a commune's map is drawn on, as one GeoJSON document."""

import json
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import F, Func, QuerySet

from portal.areas.models import Commune, Hamlet, MapFeature

# About 40 m: a boundary of 850 kB becomes one of 5 to 20 kB, and no map here shows more.
TOLERANCE_DEGREES = 0.0004
DECIMALS = 6


def ground_of(commune: Commune) -> dict[str, Any]:
    """Boundary, hamlets and drawn features as a FeatureCollection; `kind` says what each is."""
    return {
        "type": "FeatureCollection",
        "features": [
            *_boundaries(Commune.objects.filter(pk=commune.pk), "boundary"),
            *_boundaries(Hamlet.objects.current().filter(commune=commune), "hamlet"),
            *_drawn(commune),
        ],
    }


def _boundaries(units: QuerySet[Any], kind: str) -> list[dict[str, Any]]:
    simple = Func(
        F("outline__boundary"),
        TOLERANCE_DEGREES,
        function="ST_SimplifyPreserveTopology",
        output_field=GeometryField(srid=4326),
    )
    outlined = units.filter(outline__isnull=False).annotate(
        json=AsGeoJSON(simple, precision=DECIMALS)
    )
    return [_feature(kind, str(unit), unit.json) for unit in outlined]


def _drawn(commune: Commune) -> list[dict[str, Any]]:
    shapes = MapFeature.objects.filter(commune=commune).annotate(
        json=AsGeoJSON("shape", precision=DECIMALS)
    )
    return [
        _feature(kind, name, shape)
        for kind, name, shape in shapes.values_list("kind", "name", "json")
    ]


def _feature(kind: str, name: str, shape: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name},
        "geometry": json.loads(shape),
    }
