"""The list of requests, and finding one by any of its numbers."""

import pytest
from django.urls import reverse

from portal.people.models import Role
from requests.asking.models import FootageRequest
from tests.people.factories import (
    AppointmentFactory,
)
from tests.requests.factories import (
    AskFactory,
    FootageRequestFactory,
)

pytestmark = pytest.mark.django_db


Status = FootageRequest.Status


def listed_for(client, words, **more):
    response = client.get(reverse("footage:list"), {"q": words, **more})
    assert response.status_code == 200
    return response.context["page"].rows


def test_the_list_asks_as_often_for_three_rows_as_for_one(sign_in, appointment):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(appointment.person)
    AskFactory(footage_request__appointment=appointment)
    client.get(reverse("footage:list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("footage:list"))
    for _ in range(2):
        AskFactory(footage_request__appointment=appointment)
    with CaptureQueriesContext(connection) as three:
        response = client.get(reverse("footage:list"))

    assert len(response.context["page"].rows) == 3
    assert len(one) == len(three)


@pytest.mark.parametrize("key", ["-1", "9" * 40, "' OR 1=1", "²"])
def test_any_page_key_gives_a_page(sign_in, appointment, key):
    response = sign_in(appointment.person).get(reverse("footage:list"), {"before": key})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "words",
    [
        "214/yc",
        " 214/YC-CAP ",
        "vv2026/118",
        "Vv 2026/118",
        "2026/118",
        "MC1-0482-H",
        "mc1 0482h",
        "MC10482H",
    ],
)
def test_the_desk_finds_a_request_by_any_of_its_numbers(sign_in, appointment, words):
    ask = AskFactory(
        footage_request__appointment=appointment,
        footage_request__document_number="214/YC-CAP",
        footage_request__incident__case_number="VV 2026/118",
    )
    AskFactory(
        footage_request__appointment=appointment, footage_request__incident__case_number="TR 7"
    )
    type(ask.site).objects.filter(pk=ask.site_id).update(number="MC1-0482-H")
    desk = sign_in(AppointmentFactory(role=Role.DUTY, commune=appointment.commune).person)

    assert listed_for(desk, words) == [ask.footage_request]


@pytest.mark.parametrize("words", ["999/XX", "%", "_", "x" * 5000, "MC1", "MC1-0482-L", "' OR 1=1"])
def test_what_is_no_number_finds_nothing_and_breaks_nothing(sign_in, appointment, words):
    AskFactory(footage_request__appointment=appointment)

    assert listed_for(sign_in(appointment.person), words) == []


def test_the_desk_finds_nothing_of_another_commune_and_no_draft_of_others(sign_in, appointment):
    elsewhere, draft = AskFactory(), FootageRequestFactory(appointment=appointment)
    type(elsewhere.site).objects.filter(pk=elsewhere.site_id).update(number="MC1-0482-H")
    desk = sign_in(AppointmentFactory(role=Role.DUTY, commune=appointment.commune).person)

    assert listed_for(desk, elsewhere.footage_request.document_number) == []
    assert listed_for(desk, "MC1-0482-H") == []
    assert listed_for(desk, draft.document_number) == []


def test_what_was_found_goes_on_over_pages(sign_in, appointment, monkeypatch):
    from requests.asking.views import footage_requests as views

    monkeypatch.setattr(views, "PAGE", 1)
    first, second = (
        FootageRequestFactory(
            appointment=appointment, status=Status.SENT, document_number=f"214/{n}"
        )
        for n in (1, 2)
    )
    FootageRequestFactory(appointment=appointment, status=Status.SENT, document_number="9/1")
    client = sign_in(appointment.person)

    page = client.get(reverse("footage:list"), {"q": "214/"})

    assert page.context["page"].rows == [second]
    assert f"?q=214/&amp;after={second.pk}" in page.text.replace("%2F", "/")
    assert listed_for(client, "214/", after=second.pk) == [first]
