"""Provinces, communes and hamlets: the land as it is cut today, and what a commune says of itself."""

from __future__ import annotations

import datetime as dt
import uuid


from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext_lazy as _

from portal.areas.clock import today
from portal.areas.folding import fold

TODAYS_COMMUNES_SINCE = dt.date(2025, 7, 1)


def metres_to(field: str, point: Point) -> Func:
    """Great-circle distance; both ends must be points."""
    return Func(
        F(field),
        Value(point),
        function="ST_DistanceSphere",
        output_field=models.FloatField(),
    )


class Province(models.Model):
    class Kind(models.TextChoices):
        PROVINCE = "tỉnh", _("province")
        CITY = "thành phố", _("city")

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["code"]
        verbose_name = _("province")
        verbose_name_plural = _("provinces")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class CommuneQuerySet(models.QuerySet["Commune"]):
    def current(self, on: dt.date | None = None) -> CommuneQuerySet:
        on = on or today()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def open(self) -> CommuneQuerySet:
        """Communes which use the portal."""
        return self.filter(profile__isnull=False)

    def containing(self, point: Point) -> CommuneQuerySet:
        """Only communes whose boundary is known can contain anything."""
        return self.current().filter(boundary__covers=point)

    def nearest_to(self, point: Point) -> CommuneQuerySet:
        """Nearest centre first, each with `metres` to that centre."""
        return self.current().annotate(metres=metres_to("centre", point)).order_by("metres", "code")

    def search(self, text: str) -> CommuneQuerySet:
        """Best first by any name a commune has or had, each with `found_as`, that name's key.

        Accents and kinds of unit need not be typed; what follows a comma narrows by the
        former district or the province. Communes which use the portal come before others
        that fit as well.
        """
        names = CommuneName.objects.matching(text)
        best = names.filter(commune=OuterRef("pk")).order_by("closeness", "pk")
        return (
            self.current()
            .filter(pk__in=names.values("commune"))
            .annotate(
                closeness=Subquery(best.values("closeness")[:1]),
                found_as=Subquery(best.values("pk")[:1]),
                is_open=Exists(CommuneProfile.objects.filter(commune=OuterRef("pk"))),
            )
            .order_by("closeness", "-is_open", "name", "code")
        )


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
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="communes")
    centre = models.PointField(srid=4326)
    boundary = models.MultiPolygonField(srid=4326, null=True, blank=True)
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


class CommuneNameQuerySet(models.QuerySet["CommuneName"]):
    def matching(self, text: str) -> CommuneNameQuerySet:
        """Names that hold `text`, each with its `closeness`: 0 is equal, more is further."""
        name, *places = [fold(part) for part in text.split(",")]
        if not name:
            return self.none()
        found = self.filter(line__contains=name)
        for place in places:
            found = found.filter(line__contains=place)
        return found.annotate(closeness=closeness_to(name))


def closeness_to(key: str) -> CombinedExpression:
    """Equal, then beginning so, then a later word beginning so, then anything.

    Within each, a commune's own name comes first, then the whole of a former unit or its
    main heir, then the rest.
    """
    spelt = Case(
        When(Q(key=key) | Q(bare=key), then=0),
        When(Q(key__startswith=key) | Q(bare__startswith=key), then=10),
        When(key__contains=f" {key}", then=20),
        default=30,
        output_field=models.IntegerField(),
    )
    standing = Case(
        When(kind=CommuneName.Kind.OWN, then=0),
        When(is_main=True, then=1),
        default=2,
        output_field=models.IntegerField(),
    )
    return spelt + standing


class CommuneName(models.Model):
    """A name by which people look for a commune: its own, or that of a unit it came from.

    `key`, `bare` and `line` are folded: with the kind of unit, without it, and with the place.
    """

    class Kind(models.TextChoices):
        OWN = "own", _("own name")
        FORMER = "former", _("former unit")
        ALIAS = "alias", _("name in use")

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=160, blank=True)
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

    objects = CommuneNameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "name", "place"], name="commune_name_once_per_commune_and_place"
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
    opened_on = models.DateField(_("open since"), default=today)

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
    label = models.CharField(_("what for"), max_length=80)
    phone = models.CharField(_("telephone"), max_length=20)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.phone}"


class HamletQuerySet(models.QuerySet["Hamlet"]):
    def current(self, on: dt.date | None = None) -> HamletQuerySet:
        on = on or today()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def containing(self, point: Point) -> HamletQuerySet:
        return self.current().filter(boundary__covers=point)


class Hamlet(models.Model):
    """The smallest self-governing part of a commune; merged, split and renamed over time."""

    class Kind(models.TextChoices):
        THON = "thôn", _("thôn (village)")
        TO_DAN_PHO = "tổ dân phố", _("tổ dân phố (residential group)")
        KHU_PHO = "khu phố", _("khu phố (street quarter)")
        KHU = "khu", _("khu (quarter)")
        KHOM = "khóm", _("khóm (quarter)")
        AP = "ấp", _("ấp (hamlet)")
        BAN = "bản", _("bản (mountain village)")
        LANG = "làng", _("làng (village)")
        BUON = "buôn", _("buôn (highland village)")
        XOM = "xóm", _("xóm (hamlet)")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="hamlets")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    former_names = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    centre = models.PointField(srid=4326, null=True, blank=True)
    boundary = models.MultiPolygonField(srid=4326, null=True, blank=True)
    valid_from = models.DateField(default=today)
    valid_to = models.DateField(null=True, blank=True)

    objects = HamletQuerySet.as_manager()

    class Meta:
        ordering = ["commune", "name"]
        verbose_name = _("hamlet")
        verbose_name_plural = _("hamlets")
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "kind", "name"],
                condition=Q(valid_to__isnull=True),
                name="hamlet_name_once_per_commune",
                violation_error_message=_(
                    "The commune already has a hamlet of this kind and name."
                ),
            ),
            models.CheckConstraint(
                name="hamlet_ends_no_earlier_than_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class HamletSuccession(models.Model):
    """What became of a hamlet: `before` ended on that day and `after` took over all or part of it."""

    before = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="hamlet_succession_once"),
            models.CheckConstraint(
                name="hamlet_does_not_succeed_itself", condition=~Q(before=F("after"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class MapFeature(models.Model):
    """Ground drawn on the commune's map, for maps that have no base tiles."""

    class Kind(models.TextChoices):
        ROAD = "road", _("road")
        HOUSE = "house", _("house")
        WATER = "water", _("water")
        PARK = "park", _("park")
        LABEL = "label", _("label")

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="map_features")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    shape = models.GeometryField(srid=4326)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())
