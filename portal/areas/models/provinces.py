"""Provinces and cities, by their code in the national list."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from portal.areas.folding import VIETNAMESE


class Province(models.Model):
    class Kind(models.TextChoices):
        PROVINCE = "tỉnh", _("province")
        CITY = "thành phố", _("city")

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=80, db_collation=VIETNAMESE)
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["code"]
        verbose_name = _("province")
        verbose_name_plural = _("provinces")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
