"""Outlines: where a commune or a hamlet ends, in a row of its own.

Where it is known a commune's has up to 850 kB; whoever reads the commune must not carry it.
"""

from django.contrib.gis.db import models

from portal.areas.models.communes import Commune
from portal.areas.models.hamlets import Hamlet


class CommuneOutline(models.Model):
    """The ground of a commune, as somebody loaded it. Without one it contains nothing."""

    commune = models.OneToOneField(
        Commune, models.CASCADE, primary_key=True, related_name="outline"
    )
    boundary = models.MultiPolygonField(srid=4326)

    def __str__(self) -> str:
        return str(self.commune)


class HamletOutline(models.Model):
    """The ground of a hamlet, where it has been drawn or loaded."""

    hamlet = models.OneToOneField(Hamlet, models.CASCADE, primary_key=True, related_name="outline")
    boundary = models.MultiPolygonField(srid=4326)

    def __str__(self) -> str:
        return str(self.hamlet)
