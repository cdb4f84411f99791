"""Names by which people look for a commune, its former ones among them."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _


class CommuneName(models.Model):
    """A name by which people look for a commune: its own, or that of a unit it came from.

    `key`, `bare` and `line` are folded: with the kind of unit, without it, and with the unit it
    lay `within`.
    """

    class Kind(models.TextChoices):
        OWN = "own", _("own name")
        FORMER = "former", _("former unit")
        ALIAS = "alias", _("name in use")

    commune = models.ForeignKey("areas.Commune", on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    within = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    is_whole = models.BooleanField(
        default=True, help_text=_("All of the former unit lies in this commune.")
    )
    is_main = models.BooleanField(
        default=True, help_text=_("Of several communes, the one most of the former unit went to.")
    )
    key = models.CharField(max_length=120)
    bare = models.CharField(max_length=120)
    line = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "name", "within"], name="commune_name_once_per_commune_and_unit"
            )
        ]
        indexes = [
            GinIndex(fields=["line"], name="commune_name_line_trigrams", opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return self.name
