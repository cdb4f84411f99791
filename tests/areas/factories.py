import datetime as dt
from typing import Any

import factory
from django.contrib.gis.geos import Point
from factory.django import DjangoModelFactory

from portal.areas.folding import fold
from portal.areas.models import (
    Commune,
    CommuneName,
    CommuneOutline,
    CommuneProfile,
    Hamlet,
    HamletOutline,
    Province,
)


class ProvinceFactory(DjangoModelFactory[Province]):
    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "22"
    name = "Quảng Ninh"
    kind = Province.Kind.CITY


class ProfileFactory(DjangoModelFactory[CommuneProfile]):
    class Meta:
        model = CommuneProfile

    abbreviation = factory.Sequence(lambda n: f"MC{n + 1}")
    police_name = factory.LazyAttribute(lambda profile: f"Công an {profile.commune}")
    police_phone = "0203 300 0113"
    households = 1595
    people = 5596


class CommuneFactory(DjangoModelFactory[Commune]):
    """A ward; with open=True it uses the portal, with `boundary` its outline is known."""

    class Meta:
        model = Commune
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"{90001 + n}")
    name = factory.Sequence(lambda n: f"Móng Cái {n + 1}")
    kind = Commune.Kind.WARD
    province = factory.SubFactory(ProvinceFactory)
    centre = factory.LazyFunction(lambda: Point(107.9697, 21.5281, srid=4326))

    @factory.post_generation
    def named(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        CommuneName.objects.create(
            commune=self,
            name=str(self),
            key=fold(str(self)),
            bare=fold(self.name),
            line=fold(str(self)),
            kind=CommuneName.Kind.OWN,
        )

    @factory.post_generation
    def boundary(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted:
            CommuneOutline.objects.create(commune=self, boundary=extracted)

    @factory.post_generation
    def open(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if extracted:
            ProfileFactory(commune=self, **kwargs)


class HamletFactory(DjangoModelFactory[Hamlet]):
    class Meta:
        model = Hamlet
        skip_postgeneration_save = True

    commune = factory.SubFactory(CommuneFactory, open=True)
    kind = Hamlet.Kind.KHU
    name = factory.Sequence(lambda n: f"Hòa Lạc {n + 1}")
    households = 120
    people = 430
    valid_from = dt.date(2025, 7, 1)

    @factory.post_generation
    def boundary(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted:
            HamletOutline.objects.create(hamlet=self, boundary=extracted)
