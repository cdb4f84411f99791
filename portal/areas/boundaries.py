"""Boundaries of communes and hamlets from a GeoJSON file, checked before any is taken over.

Coordinates are read here by hand: no geometry from outside goes through GDAL's readers.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSException, LinearRing, MultiPolygon, Polygon
from django.utils.translation import gettext as _

from portal.areas.folding import fold, same_name, without_kind
from portal.areas.models import Commune, Hamlet

# Vietnam with its islands; what lies outside is another country or swapped coordinates.
WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 24.0
CODE_NAMES = ("code", "ma_xa", "maxa", "commune", "ward_code")
HAMLET_NAMES = ("hamlet", "thon", "name", "ten")


class BadFile(Exception):
    """The file cannot be loaded; `reasons` are sentences, one for each thing to mend."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def features(path: Path) -> list[Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadFile(
            [_("%(file)s cannot be read: %(why)s") % {"file": path, "why": error}]
        ) from error
    except ValueError as error:
        raise BadFile(
            [_("%(file)s is not GeoJSON: %(why)s") % {"file": path, "why": error}]
        ) from error
    kind = document.get("type") if isinstance(document, dict) else None
    listed = document.get("features") if kind == "FeatureCollection" else [document]
    if kind not in {"FeatureCollection", "Feature"} or not isinstance(listed, list) or not listed:
        raise BadFile([_("%(file)s holds no GeoJSON features.") % {"file": path}])
    return listed


def commune_of(properties: dict[str, Any]) -> Commune:
    """Codes are strings of 5 digits; a number has lost its zeros and gets them back."""
    given = next((properties[name] for name in CODE_NAMES if properties.get(name)), None)
    if given is None:
        raise BadFile([_("it has no property “code” with the commune's code, such as “06712”.")])
    code = f"{given:0>5}" if isinstance(given, int) else str(given).strip()
    commune = Commune.objects.filter(code=code).first()
    if commune is None:
        raise BadFile([_("there is no commune with the code %(code)s.") % {"code": code}])
    return commune


def hamlet_of(properties: dict[str, Any], commune: Commune) -> Hamlet:
    name = next((str(properties[key]) for key in HAMLET_NAMES if properties.get(key)), "")
    key = fold(name)
    same = [
        hamlet
        for hamlet in Hamlet.objects.current().filter(commune=commune)
        if key in {fold(str(hamlet)), fold(hamlet.name)} or without_kind(key) == fold(hamlet.name)
    ]
    spelt = same_name(name)
    # Hòa Lạc and Hóa Lạc fold alike: of several the one that is written so.
    same = [
        hamlet for hamlet in same if spelt in {same_name(str(hamlet)), same_name(hamlet.name)}
    ] or same
    if len(same) != 1:
        sentence = (
            _("%(commune)s has no hamlet “%(name)s”.")
            if not same
            else _("%(commune)s has several hamlets “%(name)s”; write the kind before the name.")
        )
        raise BadFile([sentence % {"commune": commune, "name": name}])
    return same[0]


def multipolygon(geometry: Any) -> MultiPolygon:
    """A GeoJSON Polygon or MultiPolygon in WGS 84 as one valid MultiPolygon. Raises BadFile."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadFile([_("its geometry is no Polygon or MultiPolygon.")])
    parts = geometry.get("coordinates")
    try:
        polygons = [_polygon(part) for part in ([parts] if kind == "Polygon" else parts)]
    except (TypeError, ValueError, GEOSException) as error:
        raise BadFile(
            [_("its coordinates are no closed rings of [longitude, latitude] pairs.")]
        ) from error
    boundary = MultiPolygon(polygons, srid=4326)
    if boundary.empty:
        raise BadFile([_("its geometry is empty.")])
    if problem := next(_problems(boundary), None):
        raise BadFile([problem])
    return boundary


def _polygon(rings: Any) -> Polygon:
    return Polygon(
        *[LinearRing([(float(corner[0]), float(corner[1])) for corner in ring]) for ring in rings]
    )


def _problems(boundary: MultiPolygon) -> Iterator[str]:
    west, south, east, north = boundary.extent
    if west >= SOUTH and east <= NORTH and south >= WEST and north <= EAST:
        yield _("longitude and latitude are swapped: GeoJSON writes the longitude first.")
    elif not (west >= WEST and east <= EAST and south >= SOUTH and north <= NORTH):
        yield _("it lies outside Vietnam, or its coordinates are not WGS 84 (EPSG:4326).")
    if not boundary.valid:
        yield _("its outline is not clean: %(why)s.") % {"why": boundary.valid_reason}
