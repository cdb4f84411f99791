from cameras.register.forms.cameras import CameraForm, CameraFormSet
from cameras.register.forms.locations import LocationForm
from cameras.register.forms.owners import OwnerForm
from cameras.register.forms.registrations import DecisionsForm, Registration

__all__ = [
    "CameraForm",
    "CameraFormSet",
    "DecisionsForm",
    "LocationForm",
    "OwnerForm",
    "Registration",
]
