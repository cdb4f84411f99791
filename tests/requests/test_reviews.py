"""Beyond the limits of one officer, another one approves or refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.errors import RuleViolation
from portal.notices.models import Notice
from portal.people.models import Appointment, Role
from requests.asking.actions import footage_requests, reviews
from requests.asking.actions.footage_requests import Written
from requests.asking.models import Ask, FootageRequest
from tests.people.factories import (
    AppointmentFactory,
)
from tests.requests.factories import (
    PLACE,
    AskableSiteFactory,
    FootageRequestFactory,
    an_hour_yesterday,
    beyond_the_limits,
)

pytestmark = pytest.mark.django_db


Status = FootageRequest.Status


def test_beyond_the_limits_nothing_goes_out_before_another_officer_approves(appointment):
    colleague = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person
    draft = beyond_the_limits(appointment)

    submitted = footage_requests.submit(draft, actor=appointment.person)

    assert (submitted.status, submitted.asks.count()) == (Status.SUBMITTED, 0)
    assert Notice.objects.get(kind="footage_review").recipient == colleague

    sent = reviews.approve(submitted, actor=colleague)

    assert (sent.status, sent.reviewer, sent.asks.count()) == (Status.SENT, colleague, 1)


def test_a_window_of_more_than_two_hours_needs_a_second_officer(appointment):
    AppointmentFactory(role=Role.CHIEF, commune=appointment.commune)
    since = an_hour_yesterday()
    draft = FootageRequestFactory(
        appointment=appointment,
        chosen=[AskableSiteFactory(commune=appointment.commune)],
        since=since,
        until=since + timedelta(hours=2, minutes=1),
    )

    assert footage_requests.submit(draft, actor=appointment.person).status == Status.SUBMITTED


def test_where_nobody_could_approve_it_nothing_is_handed_in(appointment):
    draft = beyond_the_limits(appointment)
    Appointment.objects.exclude(pk=appointment.pk).delete()
    AppointmentFactory(role=Role.DUTY, commune=appointment.commune)
    AppointmentFactory(role=Role.CHIEF)

    with override("en"), pytest.raises(RuleViolation, match="administrator to appoint another"):
        footage_requests.submit(draft, actor=appointment.person)

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_who_may_approve_sees_where_it_is_and_who_would_be_asked(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    site = submitted.chosen.get()
    AskableSiteFactory(commune=appointment.commune)
    colleague = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person

    response = sign_in(colleague).get(reverse("footage:detail", args=[submitted.public_id]))

    drawn = response.context["map"]
    assert [hit["id"] for hit in drawn["hits"]] == [str(site.public_id)]
    assert drawn["point"] == [PLACE.y, PLACE.x]
    assert len(drawn["area"]) == len(submitted.search.area.coords[0])
    for said in ("footage/hits", "Ngã tư Hữu Nghị", "Tai nạn giao thông", "Tìm phương tiện"):
        assert said in response.text
    for secret in (site.owner.full_name, site.owner.phone, site.number):
        assert secret not in response.text


@pytest.mark.parametrize("role", [None, Role.DUTY])
def test_who_may_not_approve_is_shown_no_sites(sign_in, appointment, role):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    person = (
        AppointmentFactory(role=role, commune=appointment.commune).person
        if role
        else appointment.person
    )

    response = sign_in(person).get(reverse("footage:detail", args=[submitted.public_id]))

    assert response.status_code == 200
    assert "map" not in response.context
    assert str(submitted.chosen.get().public_id) not in response.text


def test_officer_cannot_approve_their_own_request(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)

    sign_in(appointment.person).post(reverse("footage:approve", args=[submitted.public_id]))

    submitted.refresh_from_db()
    assert (submitted.status, submitted.asks.count()) == (Status.SUBMITTED, 0)


def test_the_database_holds_that_a_reviewer_is_someone_else(appointment):
    with pytest.raises(IntegrityError, match="footagerequest_reviewed_by_someone_else"):
        FootageRequestFactory(
            appointment=appointment,
            status=Status.SENT,
            reviewer=appointment.person,
            reviewed_at=timezone.now(),
        )


def test_the_database_lets_nothing_beyond_the_limits_out_unreviewed(appointment):
    with pytest.raises(
        IntegrityError, match="footagerequest_beyond_the_limits_leaves_only_reviewed"
    ):
        FootageRequestFactory(appointment=appointment, status=Status.SENT, needs_review=True)


@pytest.mark.parametrize("role", [Role.DUTY, Role.ADMINISTRATOR])
def test_only_officers_and_the_chief_approve(appointment, role):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    other = AppointmentFactory(role=role, commune=appointment.commune).person

    with pytest.raises(RuleViolation):
        reviews.approve(submitted, actor=other)
    assert not Ask.objects.exists()


def test_an_officer_of_another_commune_approves_nothing(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    stranger = AppointmentFactory(role=Role.CHIEF).person

    response = sign_in(stranger).post(reverse("footage:approve", args=[submitted.public_id]))

    assert response.status_code == 404
    with pytest.raises(RuleViolation):
        reviews.approve(submitted, actor=stranger)
    assert not Ask.objects.exists()


def test_two_officers_at_once_send_it_once(appointment):
    first, second = (
        AppointmentFactory(role=role, commune=appointment.commune).person
        for role in (Role.OFFICER, Role.CHIEF)
    )
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    reviews.approve(submitted, actor=first)

    with pytest.raises(RuleViolation):
        reviews.approve(submitted, actor=second)

    assert submitted.asks.count() == 1
    assert FootageRequest.objects.get().reviewer == first


def test_of_a_review_the_officer_hears_or_who_is_in_charge_after_that_term(appointment):
    chief = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune).person
    first, second = (
        footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
        for _ in range(2)
    )
    reviews.approve(first, actor=chief)
    assert Notice.objects.get(kind="footage_reviewed").recipient == appointment.person
    successor = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person
    Appointment.objects.filter(pk=appointment.pk).update(ended_at=timezone.now())

    reviews.approve(second, actor=chief)

    assert Notice.objects.filter(kind="footage_reviewed").latest("pk").recipient == successor
    assert Notice.objects.filter(kind="footage_reviewed").count() == 2


def test_a_request_sent_back_is_mended_and_handed_in_again(appointment):
    chief = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune).person
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)

    refused = reviews.refuse(submitted, actor=chief, note="Vùng quá rộng")
    again = footage_requests.submit(
        footage_requests.write(refused, Written(title="Hẹp hơn"), actor=appointment.person),
        actor=appointment.person,
    )

    assert (again.status, again.reviewer, again.title) == (Status.SUBMITTED, None, "Hẹp hơn")
