"""Sites: the places in the register, and what is asked of them."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.gis.db import models
from django.contrib.gis.geos import Point, Polygon
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cameras.register.blurred_counts import Blur, blurred
from cameras.register.models.cameras import Camera
from cameras.register.models.consents import Purpose
from cameras.register.models.site_access import SiteAccess
from portal.people.models import Membership, Role

if TYPE_CHECKING:
    from portal.people.models import User


class SiteQuerySet(SiteAccess):
    def answering(self) -> "SiteQuerySet":
        """Sites that can be asked: active, seen by the police, willing to receive requests.

        Not those whose leader asked back and waits for an answer.
        """
        clear = Q(asked_back_at=None) | ~Q(vouched_at=None)
        active = self.filter(clear, status=Site.Status.ACTIVE)
        return active.consented(Purpose.POLICE, Purpose.REQUESTS)

    def seeing(self, point: Point) -> "SiteQuerySet":
        """Sites with a working camera whose view covers the point."""
        looking = Site.objects.filter(
            cameras__removed_at=None,
            cameras__paused_at=None,
            cameras__view__intersects=point,
        )
        return self.filter(pk__in=looking.values("pk"))

    def within(self, area: Polygon) -> "SiteQuerySet":
        return self.filter(point__intersects=area)

    def to_vouch(self) -> "SiteQuerySet":
        """New registrations nobody has spoken on, oldest first."""
        fresh = self.private().filter(vouched_at=None, asked_back_at=None)
        return fresh.order_by("pk")

    def asked_back(self) -> "SiteQuerySet":
        """Registrations whose owner was asked and has not answered yet."""
        return self.filter(vouched_at=None).exclude(asked_back_at=None).order_by("pk")

    def by_kind(self) -> "list[tuple[str, int]]":
        """(kind, how many sites), the most common first."""
        counted = (
            self.order_by().values("kind").annotate(n=models.Count("pk")).order_by("-n", "kind")
        )
        return [(str(Site.Kind(kind).label), n) for kind, n in counted.values_list("kind", "n")]

    def with_ground(self) -> "SiteQuerySet":
        """Hamlet and commune along with the site, without their heavy boundaries."""
        related = self.select_related("commune__profile", "hamlet", "organisation", "owner")
        return related

    def blurred_counts(self, commune: Any) -> "list[Blur]":
        """Private sites in use per hamlet, for the public. No count below 5 is shown.

        Hamlets with fewer are counted together. If even that heap is small, the smallest
        hamlet that could stand alone joins it, so that no difference gives it away.
        """
        counted = (
            self.private()
            .filter(commune=commune, status=Site.Status.ACTIVE)
            .order_by()
            .values_list("hamlet")
            .annotate(n=models.Count("pk"))
        )
        return blurred(dict(counted))

    def private(self) -> "SiteQuerySet":
        return self.exclude(kind=Site.Kind.PUBLIC)


class Site(models.Model):
    """A place with one owner and one or more cameras."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("Household")
        BUSINESS = "business", _("Business")
        SCHOOL = "school", _("School")
        OFFICE = "office", _("Office")
        BANK = "bank", _("Bank")
        PUBLIC = "public", _("Public cluster")

    class Status(models.TextChoices):
        ACTIVE = "active", _("In use")
        PAUSED = "paused", _("Paused")
        REMOVED = "removed", _("Removed")

    class Place(models.TextChoices):
        OTHER = "other", _("Another place")
        JUNCTION_3 = "junction_3", _("Three-way junction")
        JUNCTION_4 = "junction_4", _("Crossroads")
        BLACK_SPOT = "black_spot", _("Black spot")
        MAIN_ROAD = "main_road", _("Main road")
        SCHOOL = "school", _("School")
        MARKET = "market", _("Market")
        BOUNDARY = "boundary", _("Boundary area")
        CULTURE_HOUSE = "culture_house", _("Hamlet culture house")

    NEXT: dict[str, set[str]] = {
        Status.ACTIVE: {Status.PAUSED, Status.REMOVED},
        Status.PAUSED: {Status.ACTIVE, Status.REMOVED},
        Status.REMOVED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    sequence = models.PositiveIntegerField()
    # The form's own key: pressed twice, it still makes one site.
    registration_key = models.UUIDField(null=True, unique=True, editable=False)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="sites")
    hamlet = models.ForeignKey(
        "areas.Hamlet", models.PROTECT, related_name="sites", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.HOUSEHOLD)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sites", null=True, blank=True
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="sites", null=True, blank=True
    )
    label = models.CharField(_("name"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    place_kind = models.CharField(
        _("kind of place"), max_length=13, choices=Place, default=Place.OTHER
    )
    point = models.PointField(_("position"))
    # True where nobody put a pin and the hamlet's centre stands in for it.
    is_approximate = models.BooleanField(default=False)
    employees_told_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.ACTIVE)
    # Of public clusters: the day of their acceptance; or the year, where no more is known.
    in_use_since = models.DateField(_("in use since"), null=True, blank=True)
    in_use_year = models.PositiveSmallIntegerField(_("year of first use"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    vouched_at = models.DateTimeField(null=True, blank=True)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    # In which appointment they spoke: of a place that nobody leads, the commune's administrator.
    vouched_as = models.CharField(
        max_length=32, choices=Role, blank=True, default="", db_default=""
    )
    asked_back_at = models.DateTimeField(null=True, blank=True)
    asked_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    asked_back_as = models.CharField(
        max_length=32, choices=Role, blank=True, default="", db_default=""
    )
    question = models.CharField(_("question"), max_length=300, blank=True)
    reply = models.CharField(_("answer"), max_length=300, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["commune", "id"], name="site_of_commune"),
            models.Index(
                name="site_to_vouch",
                fields=["hamlet", "id"],
                condition=Q(vouched_at=None, asked_back_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="site_one_per_sequence", fields=["commune", "sequence"]),
            models.CheckConstraint(
                name="site_belongs_to_whom_its_kind_says",
                condition=Q(kind="household", owner__isnull=False, organisation=None)
                | Q(
                    kind__in=["business", "school", "office", "bank"],
                    owner=None,
                    organisation__isnull=False,
                )
                | Q(kind="public", owner=None),
            ),
            models.CheckConstraint(
                name="site_removed_means_removed_at",
                condition=Q(status="removed", removed_at__isnull=False)
                | ~Q(status="removed") & Q(removed_at=None),
            ),
            models.CheckConstraint(
                name="site_paused_means_paused_at",
                condition=Q(status="paused", paused_at__isnull=False)
                | Q(status="active", paused_at=None)
                | Q(status="removed"),
            ),
            models.CheckConstraint(
                name="site_vouched_by_somebody",
                condition=Q(vouched_at=None, vouched_by=None)
                | Q(vouched_at__isnull=False, vouched_by__isnull=False),
            ),
            models.CheckConstraint(
                name="site_asked_back_with_a_question",
                condition=Q(asked_back_at=None) | Q(asked_back_by__isnull=False) & ~Q(question=""),
            ),
            models.CheckConstraint(
                name="site_of_an_organisation_told_its_employees",
                condition=Q(kind__in=["household", "public"]) | Q(employees_told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="site_public_in_use_since_a_day_or_a_year",
                condition=Q(in_use_since=None, in_use_year=None)
                | Q(kind="public", in_use_since__isnull=False, in_use_year=None)
                | Q(kind="public", in_use_since=None, in_use_year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cameras:detail", args=[self.public_id])

    @property
    def stream(self) -> str:
        """Name of the site's stream in the journal."""
        return f"site:{self.public_id}"

    @property
    def title(self) -> str:
        """What its owner calls the place: own name, organisation or address."""
        return self.label or str(self.organisation or self.address or self.number)

    @property
    def whereabouts(self) -> str:
        """What tells it from the other places of its owner, where the title does not."""
        place = self.address or str(self.hamlet or "")
        return "" if place == self.title else place

    @property
    def holder(self) -> str:
        """Whose cameras these are, for those who may know it."""
        return str(self.organisation or self.owner or self.get_kind_display())

    @property
    def first_use(self) -> str:
        """Since when a public cluster is in use, in words; "" where nobody has said."""
        if self.in_use_since:
            day = date_format(self.in_use_since, "j/n/Y")
            return gettext("In use since %(day)s") % {"day": day}
        if self.in_use_year:
            return gettext("In use since %(year)s") % {"year": self.in_use_year}
        return ""

    @property
    def is_vouched_for(self) -> bool:
        """Somebody who knows the place says that it is as registered."""
        return self.vouched_at is not None or self.kind == Site.Kind.PUBLIC

    @property
    def waits_for_owner(self) -> bool:
        return self.asked_back_at is not None and self.vouched_at is None

    @property
    def live_cameras(self) -> list[Camera]:
        """Cameras not removed, in their order; from the prefetched ones where there are any."""
        return [camera for camera in self.cameras.all() if camera.removed_at is None]

    @property
    def next_ordinal(self) -> int:
        return max((camera.ordinal for camera in self.cameras.all()), default=0) + 1

    @property
    def answerers(self) -> "models.QuerySet[User]":
        """People who may answer for the site: its owner, or its organisation's members."""
        people = get_user_model().objects.filter(is_active=True)
        if self.organisation_id is None:
            return people.filter(sites=self)
        return people.filter(
            pk__in=Membership.objects.filter(organisation=self.organisation_id, until=None).values(
                "person"
            )
        )
