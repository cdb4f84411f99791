"""What happened, and who looked for cameras that may have seen it."""

import unicodedata
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Replace, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import POLICE, Appointment
from requests.asking.models.request_policies import HARD_AREA_SQUARE_METRES, HARD_WINDOW_MINUTES

SEARCH_LASTS = timedelta(hours=2)


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


class Purpose(models.TextChoices):
    """Why footage is looked for. What is not in this list is not a reason to look."""

    VEHICLE = "vehicle", _("Find a vehicle")
    PERSON = "person", _("Find the person who did it")
    ROUTE = "route", _("Follow the way taken")
    SEQUENCE = "sequence", _("Establish what happened")
    MISSING = "missing", _("Find someone who is missing")
    PROPERTY = "property", _("Find what was taken")


def police_of(commune: OuterRef, user: Any) -> Exists:
    """True where `user` stands in a police appointment of the commune today."""
    return Exists(Appointment.objects.current().of(user).of_role(*POLICE).filter(commune=commune))


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

    Kind and place are those of its first search; each request keeps its own.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="incidents")
    case_number = models.CharField(_("case number"), max_length=40)
    category = models.CharField(_("what kind of incident"), max_length=24, choices=Category)
    place = models.CharField(_("place in words"), max_length=120, blank=True)
    point = models.PointField(_("place"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

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


class SearchQuerySet(models.QuerySet["Search"]):
    def visible_to(self, user: Any) -> "SearchQuerySet":
        """The searches `user` made, as long as a police appointment in the commune is held."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(police_of(OuterRef("commune"), user), officer=user)

    def with_commune(self) -> "SearchQuerySet":
        return self.select_related("commune")


class Search(models.Model):
    """One look for cameras by one officer, with its reason. It is never changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="searches")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="searches")
    appointment = models.ForeignKey("people.Appointment", models.PROTECT, related_name="searches")
    case_number = models.CharField(_("case number"), max_length=40)
    category = models.CharField(_("what kind of incident"), max_length=24, choices=Category)
    purpose = models.CharField(_("what for"), max_length=16, choices=Purpose)
    place = models.CharField(_("place in words"), max_length=120, blank=True)
    point = models.PointField(_("place"))
    area = models.PolygonField(_("area"))
    radius_metres = models.PositiveSmallIntegerField(_("radius, metres"), null=True, blank=True)
    square_metres = models.PositiveIntegerField(_("area, square metres"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"))
    found = models.PositiveIntegerField(_("sites found"))
    at = models.DateTimeField(default=timezone.now)

    objects = SearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        indexes = [models.Index(name="search_by_commune_and_time", fields=["commune", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="search_window_runs_forwards", condition=Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="search_window_is_12_hours_at_most",
                condition=Q(until__lte=F("since") + timedelta(minutes=HARD_WINDOW_MINUTES)),
            ),
            models.CheckConstraint(
                name="search_area_is_within_1_29_square_kilometres",
                condition=Q(square_metres__lte=HARD_AREA_SQUARE_METRES),
            ),
            models.CheckConstraint(
                name="search_has_a_reason",
                condition=Q(purpose__in=Purpose.values, category__in=Category.values)
                & ~Q(case_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_number}, {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_fresh(self) -> bool:
        """Made so short a time ago that its result may be looked at without a new reason."""
        return self.at > timezone.now() - SEARCH_LASTS

    @property
    def window(self) -> timedelta:
        return self.until - self.since
