"""A commune's public cameras as GeoJSON, for its map."""

from typing import Any

from django.utils.translation import gettext

from cameras.register.cluster_summaries import ClusterSummary, is_working
from portal.reports.private_sites import Cell, PrivateSites

DECIMALS = 5  # about a metre


def features_of(clusters: ClusterSummary, private: PrivateSites) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            *(_cluster(site) for site in clusters.sites),
            *(_blurred(cell) for cell in private.cells if _has_a_centre(cell)),
        ],
    }


def _cluster(site: Any) -> dict[str, Any]:
    label = gettext("%(name)s, working") if is_working(site) else gettext("%(name)s, to be checked")
    return _feature(
        site.point,
        kind="cluster",
        name=label % {"name": site.label or site.number},
        since=site.first_use,
        working=is_working(site),
    )


def _has_a_centre(cell: Cell) -> bool:
    return len(cell.hamlets) == 1 and cell.hamlets[0].centre is not None


def _blurred(cell: Cell) -> dict[str, Any]:
    """At the hamlet's own centre, never at the middle of its sites."""
    hamlet = cell.hamlets[0]
    return _feature(hamlet.centre, kind="blurred", name=str(hamlet), about=f"≈{cell.about}")


def _feature(point: Any, **properties: Any) -> dict[str, Any]:
    coordinates = [round(point.x, DECIMALS), round(point.y, DECIMALS)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": coordinates},
        "properties": properties,
    }
