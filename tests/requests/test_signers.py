"""Whoever is named as the signer and holds an appointment is told, and can say: not mine."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import Notice
from portal.people.models import Appointment, Role
from requests.asking.actions import footage_requests, reviews
from requests.asking.actions.footage_requests import Written
from requests.asking.models import Ask, FootageRequest
from requests.asking.signers import signer_of
from tests.conftest import SignIn
from tests.people.factories import AppointmentFactory, UserFactory
from tests.requests.factories import (
    PDF,
    AskableSiteFactory,
    FootageRequestFactory,
    beyond_the_limits,
)

pytestmark = pytest.mark.django_db
Status = FootageRequest.Status


@pytest.fixture
def chief(appointment: Appointment) -> Appointment:
    made: Appointment = AppointmentFactory(
        role=Role.CHIEF, commune=appointment.commune, person__full_name="Phạm Văn Khải"
    )
    return made


def signed(appointment: Appointment, **more: Any) -> FootageRequest:
    """Complete, in the chief's name."""
    sites = [AskableSiteFactory(commune=appointment.commune)]
    facts = {"signer_name": "Phạm Văn Khải", "signer_rank": "Thượng tá", **more}
    made: FootageRequest = FootageRequestFactory(appointment=appointment, chosen=sites, **facts)
    return made


def verbs(footage_request: FootageRequest) -> list[str]:
    return list(Entry.objects.of(footage_request.stream).values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("rank", "name"),
    [
        ("Thượng tá", "Phạm Văn Khải"),
        ("Thượng tá", "PHẠM VĂN KHẢI"),
        ("", "Pham Van Khai"),
        ("", "Phạm Khải"),
        ("Trưởng Công an phường", "Thượng tá Phạm Văn Khải"),
        ("Trưởng Công an xã", "một người khác"),
        ("TRƯỞNG CÔNG AN", "(đã ký)"),
    ],
)
def test_the_chief_is_known_as_the_signer(
    appointment: Appointment, chief: Appointment, rank: str, name: str
) -> None:
    draft = FootageRequestFactory(appointment=appointment, signer_rank=rank, signer_name=name)

    assert signer_of(draft) == chief.person


@pytest.mark.parametrize(
    ("rank", "name"),
    [
        ("Thượng tá", "Phạm Văn Khánh"),
        ("Thượng tá", "Nguyễn Thị Khải"),
        ("Phó Trưởng Công an xã", "Trần Văn Phó"),
        ("Thượng tá", "Văn"),
        ("", "-"),
    ],
)
def test_somebody_else_s_name_is_nobody_s_here(
    appointment: Appointment, chief: Appointment, rank: str, name: str
) -> None:
    draft = FootageRequestFactory(appointment=appointment, signer_rank=rank, signer_name=name)

    assert signer_of(draft) is None


def test_an_officer_who_signs_herself_and_a_namesake_elsewhere_are_not_told(
    appointment: Appointment,
) -> None:
    AppointmentFactory(role=Role.CHIEF, person__full_name="Phạm Văn Mẫu")
    own = FootageRequestFactory(appointment=appointment, signer_name=appointment.person.full_name)
    other = FootageRequestFactory(appointment=appointment)

    assert (signer_of(own), signer_of(other)) == (None, None)


def test_the_signer_is_told_when_it_is_sent_and_can_say_that_it_is_not_hers(
    sign_in: SignIn, appointment: Appointment, chief: Appointment
) -> None:
    colleague = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person
    sent = footage_requests.submit(signed(appointment), actor=appointment.person)
    owner = sent.asks.get().site.owner
    told = Notice.objects.get(kind="footage_signed")
    assert (told.recipient, told.url) == (
        chief.person,
        reverse("footage:detail", args=[sent.public_id]),
    )
    browser, address = sign_in(chief.person), reverse("footage:disown", args=[sent.public_id])
    assert address in browser.get(told.url).text
    assert address not in sign_in(colleague).get(told.url).text

    assert "không ký văn bản này?" in browser.post(address).text  # asked once before
    for _ in range(2):
        browser.post(address, {"sure": "yes"})

    sent.refresh_from_db()
    assert sent.status == Status.RECALLED
    assert sent.disowned_at
    assert Ask.objects.answerable().count() == 0
    assert Notice.objects.filter(kind="footage_recalled", recipient=owner).count() == 1
    heard = Notice.objects.filter(kind="footage_disowned").values_list("recipient", flat=True)
    assert sorted(heard) == sorted([appointment.person.pk, colleague.pk])
    assert verbs(sent) == ["signer_told", "sent", "disowned", "recalled"]


def test_what_waits_for_a_second_officer_goes_back_and_is_not_sent_with_the_same_scan(
    appointment: Appointment, chief: Appointment
) -> None:
    draft = beyond_the_limits(appointment, signer_name="Phạm Văn Khải")
    waiting = footage_requests.submit(draft, actor=appointment.person)

    back = footage_requests.disown(waiting, actor=chief.person)

    assert (back.status, back.reviewer) == (Status.REFUSED, chief.person)
    with pytest.raises(RuleViolation):
        reviews.approve(back, actor=chief.person)
    with pytest.raises(RuleViolation, match="bản chụp mới"):
        footage_requests.submit(back, actor=appointment.person)
    scan = ContentFile(PDF, name="signed.pdf")
    footage_requests.write(back, Written(document_scan=scan), actor=appointment.person)
    again = footage_requests.submit(back, actor=appointment.person)
    assert (again.status, again.disowned_at) == (Status.SUBMITTED, None)
    assert not Ask.objects.exists()


@pytest.mark.parametrize("who", ["officer", "colleague", "stranger", "former chief"])
def test_nobody_else_says_it(appointment: Appointment, chief: Appointment, who: str) -> None:
    sent = footage_requests.submit(signed(appointment), actor=appointment.person)
    before = verbs(sent)
    if who == "former chief":
        Appointment.objects.filter(pk=chief.pk).update(ended_at=timezone.now())
    person = {
        "officer": appointment.person,
        "colleague": AppointmentFactory(role=Role.DUTY, commune=appointment.commune).person,
        "stranger": UserFactory(),
        "former chief": chief.person,
    }[who]

    with pytest.raises(RuleViolation):
        footage_requests.disown(sent, actor=person)

    sent.refresh_from_db()
    assert (sent.status, sent.disowned_at, verbs(sent)) == (Status.SENT, None, before)


def test_what_is_closed_stays_closed_and_is_marked(
    appointment: Appointment, chief: Appointment
) -> None:
    sent = footage_requests.submit(signed(appointment), actor=appointment.person)
    closed = footage_requests.close(sent, actor=appointment.person)

    marked = footage_requests.disown(closed, actor=chief.person)

    assert (marked.status, bool(marked.disowned_at)) == (Status.CLOSED, True)


def test_the_database_holds_that_a_signer_told_is_someone_else(appointment: Appointment) -> None:
    with pytest.raises(IntegrityError, match="signer_told_is_someone_else"):
        FootageRequestFactory(appointment=appointment, signer=appointment.person)
