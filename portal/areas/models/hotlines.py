"""Numbers a commune shows to everybody."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.areas.models.communes import Commune


class Hotline(models.Model):
    """A number that the commune's public page shows."""

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="hotlines")
    label = models.CharField(_("name of the line"), max_length=80)
    phone = models.CharField(_("telephone"), max_length=20)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.phone}"


def hotlines_of(commune: Commune) -> list[tuple[str, str]]:
    """(what for, number): the commune's own list, then what it lacks; each number once."""
    profile = commune.profile
    lines = [(line.label, line.phone) for line in commune.hotlines.all()]
    lines += [
        (gettext("Police, emergencies"), "113"),
        (
            profile.police_name or gettext("Police of %(commune)s") % {"commune": commune},
            profile.police_phone,
        ),
        (gettext("People’s Committee"), profile.committee_phone),
    ]
    labels: dict[str, str] = {}
    for label, phone in lines:
        if phone:
            labels.setdefault(phone, label)
    return [(label, phone) for phone, label in labels.items()]
