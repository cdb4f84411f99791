from cameras.register.models.cameras import Camera, CameraQuerySet
from cameras.register.models.consents import Consent, ConsentText, Purpose, ShownText
from cameras.register.models.sites import Site, SiteQuerySet
from cameras.register.models.streets import Street
from cameras.register.models.vouching import Vouching

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
    "Vouching",
]
