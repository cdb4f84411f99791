"""Communes, wards and special zones, and how one is found by a name or a place."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import GeoFunc
from django.contrib.gis.geos import Point
from django.core.validators import RegexValidator
from django.db.models import (
    Case,
    F,
    Min,
    Q,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Least
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from portal.areas.folding import (
    ANY_KIND,
    HOUSE,
    VIETNAMESE,
    fold,
    in_a_line,
    spelt_out,
    without_kind,
)
from portal.areas.models.commune_names import CommuneName
from portal.areas.models.provinces import Province

SHORTEST_PART = 3  # letters


# More than there will ever be names. PostgreSQL takes a number by the type it is given.
NAME_IDS = Value(10**12, output_field=models.BigIntegerField())


TODAYS_COMMUNES_SINCE = dt.date(2025, 7, 1)


class Metres(GeoFunc):
    """Great-circle distance between two points in WGS 84."""

    function = "ST_DistanceSphere"
    arity = 2
    geom_param_pos = (0, 1)
    output_field = models.FloatField()


def metres_to(field: str, point: Point) -> Metres:
    """The way from the point in `field` to `point`."""
    return Metres(field, point)


class CommuneQuerySet(models.QuerySet["Commune"]):
    def current(self, on: dt.date | None = None) -> CommuneQuerySet:
        on = on or localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def open(self) -> CommuneQuerySet:
        """Communes which use the portal."""
        return self.filter(profile__isnull=False)

    def containing(self, point: Point) -> CommuneQuerySet:
        """Only communes whose boundary is known can contain anything."""
        return self.current().filter(outline__boundary__covers=point)

    def with_metres_to(self, point: Point) -> CommuneQuerySet:
        """Each with `metres` from the point to its centre, or to an island of it that is nearer."""
        metres = Least(metres_to("centre", point), metres_to("islands", point))
        return self.annotate(metres=metres)

    def nearest_to(self, point: Point) -> CommuneQuerySet:
        """Those of today, nearest first."""
        measured: Any = self.current().with_metres_to(point)
        return cast("CommuneQuerySet", measured.order_by("metres", "code"))

    def search(self, text: str) -> CommuneQuerySet:
        """Best first by any name a commune has or had, each with `found_as`, that name's id.

        Accents, kinds of unit and commas need not be typed, and kinds may be shortened as in
        old addresses; what follows a comma narrows by the former district or the province.
        Communes which use the portal come before others that fit as well.
        """
        folded = [spelt_out(fold(part)) for part in text.split(",")]
        name, *areas = _without_house([part for part in folded if part] or [""])
        if not name:
            return self.none()
        # One filter for all parts, so that they hold of the same name.
        matching = self.current().filter(
            _held(name), *(Q(names__line__regex=in_a_line(area)) for area in areas)
        )
        # The lowest of all names' ranks; the name's own id rides along in the lower digits.
        rank = Min(closeness_to(name) * NAME_IDS + F("names__pk"))
        return matching.annotate(
            rank=rank,
            closeness=F("rank") / NAME_IDS,
            found_as=F("rank") % NAME_IDS,
            is_open=Case(When(profile__isnull=False, then=True), default=False),
        ).order_by("closeness", "-is_open", "name", "code")


class Commune(models.Model):
    """A commune, ward or special zone by its code in the national list."""

    class Kind(models.TextChoices):
        COMMUNE = "xã", _("commune")
        WARD = "phường", _("ward")
        SPECIAL_ZONE = "đặc khu", _("special zone")

    code = models.CharField(
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^\d{5}$", _("A code is 5 digits."))],
    )
    name = models.CharField(max_length=80, db_collation=VIETNAMESE)
    kind = models.CharField(max_length=20, choices=Kind)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="communes")
    centre = models.PointField(srid=4326)
    # Where people live far from the centre; None where the land is in one piece.
    islands = models.MultiPointField(srid=4326, null=True, blank=True)
    valid_from = models.DateField(default=TODAYS_COMMUNES_SINCE)
    valid_to = models.DateField(null=True, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        constraints = [
            models.CheckConstraint(
                name="commune_code_is_5_digits", condition=Q(code__regex=r"^\d{5}$")
            ),
            models.CheckConstraint(
                name="commune_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def stream(self) -> str:
        """The journal stream of the commune and its hamlets."""
        return f"areas:{self.code}"


def _held(key: str) -> Q:
    """One or two letters stand in nearly every name: with them a name must begin."""
    if len(key) < SHORTEST_PART:
        return Q(names__bare__startswith=key)
    return Q(names__line__regex=in_a_line(key))


def _without_house(parts: list[str]) -> list[str]:
    """The parts of an address from its commune on, if one of them says that it is one."""
    for position, part in enumerate(parts):
        if position and part.startswith(("phuong ", "xa ", "thi tran ", "dac khu ")):
            return parts[position:]
    return [HOUSE.sub("", parts[0]), *parts[1:]]


def closeness_to(key: str) -> CombinedExpression:
    """How near each of a commune's names is to `key`: equal 0, beginning so 10, a word of it 20.

    Within each, a commune's own name comes first, then the whole of a former unit or its
    main heir, then the rest.
    """
    spelt = Case(
        When(Q(names__key=key) | Q(names__bare=key), then=0),
        When(names__bare=without_kind(key), then=5),
        When(Q(names__key__startswith=key) | Q(names__bare__startswith=key), then=10),
        When(names__line__regex=f"^{ANY_KIND}*(?:{in_a_line(key)})", then=15),
        When(names__key__contains=f" {key}", then=20),
        default=30,
        output_field=models.BigIntegerField(),
    )
    standing = Case(
        When(names__kind=CommuneName.Kind.OWN, then=0),
        When(names__is_main=True, then=1),
        default=2,
        output_field=models.BigIntegerField(),
    )
    return spelt + standing
