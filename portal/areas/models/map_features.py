from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from portal.areas.models.communes import Commune


class MapFeature(models.Model):
    """Ground drawn on the commune's map, for maps that have no base tiles."""

    class Kind(models.TextChoices):
        ROAD = "road", _("road")
        HOUSE = "house", _("house")
        WATER = "water", _("water")
        PARK = "park", _("park")
        LABEL = "label", _("label")

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="map_features")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    shape = models.GeometryField(srid=4326)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())
