from portal.areas.models.commune_names import CommuneName
from portal.areas.models.commune_profiles import CommuneProfile
from portal.areas.models.communes import Commune, CommuneQuerySet, metres_to
from portal.areas.models.hamlets import Hamlet, HamletQuerySet, HamletSuccession
from portal.areas.models.hotlines import Hotline
from portal.areas.models.map_features import MapFeature
from portal.areas.models.outlines import CommuneOutline, HamletOutline
from portal.areas.models.provinces import Province

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
