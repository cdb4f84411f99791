"""A delivery record names who received that day, and the organisation that gave."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cameras.register.models import Site
from portal.documents import pdf
from portal.people.models import Appointment, Role
from requests.asking.models import FootageRequest
from requests.evidence.actions.delivery_records import deliver
from requests.evidence.models import DeliveryRecord
from tests.cameras.factories import SiteFactory
from tests.conftest import SignIn
from tests.people.factories import AppointmentFactory, MembershipFactory
from tests.requests.factories import AskFactory
from tests.requests.footage_factories import received

pytestmark = pytest.mark.django_db


def delivered(appointment: Appointment, **ask: Any) -> DeliveryRecord:
    made = AskFactory(answer="approved", footage_request__appointment=appointment, **ask)
    received(b"film", ask=made)
    return deliver(made, actor=made.site.answerers.first())


def paper_of(record: DeliveryRecord, client: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(pdf, "render", lambda *page: render_to_string(*page).encode())
    address = reverse("footage:delivery_record_pdf", args=[record.ask.public_id])
    return " ".join(client.get(address).text.split())


def test_the_officer_receives_while_appointed(appointment: Appointment) -> None:
    AppointmentFactory(role=Role.CHIEF, commune=appointment.commune)

    assert delivered(appointment).received_in == appointment


def test_after_the_officer_has_gone_the_chief_receives_and_is_named(
    appointment: Appointment, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune)
    chief = AppointmentFactory(
        role=Role.CHIEF, commune=appointment.commune, rank="Thượng tá",
        person__full_name="Phạm Văn Khải",
    )  # fmt: skip
    AppointmentFactory(role=Role.DUTY, commune=appointment.commune)
    Appointment.objects.filter(pk=appointment.pk).update(ended_at=timezone.now())

    record = delivered(appointment)

    assert record.received_in == chief
    client = sign_in(record.ask.site.owner)
    words = paper_of(record, client, monkeypatch)
    assert "Bên nhận:</b> Thượng tá Phạm Văn Khải, Công an" in words
    assert appointment.person.full_name not in words
    assert other.person.full_name not in words
    page = client.get(reverse("footage:delivery_record", args=[record.ask.public_id])).text
    assert "Thượng tá Phạm Văn Khải" in page


def test_who_received_that_day_stays_on_the_record_when_she_leaves_later(
    appointment: Appointment, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = delivered(appointment)
    AppointmentFactory(role=Role.CHIEF, commune=appointment.commune)
    Appointment.objects.filter(pk=appointment.pk).update(ended_at=timezone.now())

    words = paper_of(record, sign_in(record.ask.site.owner), monkeypatch)

    assert words.count(appointment.person.full_name) == 2  # in the text, and under it


@pytest.mark.parametrize("left", ["nobody", "the desk alone"])
def test_where_nobody_is_in_charge_the_unit_alone_is_named(
    appointment: Appointment, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(pk=appointment.pk).update(since=yesterday, until=yesterday)
    if left == "the desk alone":
        AppointmentFactory(role=Role.DUTY, commune=appointment.commune)

    record = delivered(appointment)

    assert record.received_in is None
    words = paper_of(record, sign_in(record.ask.site.owner), monkeypatch)
    assert f"Bên nhận:</b> Công an {appointment.commune}" in words


def test_an_organisation_gives_and_is_named_with_who_pressed(
    appointment: Appointment, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    membership = MembershipFactory(organisation__name="Trường Tiểu học Hòa Lạc")
    kind = {"kind": Site.Kind.BUSINESS, "owner": None, "organisation": membership.organisation}
    site = SiteFactory(commune=appointment.commune, **kind)

    record = delivered(appointment, site=site, answered_by=membership.person)

    assert record.organisation == membership.organisation
    client = sign_in(membership.person)
    name = membership.person.full_name
    assert f"Trường Tiểu học Hòa Lạc, người giao là {name}" in paper_of(record, client, monkeypatch)
    page = client.get(reverse("footage:delivery_record", args=[record.ask.public_id])).text
    assert "Trường Tiểu học Hòa Lạc" in page


def test_a_household_gives_in_its_own_name(appointment: Appointment) -> None:
    assert delivered(appointment).organisation is None


def test_the_paper_is_minutes_and_names_the_office_of_the_signer(
    appointment: Appointment, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune, since=date(2026, 1, 1))
    record = delivered(appointment)
    FootageRequest.objects.filter(pk=record.ask.footage_request_id).update(
        signer=chief.person, signer_rank="Thượng tá", signer_name="Phạm Văn Khải"
    )

    words = paper_of(record, sign_in(record.ask.site.owner), monkeypatch)

    day = timezone.localtime(record.issued_at)
    assert f"tháng {day:%m} năm {day.year}" in words or f"tháng {day.month} năm" in words
    assert "chúng tôi gồm:" in words
    assert f"do Thượng tá Phạm Văn Khải, {chief}, ký." in words
    assert "tính xác thực, toàn vẹn" in words
    assert "giữ bí mật; chỉ cán bộ xử lý vụ việc được biết" in words
    assert record.number.startswith("BB-")
