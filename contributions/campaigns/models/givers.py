"""Who gives, and how the name stands in public."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ALIAS_LENGTH = 80


class NameShown(models.TextChoices):
    """How a giver's name stands in public. The giver decides for each gift, and may change it."""

    NAME = "name", _("The real name")
    ALIAS = "alias", _("Another name")
    HIDDEN = "hidden", _("No name")


SHOWN_IS_KNOWN = Q(shown__in=["name", "alias", "hidden"])
ALIAS_WHEN_CHOSEN = (Q(shown="alias") & ~Q(alias="")) | (~Q(shown="alias") & Q(alias=""))


class Giver(models.Model):
    """The columns every gift has about its giver. The receipt always carries the real name."""

    giver_name = models.CharField(_("giver"), max_length=120, blank=True)
    giver_phone = models.CharField(_("phone"), max_length=16, blank=True)
    shown = models.CharField(_("name on the public table"), max_length=8, choices=NameShown)
    alias = models.CharField(_("other name"), max_length=ALIAS_LENGTH, blank=True)

    class Meta:
        abstract = True

    @property
    def public_name(self) -> str:
        """The name as the giver chose it; empty for a giver who chose none."""
        return {NameShown.NAME: self.giver_name, NameShown.ALIAS: self.alias}.get(
            NameShown(self.shown), ""
        )
