import hashlib
from datetime import date, timedelta
from typing import Any

import factory
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from cameras.register import geometry
from portal.people.models import Appointment, Role
from requests.asking.actions.searches import ranked
from requests.asking.hits import as_kept
from requests.asking.links import hash_of, token_of
from requests.asking.models import Ask, FootageRequest, Incident, Search, SearchPurpose
from requests.asking.models.footage_requests import LegalRoute
from requests.asking.models.incidents import Category
from requests.asking.models.searches import IN_CHARGE
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.people.factories import AppointmentFactory

PLACE = Point(107.969, 21.527, srid=4326)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def an_hour_yesterday() -> Any:
    return timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)


class IncidentFactory(DjangoModelFactory[Incident]):
    class Meta:
        model = Incident

    commune = factory.SubFactory("tests.areas.factories.CommuneFactory", open=True)
    case_number = factory.Sequence(lambda n: f"VV 2026/{n + 1}")
    category = Category.TRAFFIC_ACCIDENT
    location_text = "ngã tư Hữu Nghị – Nguyễn Du"
    point = PLACE
    opened_by = factory.SubFactory("tests.people.factories.UserFactory")


class SearchFactory(DjangoModelFactory[Search]):
    class Meta:
        model = Search
        skip_postgeneration_save = True

    appointment = factory.SubFactory(AppointmentFactory, role=Role.OFFICER)
    officer = factory.SelfAttribute("appointment.person")
    commune = factory.SelfAttribute("appointment.commune")
    case_number = "VV 2026/118"
    category = Category.TRAFFIC_ACCIDENT
    purpose = SearchPurpose.VEHICLE
    location_text = "ngã tư Hữu Nghị – Nguyễn Du"
    point = PLACE
    area = factory.LazyFunction(lambda: geometry.circle(PLACE, 200))
    radius_metres = 200
    square_metres = 125_664
    since = factory.LazyFunction(an_hour_yesterday)
    until = factory.LazyAttribute(lambda search: search.since + timedelta(hours=1))

    @factory.post_generation
    def hits(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """As if made just now: whoever could have seen it by the register as it is."""
        self.hits = as_kept(ranked(self)) if extracted is None else extracted
        self.save(update_fields=["hits"])


class FootageRequestFactory(DjangoModelFactory[FootageRequest]):
    """A complete draft for one hour within 200 m; `status="sent"` is as if sent an hour ago."""

    class Meta:
        model = FootageRequest
        skip_postgeneration_save = True

    class Params:
        """What its search says."""

        appointment = factory.SubFactory(AppointmentFactory, role=Role.OFFICER)
        purpose = SearchPurpose.VEHICLE
        area = factory.LazyFunction(lambda: geometry.circle(PLACE, 200))
        radius_metres = 200
        square_metres = 125_664
        since = factory.LazyFunction(an_hour_yesterday)
        until = factory.LazyAttribute(lambda wanted: wanted.since + timedelta(hours=1))

    officer = factory.SelfAttribute("appointment.person")
    commune = factory.SelfAttribute("appointment.commune")
    incident = factory.SubFactory(
        IncidentFactory,
        commune=factory.SelfAttribute("..commune"),
        opened_by=factory.SelfAttribute("..officer"),
    )
    search = factory.SubFactory(
        SearchFactory,
        case_number=factory.SelfAttribute("..incident.case_number"),
        category=factory.SelfAttribute("..incident.category"),
        location_text=factory.SelfAttribute("..incident.location_text"),
        point=factory.SelfAttribute("..incident.point"),
        **{
            name: factory.SelfAttribute(f"..{name}")
            for name in (
                "appointment",
                "purpose",
                "area",
                "radius_metres",
                "square_metres",
                "since",
                "until",
            )
        },
    )
    legal_route = LegalRoute.VOLUNTARY
    document_number = factory.Sequence(lambda n: f"{n + 1}/YC-CAP")
    document_date = factory.LazyFunction(lambda: date(2026, 11, 20))
    signer_rank = "Thượng tá"
    signer_name = "Phạm Văn Mẫu"
    document_scan = factory.LazyFunction(lambda: ContentFile(PDF, name="document.pdf"))
    document_scan_sha256 = factory.LazyAttribute(
        lambda made: hashlib.sha256(PDF).hexdigest() if made.document_scan else ""
    )
    title = "Xe máy va chạm rồi bỏ đi"
    looking_for = "Xe máy màu đỏ, chạy về phía cầu."
    check_code = "7319"
    sent_at = factory.LazyAttribute(
        lambda wanted: (
            timezone.now() - timedelta(hours=1) if wanted.status in FootageRequest.LEFT else None
        )
    )
    ended_at = factory.LazyAttribute(
        lambda wanted: (
            timezone.now() if wanted.status in {"recalled", "closed", "dropped"} else None
        )
    )
    status = FootageRequest.Status.DRAFT

    @factory.post_generation
    def chosen(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted:
            self.chosen.set(extracted)


class AskableSiteFactory(SiteFactory):
    """A household's site with one camera, that said yes to being seen and asked."""

    point = PLACE

    @factory.post_generation
    def consents(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        from tests.cameras.factories import ConsentFactory

        for purpose in sorted(extracted or ("P1", "P2", "P3", "P8")):
            ConsentFactory(site=self, purpose=purpose)

    @factory.post_generation
    def camera(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        CameraFactory(site=self, **kwargs)


class AskFactory(DjangoModelFactory[Ask]):
    """Sent an hour ago and waiting; `answer="approved"` also tells police, as it should."""

    class Meta:
        model = Ask
        skip_postgeneration_save = True

    footage_request = factory.SubFactory(FootageRequestFactory, status=FootageRequest.Status.SENT)
    site = factory.SubFactory(
        AskableSiteFactory, commune=factory.SelfAttribute("..footage_request.commune")
    )
    rank = 1
    sent_at = factory.LazyAttribute(lambda ask: ask.footage_request.sent_at)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=5))
    link_closes_at = factory.LazyAttribute(lambda ask: ask.expires_at)
    overwritten_at = factory.LazyAttribute(lambda ask: ask.expires_at)
    link_token_hash = factory.LazyAttribute(lambda ask: f"{ask.site.number:-<64}"[:64])
    answer = Ask.Answer.WAITING
    gone_reason = factory.LazyAttribute(
        lambda ask: Ask.GoneReason.OVERWRITTEN if ask.answer == "gone" else ""
    )
    answered_at = factory.LazyAttribute(
        lambda ask: None if ask.answer == "waiting" else timezone.now()
    )
    answered_by = factory.LazyAttribute(
        lambda ask: None if ask.answer == "waiting" else ask.site.owner
    )
    told = factory.LazyAttribute(
        lambda ask: ask.answer if ask.answer != "declined" else Ask.Answer.WAITING
    )
    told_gone_reason = factory.LazyAttribute(lambda ask: ask.gone_reason)
    told_at = factory.LazyAttribute(lambda ask: None if ask.told == "waiting" else ask.answered_at)

    @factory.post_generation
    def linked(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.link_token_hash = hash_of(token_of(self))
            self.save(update_fields=["link_token_hash"])
            self.cameras.set(self.site.cameras.all())


def empty_draft(appointment: Appointment, **more: Any) -> FootageRequest:
    sites = [AskableSiteFactory(commune=appointment.commune)]
    return FootageRequestFactory(
        appointment=appointment,
        chosen=sites,
        legal_route="",
        document_number="",
        document_date=None,
        signer_name="",
        title="",
        looking_for="",
        document_scan="",
        **more,
    )


def beyond_the_limits(appointment: Appointment, **more: Any) -> FootageRequest:
    """In a commune where somebody could approve it."""
    here = Appointment.objects.of_role(*IN_CHARGE).filter(commune=appointment.commune)
    if not here.exclude(pk=appointment.pk).exists():
        AppointmentFactory(role=Role.CHIEF, commune=appointment.commune)
    sites = [AskableSiteFactory(commune=appointment.commune)]
    return FootageRequestFactory(
        appointment=appointment, chosen=sites, radius_metres=300, square_metres=282_743, **more
    )
