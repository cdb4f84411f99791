"""What is given for received files: numbered receipts and certificates, signed exports."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests.asking.models.searches import police_of
from requests.evidence.models.footage import Footage


class DeliveryRecordBook(models.Model):
    """The last number given in one commune's series of one year, so that none is skipped."""

    class Series(models.TextChoices):
        RECEIPT = "BN", _("Receipt of footage")
        CERTIFICATE = "XN", _("Certificate of deletion")

    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="+")
    series = models.CharField(max_length=4, choices=Series)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="deliveryrecordbook_one_per_commune_series_and_year",
                fields=["commune", "series", "year"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.last:04d}"


class DeliveryRecordQuerySet(models.QuerySet["DeliveryRecord"]):
    def visible_to(self, user: Any) -> "DeliveryRecordQuerySet":
        """The receiving side's copies: of communes where `user` stands in the police now."""
        return self.filter(police_of(OuterRef("commune"), user))


class DeliveryRecord(models.Model):
    """Given to the owner for what an Ask brought; what finishes later joins it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ask = models.OneToOneField("footage.Ask", models.PROTECT, related_name="receipt")
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=24)
    # Not who answered last: that may change on paper police hold, and only by a decline.
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("footage receipt")
        verbose_name_plural = _("footage receipts")
        constraints = [
            models.UniqueConstraint(
                name="deliveryrecord_number_once_per_commune", fields=["commune", "number"]
            )
        ]
        indexes = [
            models.Index(name="receipt_by_commune_and_time", fields=["commune", "issued_at"])
        ]

    def __str__(self) -> str:
        return self.number


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: Any) -> "ExportQuerySet":
        return self.filter(police_of(OuterRef("footage_request__commune"), user))


class Export(models.Model):
    """A signed bundle of originals. The bytes are read afresh at each download."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    footage_request = models.ForeignKey(
        "footage.FootageRequest", models.PROTECT, related_name="exports"
    )
    files = models.ManyToManyField(Footage, related_name="exports")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    manifest = models.TextField()
    custody = models.TextField()
    signature = models.BinaryField()
    public_key = models.TextField()

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.footage_request} {self.made_at:%Y-%m-%d %H:%M}"
