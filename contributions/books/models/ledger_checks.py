"""What a recomputing of the ledger found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerCheck(models.Model):
    """What the last recomputing of a campaign's ledger and journal found."""

    campaign = models.OneToOneField(
        "contributions.Campaign", models.CASCADE, related_name="check_result"
    )
    at = models.DateTimeField(_("checked at"))
    entries = models.PositiveIntegerField(_("entries seen"))
    faults = models.PositiveIntegerField(_("faults found"))

    class Meta:
        verbose_name = _("ledger check")
        verbose_name_plural = _("ledger checks")

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.entries} / {self.faults}"
