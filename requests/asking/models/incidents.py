"""What happened, under one case number of one commune."""

import re
import uuid
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.look.readers import plain
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
    """A case number as it is kept: plain signs, upper case, single spaces, none beside a stroke."""
    return re.sub(r"\s*([/-])\s*", r"\1", plain(number).upper())


def _comparable(number: Any) -> Func:
    """What tells one case number from another: its letters, and its numbers in their order.

    "VV 2026/118", "vv2026-0118" and "V.V. 2026 118" are one. PostgreSQL works it out on both
    sides of a comparison, so that its index and a question never differ.
    """
    one_dash = _replaced(Upper(number), r"[^[:alnum:]\u0080-\uffff]+", "-")
    between_numbers = _replaced(one_dash, r"(?<![0-9])-|-(?![0-9])", "")
    return _replaced(between_numbers, r"(?<![0-9])0+(?=[0-9])", "")


def _replaced(text: Any, pattern: str, by: str) -> Func:
    return Func(
        text,
        Value(pattern),
        Value(by),
        Value("g"),
        function="REGEXP_REPLACE",
        output_field=models.TextField(),
    )


def _read(number: Any) -> Func:
    is_text = isinstance(number, str)
    return _comparable(
        Value(case_form(number), output_field=models.TextField()) if is_text else number
    )


class IncidentQuerySet(models.QuerySet["Incident"]):
    def of_case(self, commune: Any, number: Any) -> "IncidentQuerySet":
        """The commune's one incident under this number, however its signs between are typed."""
        mine = self.filter(commune=commune)
        return mine.alias(read=_comparable("case_number")).filter(read=_read(number))

    def numbered_like(self, part: str) -> "IncidentQuerySet":
        """Those with this in their case number, however its signs between are typed."""
        if not any(sign.isalnum() for sign in part):
            return self.none()
        return self.alias(read=_comparable("case_number")).filter(read__contains=_read(part))


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
                _comparable("case_number"),
                name="incident_has_its_own_case_number_in_its_commune",
            ),
            models.CheckConstraint(name="incident_has_a_case_number", condition=~Q(case_number="")),
            models.CheckConstraint(
                name="incident_category_is_known", condition=Q(category__in=Category.values)
            ),
        ]

    def __str__(self) -> str:
        return self.case_number
