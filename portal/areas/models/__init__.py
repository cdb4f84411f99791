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

__all__ = [
    "Commune",
    "CommuneName",
    "CommuneProfile",
    "CommuneQuerySet",
    "Hamlet",
    "HamletQuerySet",
    "HamletSuccession",
    "Hotline",
    "MapFeature",
    "Province",
    "metres_to",
]
