"""Take the boundaries of a checked file over: all of them, or none."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.areas.actions.communes import draw_commune
from portal.areas.actions.hamlets import draw_hamlet
from portal.areas.boundaries import BadFile, commune_of, features, hamlet_of, multipolygon
from portal.areas.models import Commune, Hamlet


@dataclass
class Loaded:
    """What has a boundary by the file, and what is to be mended in it."""

    communes: list[Commune] = field(default_factory=list)
    hamlets: list[Hamlet] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


@transaction.atomic
def load_boundaries(path: Path, *, hamlets: bool = False) -> Loaded:
    """Every unit the file names has the boundary the file gives it, or nothing has changed.

    A feature names a commune by `code`; with `hamlets` it names one of that commune's
    hamlets by `hamlet` or `name` as well. Raises BadFile.
    """
    loaded = Loaded()
    for number, feature in enumerate(features(path), start=1):
        try:
            _draw(feature, loaded, hamlets=hamlets)
        except BadFile as refusal:
            loaded.reasons += [
                _("Feature %(number)d: %(reason)s") % {"number": number, "reason": reason}
                for reason in refusal.reasons
            ]
    if loaded.reasons:
        raise BadFile(loaded.reasons)
    return loaded


def _draw(feature: Any, loaded: Loaded, *, hamlets: bool) -> None:
    properties = (feature.get("properties") if isinstance(feature, dict) else None) or {}
    commune = commune_of(properties)
    boundary = multipolygon(feature.get("geometry"))
    if hamlets:
        hamlet = hamlet_of(properties, commune)
        loaded.hamlets.append(draw_hamlet(hamlet, boundary))
    else:
        loaded.communes.append(draw_commune(commune, boundary))
