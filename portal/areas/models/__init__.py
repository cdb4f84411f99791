from portal.areas.models.communes import (
    Commune,
    CommuneName,
    CommuneProfile,
    CommuneQuerySet,
    Hotline,
    Province,
    metres_to,
)
from portal.areas.models.ground import MapFeature
from portal.areas.models.hamlets import Hamlet, HamletQuerySet, HamletSuccession
from portal.areas.models.outlines import CommuneOutline, HamletOutline

__all__ = [
    "Commune",
    "CommuneName",
    "CommuneOutline",
    "CommuneProfile",
    "CommuneQuerySet",
    "Hamlet",
    "HamletOutline",
    "HamletQuerySet",
    "HamletSuccession",
    "Hotline",
    "MapFeature",
    "Province",
    "metres_to",
]
