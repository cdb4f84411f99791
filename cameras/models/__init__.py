from cameras.models.consents import Consent, ConsentText, Purpose, ShownText
from cameras.models.eyes import Camera, CameraQuerySet
from cameras.models.sites import Site, SiteQuerySet
from cameras.models.streets import Street

__all__ = [
    "Camera",
    "CameraQuerySet",
    "Consent",
    "ConsentText",
    "Purpose",
    "ShownText",
    "Site",
    "SiteQuerySet",
    "Street",
]
