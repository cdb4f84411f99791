"""What happened, under one case number of one commune."""

import unicodedata
import uuid
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.personal_data import AUTHORITY, SECURITY, WITH_CASE, Personal


class Category(models.TextChoices):
    TRAFFIC_ACCIDENT = "traffic_accident", _("Traffic accident")
    THEFT = "theft", _("Theft")
    ROBBERY = "robbery", _("Robbery, snatching")
    DISORDER = "disorder", _("Public disorder")
    INJURY = "injury", _("Injury caused on purpose")
    RACING = "racing", _("Illegal racing")
    DRUGS = "drugs", _("Drugs")
    DAMAGE = "damage", _("Damage to property")
    FRAUD = "fraud", _("Fraud")
    MISSING_PERSON = "missing_person", _("Missing person")
    UNEXPLAINED_ACCIDENT = "unexplained_accident", _("Accident without known cause")
    FIRE = "fire", _("Fire, explosion")
    SANITATION = "sanitation", _("Environmental sanitation")


def case_form(number: str) -> str:
    """A case number as it is kept: composed letters, upper case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", number.upper()).split())


def _bare_form(number: str) -> str:
    return case_form(number).replace(" ", "")


def _without_spaces() -> Upper:
    return Upper(Replace("case_number", Value(" "), Value("")))


class IncidentQuerySet(models.QuerySet["Incident"]):
    def of_case(self, commune: Any, number: str) -> "IncidentQuerySet":
        """The commune's one incident under this number, however case and spaces are typed."""
        mine = self.filter(commune=commune)
        return mine.alias(bare=_without_spaces()).filter(bare=_bare_form(number))

    def numbered_like(self, part: str) -> "IncidentQuerySet":
        """Those with this in their case number, however case and spaces are typed."""
        return self.alias(bare=_without_spaces()).filter(bare__contains=_bare_form(part))


class Incident(models.Model):
    """Something that happened, under one case number of one commune.

    Kind and location are those of its first search; each request has those of its own search.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="incidents")
    case_number = models.CharField(_("case number"), max_length=40)
    category = models.CharField(_("what kind of incident"), max_length=24, choices=Category)
    location_text = models.CharField(_("place in words"), max_length=120, blank=True)
    point = models.PointField(_("place"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    personal = {
        "opened_by": Personal("who opened it", SECURITY, WITH_CASE),
        "location_text": Personal("where it happened", AUTHORITY, WITH_CASE),
        "point": Personal("where it happened", AUTHORITY, WITH_CASE),
    }
    impersonal = "commune case_number category opened_at"

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.UniqueConstraint(
                F("commune"),
                _without_spaces(),
                name="incident_has_its_own_case_number_in_its_commune",
            ),
            models.CheckConstraint(name="incident_has_a_case_number", condition=~Q(case_number="")),
            models.CheckConstraint(
                name="incident_category_is_known", condition=Q(category__in=Category.values)
            ),
        ]

    def __str__(self) -> str:
        return self.case_number
