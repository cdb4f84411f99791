from cameras.models.consents import Consent, ConsentText, Purpose
from cameras.models.register import Camera, Site
from cameras.models.streets import Street

__all__ = ["Camera", "Consent", "ConsentText", "Purpose", "Site", "Street"]
