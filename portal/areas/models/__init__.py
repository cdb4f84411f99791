from portal.areas.models.communes import (
    Commune,
    CommuneName,
    CommuneNameQuerySet,
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
    "CommuneNameQuerySet",
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
