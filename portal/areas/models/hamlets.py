"""Hamlets: what a commune itself divides into, and what became of each."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from unicodedata import normalize

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.db.models import Expression, F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from portal.areas.folding import VIETNAMESE, same_name
from portal.areas.models.communes import Commune


class HamletQuerySet(models.QuerySet["Hamlet"]):
    def current(self, on: dt.date | Expression | None = None) -> HamletQuerySet:
        on = on or localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def containing(self, point: Point) -> HamletQuerySet:
        return self.current().filter(outline__boundary__covers=point)


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
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="hamlets")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=80, db_collation=VIETNAMESE)
    former_names = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    centre = models.PointField(srid=4326, null=True, blank=True)
    valid_from = models.DateField(default=localdate)
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

    @property
    def same(self) -> str:
        return same_hamlet(self.kind, self.name)


KIND_INSIDE = re.compile(
    r"^\s*(?:(?P<kind>" + "|".join(sorted(Hamlet.Kind.values, key=len, reverse=True)) + r")\s"
    r"|(?P<short>tdp|kp)\W*(?=\w))\s*(?=\S)",
    re.IGNORECASE,
)
SHORT_KINDS = {"tdp": Hamlet.Kind.TO_DAN_PHO, "kp": Hamlet.Kind.KHU_PHO}


def name_of_hamlet(kind: str, name: str) -> str:
    """Without the kind, where it was written into the name as well: "Khu phố 5" -> "5"."""
    inside = KIND_INSIDE.match(normalize("NFC", name))
    if inside and _kind_in(inside) == kind:
        return normalize("NFC", name)[inside.end() :]
    return name


def same_hamlet(kind: str, name: str) -> str:
    """Equal for two hamlets that people take for one; a kind inside the name is its kind."""
    inside = KIND_INSIDE.match(normalize("NFC", name))
    if inside:
        kind, name = _kind_in(inside), normalize("NFC", name)[inside.end() :]
    return f"{kind} {same_name(name)}"


def _kind_in(inside: re.Match[str]) -> str:
    if inside["short"]:
        return SHORT_KINDS[inside["short"].casefold()]
    return inside["kind"].casefold()


class HamletSuccession(models.Model):
    """`before` ended on that day, and `after` took over all or part of it."""

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
