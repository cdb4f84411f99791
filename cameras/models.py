"""Where Django looks for the tables of this app; the rooms name the wing they lean on."""

from cameras.register import models as register

__all__ = ["register"]
