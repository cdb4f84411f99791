"""Provinces and communes, every name they have, and what a commune says of itself."""

from __future__ import annotations

import datetime as dt

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import GeoFunc
from django.contrib.gis.geos import Point
from django.contrib.postgres.indexes import GinIndex
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
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from portal.areas.folding import VIETNAMESE, fold
from portal.personal_data import OFFICE, WITH_JOURNAL, Personal

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


class Province(models.Model):
    class Kind(models.TextChoices):
        PROVINCE = "tỉnh", _("province")
        CITY = "thành phố", _("city")

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=80, db_collation=VIETNAMESE)
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["code"]
        verbose_name = _("province")
        verbose_name_plural = _("provinces")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


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

    def nearest_to(self, point: Point) -> CommuneQuerySet:
        """Nearest centre first, each with `metres` to that centre."""
        return self.current().annotate(metres=metres_to("centre", point)).order_by("metres", "code")

    def search(self, text: str) -> CommuneQuerySet:
        """Best first by any name a commune has or had, each with `found_as`, that name's id.

        Accents and kinds of unit need not be typed; what follows a comma narrows by the
        former district or the province. Communes which use the portal come before others
        that fit as well.
        """
        name, *areas = [fold(part) for part in text.split(",")]
        if not name:
            return self.none()
        # One filter for all parts, so that they hold of the same name.
        matching = self.current().filter(
            _held(name), *(Q(names__line__contains=area) for area in areas)
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
    return Q(names__line__contains=key)


def closeness_to(key: str) -> CombinedExpression:
    """How near each of a commune's names is to `key`: equal 0, beginning so 10, a word of it 20.

    Within each, a commune's own name comes first, then the whole of a former unit or its
    main heir, then the rest.
    """
    spelt = Case(
        When(Q(names__key=key) | Q(names__bare=key), then=0),
        When(Q(names__key__startswith=key) | Q(names__bare__startswith=key), then=10),
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


class CommuneName(models.Model):
    """A name by which people look for a commune: its own, or that of a unit it came from.

    `key`, `bare` and `line` are folded: with the kind of unit, without it, and with the unit it
    lay `within`.
    """

    class Kind(models.TextChoices):
        OWN = "own", _("own name")
        FORMER = "former", _("former unit")
        ALIAS = "alias", _("name in use")

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    within = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    is_whole = models.BooleanField(
        default=True, help_text=_("All of the former unit lies in this commune.")
    )
    is_main = models.BooleanField(
        default=True, help_text=_("Of several communes, the one most of the former unit went to.")
    )
    key = models.CharField(max_length=120)
    bare = models.CharField(max_length=120)
    line = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "name", "within"], name="commune_name_once_per_commune_and_unit"
            )
        ]
        indexes = [
            GinIndex(fields=["line"], name="commune_name_line_trigrams", opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return self.name


class CommuneProfile(models.Model):
    """What a commune that uses the portal says of itself."""

    commune = models.OneToOneField(Commune, on_delete=models.PROTECT, related_name="profile")
    abbreviation = models.CharField(
        _("abbreviation"),
        max_length=12,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z0-9]+$", _("Use capital letters A to Z and digits only."))
        ],
        help_text=_("Begins the number of every registered place, like MC1-0482-K."),
    )
    police_name = models.CharField(_("name of the police station"), max_length=120, blank=True)
    police_phone = models.CharField(_("telephone of the police"), max_length=20, blank=True)
    committee_phone = models.CharField(
        _("telephone of the People's Committee"), max_length=20, blank=True
    )
    data_officer_name = models.CharField(_("data protection officer"), max_length=120, blank=True)
    data_officer_phone = models.CharField(_("the officer's telephone"), max_length=20, blank=True)
    data_officer_email = models.EmailField(_("the officer's e-mail"), blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    opened_on = models.DateField(_("open since"), default=localdate)

    personal = {
        "data_officer_name": Personal("whom to ask about one's data", OFFICE, WITH_JOURNAL),
        "data_officer_phone": Personal("whom to ask about one's data", OFFICE, WITH_JOURNAL),
        "data_officer_email": Personal("whom to ask about one's data", OFFICE, WITH_JOURNAL),
    }
    impersonal = (
        "commune abbreviation police_name police_phone committee_phone households people opened_on"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commune_abbreviation_is_letters_and_digits",
                condition=Q(abbreviation__regex=r"^[A-Z0-9]+$"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.abbreviation} {self.commune}"


class Hotline(models.Model):
    """A number that the commune's public page shows."""

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="hotlines")
    label = models.CharField(_("name of the line"), max_length=80)
    phone = models.CharField(_("telephone"), max_length=20)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.phone}"
