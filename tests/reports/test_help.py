"""The help page says how far an officer may ask: here, or unless the commune says otherwise."""

import html
from typing import Any

import pytest
from django.test import Client

from portal.people.models import Role
from requests.asking.models import RequestPolicy
from tests.people.factories import AppointmentFactory

pytestmark = pytest.mark.django_db

VIETNAMESE = {"accept-language": "vi"}


def words_of(client: Client) -> str:
    page = client.get("/help/", headers=VIETNAMESE).text
    return " ".join(html.unescape(page).replace("\u00a0", " ").split())


def test_a_stranger_reads_the_defaults_as_such(client: Client) -> None:
    words = words_of(client)

    assert "Nếu xã, phường không quy định riêng" in words
    assert "tối đa 2 giờ hình, bán kính 200 mét;" in words
    assert "quá 12 giờ và 1,29 km²" in words


def test_an_officer_reads_the_limits_of_her_commune(sign_in: Any) -> None:
    appointment = AppointmentFactory(role=Role.OFFICER)
    RequestPolicy.objects.create(
        commune=appointment.commune,
        window_minutes=30,
        window_alone_minutes=90,
        window_most_minutes=360,
        radius_metres=100,
        radius_alone_metres=150,
        area_most_square_metres=500_000,
    )

    words = words_of(sign_in(appointment.person))

    assert f"Ở {appointment.commune}" in words
    assert "tối đa 90 phút hình, bán kính 150 mét;" in words
    assert "nhiều nhất 6 giờ và 0,5 km²" in words
    assert "200 mét" not in words
