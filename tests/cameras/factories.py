from collections.abc import Iterable
from typing import Any

import factory
from django.contrib.gis.geos import Point
from django.utils import timezone
from factory.django import DjangoModelFactory

from cameras.register import site_numbers
from cameras.register.models import (
    Camera,
    Consent,
    ConsentText,
    Purpose,
    ShownText,
    Site,
    SiteQuerySet,
    Street,
    Vouching,
)
from portal.documents.published_texts import digest
from portal.people.models import Role
from tests.areas.factories import CommuneFactory
from tests.people.factories import UserFactory


class ConsentTextFactory(DjangoModelFactory[ConsentText]):
    class Meta:
        model = ConsentText
        django_get_or_create = ("purpose", "version", "language")

    purpose = Purpose.REGISTER
    version = 1
    language = "vi"
    question = "Ghi camera vào sổ"
    hint = "Cần có để đăng ký."
    body = "Tôi đồng ý."
    sha256 = digest("Ghi camera vào sổ")
    published_on = "2026-11-01"


class SiteFactory(DjangoModelFactory[Site]):
    """A household's site without cameras. `consents={"P1", "P2", "P3"}` says yes to these."""

    class Meta:
        model = Site
        skip_postgeneration_save = True

    commune = factory.SubFactory(CommuneFactory, open=True)
    owner = factory.SubFactory(UserFactory)
    sequence = factory.Sequence(lambda n: site_numbers.next_after("TST", n * 2)[0])
    number = factory.LazyAttribute(lambda site: f"TST{site.commune.code}-{site.sequence:04d}-X")
    point = factory.LazyFunction(lambda: Point(107.969, 21.527, srid=4326))
    kind = Site.Kind.HOUSEHOLD
    employees_told_at = factory.LazyAttribute(
        lambda site: None if site.kind in {"household", "public"} else timezone.now()
    )

    @factory.post_generation
    def consents(self, create: bool, extracted: Iterable[str] | None, **kwargs: Any) -> None:
        for purpose in sorted(extracted or ()):
            ConsentFactory(site=self, purpose=purpose)


class CameraFactory(DjangoModelFactory[Camera]):
    """Looks north, 90 degrees wide, 20 m far, keeps 7 days."""

    class Meta:
        model = Camera

    site = factory.SubFactory(SiteFactory)
    ordinal = factory.LazyAttribute(lambda camera: camera.site.cameras.count() + 1)
    label = "cổng trước"
    bearing = 0
    retention_days = 7
    view = factory.LazyAttribute(
        lambda camera: Camera(
            bearing=camera.bearing,
            angle=getattr(camera, "angle", 90),
            range_metres=getattr(camera, "range_metres", 20),
        ).seen_from(camera.site.point)
    )


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    site = factory.SubFactory(SiteFactory)
    purpose = Purpose.REQUESTS
    granted = True
    text = factory.LazyAttribute(lambda consent: ConsentTextFactory(purpose=consent.purpose))
    shown = factory.LazyAttribute(
        lambda consent: _shown(
            consent.text.wording(consent.site.commune, consent.site.commune.kind)
        )
    )
    person = factory.LazyAttribute(lambda consent: consent.site.owner or UserFactory())


def seeing(point: Point) -> SiteQuerySet:
    """Sites with a camera in use whose view covers the point."""
    return Site.objects.filter(cameras__in=Camera.objects.watching().filter(view__covers=point))


def _shown(text: str) -> ShownText:
    return ShownText.objects.get_or_create(sha256=digest(text), text=text)[0]


class VouchingFactory(DjangoModelFactory[Vouching]):
    """The leader vouched for the site. `asked=True`: a question that waits for its answer."""

    class Meta:
        model = Vouching

    class Params:
        asked = factory.Trait(word=Vouching.Word.ASKED, question="Nhà nào?")

    site = factory.SubFactory(SiteFactory)
    word = Vouching.Word.VOUCHED
    by = factory.SubFactory(UserFactory)
    role = Role.HAMLET_LEADER


class StreetFactory(DjangoModelFactory[Street]):
    class Meta:
        model = Street

    commune = factory.SubFactory(CommuneFactory, open=True)
    name = "Nguyễn Du"
    key = "nguyen du"
    point = factory.LazyFunction(lambda: Point(107.969, 21.527, srid=4326))
