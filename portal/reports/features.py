"""A commune's public cameras as GeoJSON, for its map."""

from typing import Any

from django.utils.translation import gettext

from portal.reports.public import Clusters, Private, is_working

DECIMALS = 5  # about a metre


def features_of(clusters: Clusters, private: Private) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            *(_cluster(site) for site in clusters.sites),
            *(_blurred(cell) for cell in private.hamlets if cell.hamlet.centre),
        ],
    }


def _cluster(site: Any) -> dict[str, Any]:
    words = gettext("%(name)s, working") if is_working(site) else gettext("%(name)s, to be checked")
    return _feature(
        site.point,
        kind="cluster",
        name=words % {"name": site.label or site.number},
        working=is_working(site),
    )


def _blurred(cell: Any) -> dict[str, Any]:
    """At the hamlet's own centre, never at the middle of its sites."""
    about = f"≈{cell.about}" if cell.about else "<5"
    return _feature(cell.hamlet.centre, kind="blurred", name=str(cell.hamlet), about=about)


def _feature(point: Any, **properties: Any) -> dict[str, Any]:
    place = [round(point.x, DECIMALS), round(point.y, DECIMALS)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": place},
        "properties": properties,
    }
