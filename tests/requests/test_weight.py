"""What stays in the database: a commune's outline has 850 kB, and nothing here shows it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.people.models import Role
from requests.asking.actions import answers, footage_requests, outcomes
from requests.asking.links import token_of
from requests.asking.models import Ask
from requests.evidence.actions import delivery_records, exports
from requests.evidence.actions import footage as custody
from tests.people.factories import AppointmentFactory
from tests.requests.evidence import received, sealed
from tests.requests.factories import (
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
    SearchFactory,
)

pytestmark = pytest.mark.django_db


def with_outline(queries):
    """Those that bring it here; to compare with it where it lies is another thing."""
    return [query["sql"] for query in queries if re.search(r'[ ,]"\w+"\."boundary"', query["sql"])]


def pages(browser, *urls):
    """What each of them costs and says."""
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        yield url, with_outline(queries)


def test_the_query_that_brings_an_outline_is_known_by_its_look():
    ask = AskFactory()

    with CaptureQueriesContext(connection) as queries:
        ask.footage_request.commune.refresh_from_db()

    assert len(with_outline(queries)) == 1


def test_pages_of_police_bring_no_outline(sign_in):
    footage = sealed()
    footage_request = footage.upload.ask.footage_request
    AskableSiteFactory(commune=footage_request.commune)
    search = SearchFactory(appointment=footage_request.appointment)
    of_request = [footage_request.public_id]

    shown = pages(
        sign_in(footage_request.officer),
        reverse("footage:list"),
        reverse("footage:detail", args=of_request),
        reverse("footage:answers", args=of_request),
        reverse("footage:review", args=of_request),
        reverse("footage:journal"),
        reverse("footage:search"),
        reverse("footage:found", args=[search.public_id]),
        reverse("footage:receipt_copy", args=[footage.receipt.public_id]),
        reverse("api:request-list"),
        reverse("api:request-detail", args=of_request),
        reverse("api:search-detail", args=[search.public_id]),
    )

    assert [url for url, brought in shown if brought] == []


def test_pages_of_owners_bring_no_outline(client, sign_in):
    ask = sealed().upload.ask
    of_ask = [ask.public_id]

    by_link = pages(client, reverse("footage:ask", args=[token_of(ask)]))
    hers = pages(
        sign_in(ask.site.owner),
        reverse("footage:asked", args=of_ask),
        reverse("footage:upload", args=of_ask),
        reverse("footage:receipt", args=of_ask),
        reverse("footage:receipt_pdf", args=of_ask),
        reverse("api:ask-list"),
    )

    assert [url for url, brought in (*by_link, *hers) if brought] == []


def test_actions_bring_no_outline():
    appointment = AppointmentFactory(role=Role.OFFICER)
    draft = FootageRequestFactory(
        appointment=appointment, chosen=[AskableSiteFactory(commune=appointment.commune)]
    )
    ask = AskFactory()
    arrived, judged = received(b"mine"), sealed()
    owner, officer = arrived.upload.ask.site.owner, judged.upload.ask.footage_request.officer
    assert owner

    with CaptureQueriesContext(connection) as queries:
        footage_requests.submit(draft, actor=appointment.person)
        outcomes.recall(draft, actor=appointment.person)
        answers.answer(ask, Ask.Answer.HELD, actor=ask.site.owner)
        delivery_records.hand_over(arrived.upload.ask, actor=owner)
        custody.accept(judged, actor=officer)
        exports.make(judged.upload.ask.footage_request, actor=officer)

    assert with_outline(queries) == []
