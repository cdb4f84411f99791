"""Cameras: where each of a site's looks, and which may be asked."""

import uuid

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point, Polygon
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cameras.register import geometry
from cameras.register.models.consents import Consent, Purpose, says_yes
from portal.personal_data import CONSENT, WITH_SITE, Personal

# Our choice: so many in the register at one site, and so many there ever were.
MOST_AT_A_SITE = 60
MOST_EVER = 300


class CameraQuerySet(models.QuerySet["Camera"]):
    def in_register(self) -> "CameraQuerySet":
        return self.filter(removed_at=None)

    def watching(self) -> "CameraQuerySet":
        return self.filter(removed_at=None, paused_at=None)

    def answering(self) -> "CameraQuerySet":
        """Cameras whose footage can be asked for."""
        asked = (Purpose.POLICE, Purpose.REQUESTS)
        return (
            self.watching()
            .taken_in()
            .filter(
                ~Q(site__vouching="asked"),
                *(says_yes(OuterRef("site_id"), purpose) for purpose in asked),
                site__status="active",
            )
        )

    def taken_in(self) -> "CameraQuerySet":
        """Cameras their owner did not leave out of the site's consent."""
        return self.alias(is_taken_in=_taken_in()).filter(is_taken_in=True)

    def with_consent(self) -> "CameraQuerySet":
        """With `is_taken_in`: false for those their owner left out of the site's consent."""
        return self.annotate(is_taken_in=_taken_in())


def _taken_in() -> Coalesce:
    newest = Consent.objects.of_camera(OuterRef("pk")).values("granted")[:1]
    return Coalesce(Subquery(newest), True)


class Camera(models.Model):
    """Where one camera looks, how far, and how long its pictures are kept."""

    class Kind(models.TextChoices):
        FIXED = "fixed", _("Fixed camera")
        HIGH = "high", _("High-mounted camera")

    class Health(models.TextChoices):
        UNKNOWN = "unknown", _("Not checked")
        WORKING = "working", _("Working")
        DOUBTFUL = "doubtful", _("Doubtful")
        BROKEN = "broken", _("Broken")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    site = models.ForeignKey("cameras.Site", models.PROTECT, related_name="cameras")
    ordinal = models.PositiveSmallIntegerField()
    label = models.CharField(_("name"), max_length=80, blank=True)
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.FIXED)
    bearing = models.PositiveSmallIntegerField(_("direction"), help_text=_("degrees"))
    angle = models.PositiveSmallIntegerField(_("angle of view"), default=90)
    range_metres = models.PositiveSmallIntegerField(_("sees clearly to"), default=20)
    view = models.PolygonField()
    retention_days = models.PositiveSmallIntegerField(_("days kept"), null=True, blank=True)
    # Recorder's clock minus real time; None when nobody has compared them.
    clock_offset_seconds = models.IntegerField(null=True, blank=True)
    health = models.CharField(max_length=8, choices=Health, default=Health.UNKNOWN)
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    personal = {
        "label": Personal("what its owner calls it", CONSENT, WITH_SITE, erased=True),
        "bearing": Personal("what it sees", CONSENT, WITH_SITE, erased=True),
        "angle": Personal("what it sees", CONSENT, WITH_SITE, erased=True),
        "range_metres": Personal("what it sees", CONSENT, WITH_SITE, erased=True),
        "view": Personal("what it sees", CONSENT, WITH_SITE, erased=True),
        "retention_days": Personal(
            "until when footage can be asked for", CONSENT, WITH_SITE, erased=True
        ),
    }
    impersonal = "once site ordinal kind clock_offset_seconds health paused_at removed_at"

    objects = CameraQuerySet.as_manager()

    class Meta:
        ordering = ["site", "ordinal"]
        constraints = [
            models.UniqueConstraint(name="camera_one_per_ordinal", fields=["site", "ordinal"]),
            # Our choice: 60 at once, and what was put in place of others over the years.
            models.CheckConstraint(
                name="camera_is_one_of_300_of_its_site_at_most",
                condition=Q(ordinal__range=(1, MOST_EVER)),
            ),
            models.CheckConstraint(
                name="camera_bearing_is_a_compass_bearing", condition=Q(bearing__lt=360)
            ),
            models.CheckConstraint(
                name="camera_angle_is_1_to_360_degrees", condition=Q(angle__range=(1, 360))
            ),
            models.CheckConstraint(
                name="camera_range_is_1_to_500_metres",
                condition=Q(range_metres__range=(1, geometry.FARTHEST_RANGE_METRES)),
            ),
            # Our choice: more is a slip of the finger. The least is for each province to rule.
            models.CheckConstraint(
                name="camera_keeps_footage_1_to_365_days",
                condition=Q(retention_days=None) | Q(retention_days__range=(1, 365)),
            ),
            models.CheckConstraint(
                name="camera_clock_is_off_by_less_than_ten_years",
                condition=Q(clock_offset_seconds=None)
                | Q(clock_offset_seconds__range=(-315_360_000, 315_360_000)),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.ordinal)

    def seen_from(self, point: Point) -> Polygon:
        """The ground this camera sees when its site stands at `point`."""
        return geometry.sector(
            point, bearing=self.bearing, angle=self.angle, range_metres=self.range_metres
        )
