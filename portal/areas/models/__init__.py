from portal.areas.models.communes import (
    Commune,
    CommuneName,
    CommuneNameQuerySet,
    CommuneProfile,
    CommuneQuerySet,
    Hotline,
    Province,
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
]
