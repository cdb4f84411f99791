"""Who looked for cameras that may have seen it, with which reason, and what was found."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import POLICE, Appointment, Role
from portal.personal_data import AUTHORITY, SECURITY, WITH_CASE, Personal
from requests.asking.models.incidents import Category
from requests.asking.models.request_policies import HARD_AREA_SQUARE_METRES, HARD_WINDOW_MINUTES

# Our choice: what stood in a search two hours ago is asked anew.
SEARCH_LASTS = timedelta(hours=2)
LONGEST_CASE_NUMBER = 40


class SearchPurpose(models.TextChoices):
    """Why footage is looked for. What is not in this list is not a reason to look."""

    VEHICLE = "vehicle", _("Find a vehicle")
    PERSON = "person", _("Find the person who did it")
    ROUTE = "route", _("Follow the way taken")
    SEQUENCE = "sequence", _("Establish what happened")
    MISSING = "missing", _("Find someone who is missing")
    PROPERTY = "property", _("Find what was taken")


# Who writes requests and opens footage. The duty desk looks up and calls.
IN_CHARGE = (Role.OFFICER, Role.CHIEF)


def policed_by(person: Any, on: Any = None) -> models.QuerySet[Any]:
    """The communes in whose police the person stands on that day, today without one."""
    held = Appointment.objects.filter(person=person).current(on)
    return held.of_role(*POLICE).values("commune")


def led_by(person: Any, on: Any = None) -> models.QuerySet[Any]:
    """Of these, those where the person is in charge: as an officer or the chief."""
    held = Appointment.objects.filter(person=person).current(on)
    return held.of_role(*IN_CHARGE).values("commune")


class SearchQuerySet(models.QuerySet["Search"]):
    def visible_to(self, person: Any, on: Any = None) -> "SearchQuerySet":
        """The searches the person made, as long as a police appointment in the commune is held."""
        return self.filter(commune__any_of=policed_by(person, on), officer=person)

    def visible_in(self, commune: Any, person: Any, on: Any = None) -> "SearchQuerySet":
        """Of these, those of the commune in whose police the person acts."""
        return self.visible_to(person, on).filter(commune=commune)

    def without_hits(self) -> "SearchQuerySet":
        """For where nothing of what was found is shown."""
        return self.defer("hits", "area", "point")

    def with_commune(self) -> "SearchQuerySet":
        return self.select_related("commune__request_policy")


class Search(models.Model):
    """One look for cameras by one officer, with its reason and what it found. Never changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="searches")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="searches")
    appointment = models.ForeignKey("people.Appointment", models.PROTECT, related_name="searches")
    case_number = models.CharField(_("case number"), max_length=LONGEST_CASE_NUMBER)
    category = models.CharField(_("what kind of incident"), max_length=24, choices=Category)
    purpose = models.CharField(_("what for"), max_length=16, choices=SearchPurpose)
    location_text = models.CharField(_("place in words"), max_length=120, blank=True)
    point = models.PointField(_("place"))
    area = models.PolygonField(_("area"))
    radius_metres = models.PositiveSmallIntegerField(_("radius, metres"), null=True, blank=True)
    square_metres = models.PositiveIntegerField(_("area, square metres"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"))
    # Best first: keys of the site, of its cameras that look there and of those among them that
    # cover the point, and the metres to it. Nothing that says where the site is: that may be
    # forgotten.
    hits = models.JSONField(_("sites found"), default=list, blank=True)
    at = models.DateTimeField(default=timezone.now)

    personal = {
        "officer": Personal("who searched", SECURITY, WITH_CASE),
        "location_text": Personal("where it happened", AUTHORITY, WITH_CASE),
        "point": Personal("where it happened", AUTHORITY, WITH_CASE),
        "area": Personal("where it happened", AUTHORITY, WITH_CASE),
        "hits": Personal("which sites could have seen it", AUTHORITY, WITH_CASE),
    }
    impersonal = (
        "once commune appointment case_number category purpose radius_metres square_metres since "
        "until at"
    )

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
                condition=Q(purpose__in=SearchPurpose.values, category__in=Category.values)
                & ~Q(case_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_number}, {self.at:%Y-%m-%d %H:%M}"

    @property
    def subject(self) -> str:
        """Its name in the journal."""
        return f"search:{self.public_id}"

    @property
    def is_fresh(self) -> bool:
        """Made so short a time ago that its result may be looked at without a new reason."""
        return self.at > timezone.now() - SEARCH_LASTS

    @property
    def hit_count(self) -> int:
        """How many sites were found; those that agree to be asked today may be fewer."""
        return len(self.hits)

    @property
    def window(self) -> timedelta:
        return self.until - self.since
