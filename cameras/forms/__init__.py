from cameras.forms.eyes import EyeForm, EyeFormSet
from cameras.forms.owner import OwnerForm
from cameras.forms.place import PlaceForm
from cameras.forms.registration import DecisionsForm, Registration

__all__ = ["DecisionsForm", "EyeForm", "EyeFormSet", "OwnerForm", "PlaceForm", "Registration"]
