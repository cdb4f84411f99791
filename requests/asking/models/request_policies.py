"""The limits of asking: the programme's defaults, and a commune's own row where it has one."""

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.gis.geos import Polygon
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from requests.asking.areas import farthest_corner_metres

if TYPE_CHECKING:
    from portal.areas.models import Commune

# Our choice, all six, and no commune's row goes beyond them: by Law 91/2025, article 32,
# recordings serve their purpose alone. A commune may argue about its row, not about these.
HARD_AREA_SQUARE_METRES = 1_290_000
HARD_RADIUS_METRES = 640
HARD_WINDOW_MINUTES = 12 * 60
HARD_LINK_DAYS = 28
HARD_REMINDERS = 4
HARD_REQUESTS_PER_OWNER = 3

GIGABYTE = 1000**3
ROUNDING_METRES = 1  # the corners of a circle are written down and read again


class RequestPolicyManager(models.Manager["RequestPolicy"]):
    def of(self, commune: "Commune") -> "RequestPolicy":
        """The commune's own limits, or the defaults in a row that is not saved.

        Read once for each `commune` in hand, which lives no longer than a page or a task.
        """
        return getattr(commune, "request_policy", None) or RequestPolicy(commune=commune)


class RequestPolicy(models.Model):
    """How far police of one commune may ask. No commune may go beyond the hard limits."""

    commune = models.OneToOneField(
        "areas.Commune", models.PROTECT, related_name="request_policy", verbose_name=_("commune")
    )
    window_minutes = models.PositiveSmallIntegerField(_("usual window, minutes"), default=60)
    window_alone_minutes = models.PositiveSmallIntegerField(
        _("longest window of one officer alone, minutes"), default=120
    )
    window_most_minutes = models.PositiveSmallIntegerField(
        _("longest window, minutes"), default=HARD_WINDOW_MINUTES
    )
    radius_metres = models.PositiveSmallIntegerField(_("usual radius, metres"), default=200)
    radius_alone_metres = models.PositiveSmallIntegerField(
        _("largest radius of one officer alone, metres"), default=200
    )
    area_most_square_metres = models.PositiveIntegerField(
        _("largest area, square metres"), default=HARD_AREA_SQUARE_METRES
    )
    link_days = models.PositiveSmallIntegerField(_("days a link lives"), default=10)
    reminders_most = models.PositiveSmallIntegerField(_("reminders at most"), default=4)
    requests_per_owner = models.PositiveSmallIntegerField(
        _("requests of one incident to one owner"), default=2
    )
    warn_from_request = models.PositiveSmallIntegerField(
        _("warn from this request of an incident"), default=3
    )
    files_per_link = models.PositiveSmallIntegerField(_("files per link"), default=25)
    file_bytes_most = models.PositiveBigIntegerField(_("bytes per file"), default=2 * GIGABYTE)
    link_bytes_most = models.PositiveBigIntegerField(_("bytes per link"), default=10 * GIGABYTE)
    unneeded_days = models.PositiveSmallIntegerField(
        _("days until an unneeded file is deleted"), default=7
    )

    objects = RequestPolicyManager()

    class Meta:
        verbose_name = _("limits of asking")
        verbose_name_plural = _("limits of asking")
        constraints = [
            models.CheckConstraint(
                name="policy_window_stays_within_12_hours",
                condition=Q(
                    window_minutes__gte=1,
                    window_minutes__lte=F("window_alone_minutes"),
                    window_alone_minutes__lte=F("window_most_minutes"),
                    window_most_minutes__lte=HARD_WINDOW_MINUTES,
                ),
            ),
            models.CheckConstraint(
                name="policy_area_stays_within_1_29_square_kilometres",
                condition=Q(
                    radius_metres__gte=10,
                    radius_metres__lte=F("radius_alone_metres"),
                    radius_alone_metres__lte=HARD_RADIUS_METRES,
                    area_most_square_metres__lte=HARD_AREA_SQUARE_METRES,
                ),
            ),
            models.CheckConstraint(
                name="policy_link_lives_1_to_28_days",
                condition=Q(link_days__range=(1, HARD_LINK_DAYS)),
            ),
            models.CheckConstraint(
                name="policy_reminds_four_times_at_most",
                condition=Q(reminders_most__lte=HARD_REMINDERS),
            ),
            models.CheckConstraint(
                name="policy_asks_one_owner_three_times_at_most",
                condition=Q(requests_per_owner__range=(1, HARD_REQUESTS_PER_OWNER)),
            ),
            # Our choice; the defaults are far below.
            models.CheckConstraint(
                name="policy_upload_stays_within_60_and_200_gigabytes",
                condition=Q(
                    files_per_link__range=(1, 200),
                    file_bytes_most__range=(1, 60 * GIGABYTE),
                    link_bytes_most__range=(1, 200 * GIGABYTE),
                ),
            ),
            # Our choice; Law 91/2025, article 32: kept only as long as needed.
            models.CheckConstraint(
                name="policy_deletes_unneeded_files_within_30_days",
                condition=Q(unneeded_days__range=(1, 30)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune}"

    @property
    def area_alone_square_metres(self) -> int:
        """The area of the circle that one officer may ask in alone."""
        return math.ceil(math.pi * self.radius_alone_metres**2)

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.window_minutes)

    def needs_second_officer(self, *, area: Polygon, square_metres: int, window: timedelta) -> bool:
        """Longer, larger, or reaching farther than one officer may ask alone."""
        return (
            window > timedelta(minutes=self.window_alone_minutes)
            or square_metres > self.area_alone_square_metres
            or farthest_corner_metres(area) > self.radius_alone_metres + ROUNDING_METRES
        )
