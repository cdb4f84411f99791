"""Where Django looks for the tables of this app; the rooms name the wing they lean on."""

from requests.asking import models as asking
from requests.evidence import models as evidence

__all__ = ["asking", "evidence"]
