"""A decline looks like silence: each test compares what police get for the two, byte by byte."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.journal.models import Entry
from portal.notices.models import Notice
from portal.people.models import Role
from requests.asking.actions import answers
from requests.asking.models import Ask
from tests.people.factories import AppointmentFactory, MembershipFactory, OrganisationFactory
from tests.requests.factories import AskableSiteFactory, AskFactory
from tests.requests.footage_factories import sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """Three asks of one request: one held, two silent."""
    held = AskFactory(rank=1)
    answers.answer(held, "held", actor=held.site.owner)
    rest = [AskFactory(footage_request=held.footage_request, rank=rank) for rank in (2, 3)]
    return held.footage_request, rest


def pages(client, footage_request, *, is_desk=False):
    """Everything police can open about the request, without what changes at every look."""
    urls = [
        reverse("footage:list"),
        reverse("footage:detail", args=[footage_request.public_id]),
        reverse("footage:answers", args=[footage_request.public_id]),
        reverse("footage:review", args=[footage_request.public_id]),
        reverse("footage:journal"),
        f"/api/v1/requests/{footage_request.public_id}/",
        f"/api/v1/requests/{footage_request.public_id}/files/",
        f"/api/v1/requests/{footage_request.public_id}/exports/",
        "/api/v1/requests/",
    ]
    # The duty desk opens no files, nor lists of them.
    of_files = {urls[3], *urls[6:8]} if is_desk else set()
    return [steady(client.get(url)) for url in urls if url not in of_files]


def steady(response):
    assert response.status_code == 200
    text = re.sub(r'nonce="[^"]+"|(csrfmiddlewaretoken|once)" value="[^"]+"', "", response.text)
    return text


def declined(ask):
    answers.answer(ask, "declined", actor=ask.site.owner)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHIEF, Role.DUTY])
def test_pages_and_api_are_the_same_bytes(sign_in, asked, role):
    footage_request, rest = asked
    police = sign_in(AppointmentFactory(role=role, commune=footage_request.commune).person)
    is_desk = role == Role.DUTY
    before = pages(police, footage_request, is_desk=is_desk)

    declined(rest[0])

    assert pages(police, footage_request, is_desk=is_desk) == before


def test_the_requesting_officer_is_told_nothing(asked):
    footage_request, rest = asked
    before = Notice.objects.filter(recipient=footage_request.officer).count()

    declined(rest[0])

    assert Notice.objects.filter(recipient=footage_request.officer).count() == before


def test_the_journal_that_police_read_has_no_new_entry(asked):
    footage_request, rest = asked
    before = list(Entry.objects.of(footage_request.stream).values_list("hash", flat=True))

    declined(rest[0])

    after = list(Entry.objects.of(footage_request.stream).values_list("hash", flat=True))
    assert after == before


def test_no_entry_of_the_journal_says_declined(asked):
    _request, rest = asked

    declined(rest[0])

    written = json.dumps(list(Entry.objects.values_list("stream", "verb", "subject", "facts")))
    assert "declin" not in written


def test_the_deadline_and_every_column_police_read_stay(asked):
    _request, rest = asked
    read = ["told", "told_at", "told_gone_reason", "expires_at", "rank", "recalled_at"]
    before = Ask.objects.values(*read).get(pk=rest[0].pk)

    declined(rest[0])

    assert Ask.objects.values(*read).get(pk=rest[0].pk) == before


@pytest.mark.parametrize("first", ["held", "approved", "nothing", "gone"])
def test_declining_after_another_answer_shows_no_change(sign_in, asked, first):
    footage_request, rest = asked
    reason = "overwritten" if first == "gone" else ""
    answers.answer(rest[0], first, actor=rest[0].site.owner, gone_reason=reason)
    police = sign_in(footage_request.officer)
    before = pages(police, footage_request)

    declined(rest[0])

    assert pages(police, footage_request) == before
    assert not Ask.objects.get(pk=rest[0].pk).accepts_uploads


def test_another_member_s_decline_leaves_the_paper_police_hold(sign_in):
    school = OrganisationFactory(kind="school")
    first, second = (MembershipFactory(organisation=school).person for _ in range(2))
    site = AskableSiteFactory(kind="school", organisation=school, owner=None)
    ask = AskFactory(site=site)
    answers.answer(ask, "approved", actor=first)
    delivery_record = sealed(ask=Ask.objects.get(pk=ask.pk)).delivery_record
    police = sign_in(ask.footage_request.officer)
    paper = reverse("footage:delivery_record_copy", args=[delivery_record.public_id])
    before = police.get(paper).content

    answers.answer(ask, "declined", actor=second)

    assert delivery_record.given_by == first
    assert police.get(paper).content == before


def test_a_decline_after_sending_leaves_the_files_over_the_api(sign_in, asked):
    footage_request, rest = asked
    answers.answer(rest[0], "approved", actor=rest[0].site.owner)
    footage = sealed(ask=Ask.objects.get(pk=rest[0].pk))
    police = sign_in(footage_request.officer)
    urls = [
        f"/api/v1/footage/{footage.public_id}/",
        f"/api/v1/requests/{footage_request.public_id}/files/",
    ]
    before = [steady(police.get(url)) for url in urls]

    declined(rest[0])

    assert [steady(police.get(url)) for url in urls] == before
    assert footage.sha256 in before[1]


def test_when_the_time_is_up_a_broken_promise_and_a_decline_look_alike(sign_in, asked):
    footage_request, rest = asked
    for ask in rest:
        answers.answer(ask, "held", actor=ask.site.owner)
    declined(rest[0])
    past = timezone.now() - timedelta(minutes=1)
    Ask.objects.update(sent_at=past - timedelta(days=2), expires_at=past)

    page = sign_in(footage_request.officer).get(
        reverse("footage:answers", args=[footage_request.public_id])
    )

    assert (page.context["answers"].lines, page.context["answers"].silent) == ([], 3)


def test_silent_sites_are_not_named(sign_in, asked):
    footage_request, rest = asked
    for ask in rest:
        ask.site.address = "12 Nguyễn Du"
        ask.site.save()
    declined(rest[0])

    for page in pages(sign_in(footage_request.officer), footage_request):
        assert "12 Nguyễn Du" not in page
        assert str(rest[0].public_id) not in page


def test_no_page_of_police_loads_the_owners_column(asked, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from requests.asking.police_answers import answers_of

    footage_request, _rest = asked
    with CaptureQueriesContext(connection) as queries:
        answers_of(footage_request)

    assert not [query for query in queries if '"footage_ask"."answer"' in query["sql"]]
    assert len(queries) == 1
