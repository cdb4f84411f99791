import uuid
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.journal.models import Entry
from portal.people.models import Role
from requests.asking.actions import answers
from requests.asking.models import Ask, FootageRequest, Search
from tests.people.factories import AppointmentFactory, UserFactory
from tests.requests.factories import (
    PDF,
    PLACE,
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
    an_hour_yesterday,
)

pytestmark = pytest.mark.django_db


def send(client, name, *args, **body):
    return client.post(reverse(f"api:{name}", args=args), body, content_type="application/json")


def wanted(**more):
    since = an_hour_yesterday()
    return {
        "once": str(uuid.uuid4()),
        "case_number": "VV 2026/118",
        "category": "theft",
        "purpose": "person",
        "point": [PLACE.x, PLACE.y],
        "radius_metres": 200,
        "since": since.isoformat(),
        "until": (since + timedelta(hours=1)).isoformat(),
        **more,
    }


def test_a_search_is_journalled_and_names_nobody(sign_in, appointment):
    site = AskableSiteFactory(commune=appointment.commune, address="12 Nguyễn Du")

    response = send(sign_in(appointment.person), "search-list", **wanted())

    assert response.status_code == 201
    (hit,) = response.json()["hits"]
    assert hit["site"] == str(site.public_id)
    assert "Nguyễn Du" not in response.text
    assert Entry.objects.of(f"search:{appointment.commune.code}").get().actor == appointment.person


def test_one_answer_is_searched_for_once(sign_in, appointment):
    AskableSiteFactory(commune=appointment.commune)
    police = sign_in(appointment.person)

    with CaptureQueriesContext(connection) as queries:
        send(police, "search-list", **wanted())

    asked = [query["sql"] for query in queries]
    assert sum("ranked.looking" in sql for sql in asked) == 1
    assert sum('"footage_requestpolicy"' in sql for sql in asked) == 1
    assert len(asked) == 15  # two of them, whether this press was made before


@pytest.mark.parametrize("is_approximate", [True, False])
def test_a_hit_says_whether_anybody_put_a_pin(sign_in, appointment, is_approximate):
    AskableSiteFactory(commune=appointment.commune, is_approximate=is_approximate)

    (hit,) = send(sign_in(appointment.person), "search-list", **wanted()).json()["hits"]

    assert hit["is_approximate"] is is_approximate


def test_a_hit_is_as_far_away_when_it_is_read_again(sign_in, appointment):
    AskableSiteFactory(
        commune=appointment.commune, point=Point(PLACE.x, PLACE.y - 0.000159, srid=4326)
    )
    officer = sign_in(appointment.person)

    search = send(officer, "search-list", **wanted()).json()
    again = officer.get(reverse("api:search-detail", args=[search["public_id"]])).json()

    assert [found["hits"][0]["metres"] for found in (search, again)] == [18, 18]


def test_an_area_may_be_a_polygon(sign_in, appointment):
    AskableSiteFactory(commune=appointment.commune)
    square = [[107.968, 21.526], [107.970, 21.526], [107.970, 21.528], [107.968, 21.528]]

    response = send(sign_in(appointment.person), "search-list", **wanted(area=square))

    assert (response.status_code, response.json()["hit_count"]) == (201, 1)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"case_number": ""},
        {"purpose": "protest"},
        {"point": [1]},
        {"point": ["a", "b"]},
        {"area": [[107.968, 21.527], [107.970, 21.528], [107.970, 21.527], [107.968, 21.528]]},
        {"radius_metres": 5000},
        {"point": [1e300, 21.527]},
        {"point": [107.969, 95]},
        {"point": [107.969]},
        {"point": [107.969, 21.527, 0]},
        {"area": [[107.968, 400], [107.970, 400], [107.970, 401]]},
        {"area": [[107.968, 95], [107.970, 95], [107.970, 95.001]]},
        {"area": [[1e300, 21.526], [107.970, 21.526], [107.970, 21.527]]},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(sign_in, appointment, nonsense):
    response = send(sign_in(appointment.person), "search-list", **wanted(**nonsense))

    assert response.status_code == 400
    assert not Search.objects.exists()


def test_a_search_beyond_the_limits_is_refused_with_their_sentence(sign_in, appointment):
    response = send(
        sign_in(appointment.person), "search-list", **wanted(until="2020-01-01T00:00:00Z")
    )

    assert response.status_code == 409
    assert "kết thúc" in response.json()["detail"]
    assert not Search.objects.exists()


def test_from_search_to_sent(sign_in, appointment):
    site = AskableSiteFactory(commune=appointment.commune)
    client = sign_in(appointment.person)
    found = send(client, "search-list", **wanted()).json()
    begun = send(
        client,
        "search-draft",
        found["public_id"],
        sites=[str(site.public_id)],
        once=str(uuid.uuid4()),
    ).json()
    draft = begun["public_id"]

    early = send(client, "request-submit", draft)
    send(
        client,
        "request-write",
        draft,
        title="Mất xe máy",
        looking_for="Xe màu đỏ",
        legal_route="administrative",
        document_number="1/YC-CAP",
        document_date="2026-11-20",
        signer_name="Phạm Văn Mẫu",
    )
    client.post(
        reverse("api:request-document-scan", args=[draft]),
        {"document_scan": SimpleUploadedFile("a.pdf", PDF)},
    )
    sent = send(client, "request-submit", draft)
    again = send(client, "request-submit", draft)

    assert (early.status_code, sent.status_code, again.status_code) == (409, 200, 409)
    assert sent.json()["status"] == "sent"
    assert Ask.objects.get().site == site


def test_a_scan_that_is_none_is_refused(sign_in, appointment):
    draft = FootageRequestFactory(appointment=appointment, document_scan="")

    response = sign_in(appointment.person).post(
        reverse("api:request-document-scan", args=[draft.public_id]),
        {"document_scan": SimpleUploadedFile("a.pdf", b"#!/bin/sh")},
    )

    assert response.status_code == 400


def test_an_owner_answers_and_a_decline_reaches_no_police(sign_in):
    ask = AskFactory()
    owner, police = sign_in(ask.site.owner), sign_in(ask.footage_request.officer)
    url = reverse("api:request-detail", args=[ask.footage_request.public_id])
    before = police.get(url).content

    response = send(owner, "ask-answer", ask.public_id, answer="declined")

    assert (response.status_code, response.json()["answer"]) == (200, "declined")
    assert police.get(url).content == before


def test_an_answer_reaches_police(sign_in):
    ask = AskFactory()
    answers.answer(ask, "nothing", actor=ask.site.owner)

    told = sign_in(ask.footage_request.officer).get(
        reverse("api:request-detail", args=[ask.footage_request.public_id])
    )

    assert [line["answer"] for line in told.json()["answers"]["lines"]] == ["nothing"]


def test_police_have_no_way_to_the_owners_asks(sign_in):
    ask = AskFactory()
    client = sign_in(ask.footage_request.officer)

    assert client.get(reverse("api:ask-list")).json()["results"] == []
    assert client.get(reverse("api:ask-detail", args=[ask.public_id])).status_code == 404


@pytest.mark.parametrize("who", ["anonymous", "stranger", "elsewhere", "owner"])
@pytest.mark.parametrize(
    "verb", ["submit", "approve", "refuse", "recall", "close", "outcome", "write"]
)
def test_others_change_nothing(client, sign_in, who, verb):
    ask = AskFactory()
    people = {
        "stranger": UserFactory(),
        "elsewhere": AppointmentFactory(role=Role.CHIEF).person,
        "owner": ask.site.owner,
    }
    someone = sign_in(people[who]) if who in people else client

    response = send(
        someone, f"request-{verb}", ask.footage_request.public_id, note="x", kind="used"
    )

    assert response.status_code == (404 if who == "elsewhere" else 403)
    assert FootageRequest.objects.get().status == "sent"


def test_without_the_second_factor_nothing_opens(sign_in, appointment):
    client = sign_in(appointment.person, second_factor=False)

    assert client.get(reverse("api:request-list")).status_code == 403
    assert send(client, "search-list", **wanted()).status_code == 403


def test_an_answer_too_late_is_a_409_with_a_sentence(sign_in):
    ask = AskFactory()
    Ask.objects.update(
        sent_at=ask.sent_at - timedelta(days=3), expires_at=ask.sent_at - timedelta(days=1)
    )

    response = send(sign_in(ask.site.owner), "ask-answer", ask.public_id, answer="held")

    assert response.status_code == 409
    assert response.json()["detail"]


def test_lists_ask_as_often_for_three_rows_as_for_one(sign_in, appointment):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = AskFactory(footage_request__appointment=appointment)
    clients = {"request-list": sign_in(appointment.person), "ask-list": sign_in(first.site.owner)}
    counts: dict[str, list[int]] = {name: [] for name in clients}
    for more in (0, 2):
        for _ in range(more):
            AskFactory(footage_request__appointment=appointment, site=first.site)
        for name, client in clients.items():
            client.get(reverse(f"api:{name}"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(f"api:{name}"))
            counts[name].append(len(queries))

    assert all(one == three for one, three in counts.values())
