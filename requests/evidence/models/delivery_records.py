"""The paper for received files: one record an ask, numbered by commune, series and year."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.personal_data import AUTHORITY, WITH_CASE, Personal
from requests.asking.models.searches import policed_by


class DeliveryRecordBook(models.Model):
    """The last number given in one commune's series of one year, so that none is skipped."""

    class Series(models.TextChoices):
        DELIVERY_RECORD = "BB", _("Delivery record")
        CERTIFICATE = "XN", _("Certificate of deletion")

    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="+")
    series = models.CharField(max_length=4, choices=Series)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="deliveryrecordbook_one_per_commune_series_and_year",
                fields=["commune", "series", "year"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.last_number:04d}"


class DeliveryRecordQuerySet(models.QuerySet["DeliveryRecord"]):
    def visible_to(self, user: Any) -> "DeliveryRecordQuerySet":
        """The receiving side's copies: of communes where `user` stands in the police now."""
        return self.filter(commune__any_of=policed_by(user))

    def with_parties(self) -> "DeliveryRecordQuerySet":
        """With who gave and who received, as it was that day."""
        return self.select_related("given_by", "organisation", "received_in__person")

    def visible_in(self, commune: Any, person: Any) -> "DeliveryRecordQuerySet":
        """Of these, those of the commune in whose police the person acts."""
        return self.visible_to(person).filter(commune=commune)


class DeliveryRecord(models.Model):
    """Given to the owner for what an Ask brought; what finishes later joins it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ask = models.OneToOneField("footage.Ask", models.PROTECT, related_name="delivery_record")
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=24)
    # Not who answered last: that may change on paper police hold, and only by a decline.
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Whose site it was that day; none for a household's."),
    )
    received_in = models.ForeignKey(
        "people.Appointment",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("In which its holder received it that day; none where nobody was in charge."),
    )
    issued_at = models.DateTimeField(default=timezone.now)

    personal = {
        "given_by": Personal("who handed it in", AUTHORITY, WITH_CASE),
        "received_in": Personal("who received it", AUTHORITY, WITH_CASE),
    }
    impersonal = "ask commune number organisation issued_at"

    objects = DeliveryRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery record")
        verbose_name_plural = _("delivery records")
        constraints = [
            models.UniqueConstraint(
                name="deliveryrecord_number_once_per_commune", fields=["commune", "number"]
            )
        ]
        indexes = [models.Index(name="delivery_record_by_commune", fields=["commune", "issued_at"])]

    def __str__(self) -> str:
        return self.number
