"""The outcome is told to those who gave, once, and to nobody else."""

import uuid
from functools import partial

import pytest
from django.urls import reverse

from portal.errors import RuleViolation
from portal.notices.models import Notice
from portal.people.models import Role
from requests.asking.actions import footage_requests, outcomes
from requests.asking.models import FootageRequest, Outcome
from tests.people.factories import (
    AppointmentFactory,
)
from tests.requests.factories import (
    AskFactory,
    FootageRequestFactory,
)
from tests.requests.footage_factories import sealed

pytestmark = pytest.mark.django_db


def test_outcomes_are_told_to_those_who_gave_and_to_nobody_else(sign_in):
    from requests.evidence.models import DeliveryRecord

    gave = AskFactory(answer="approved")
    silent = AskFactory(footage_request=gave.footage_request)
    commune = gave.footage_request.commune
    DeliveryRecord.objects.create(
        ask=gave, commune=commune, number="BB-2026-0001", given_by=gave.answered_by
    )
    client = sign_in(gave.footage_request.officer)
    url = reverse("footage:outcome", args=[gave.footage_request.public_id])

    detail = client.get(reverse("footage:detail", args=[gave.footage_request.public_id]))
    once = detail.context["outcome_form"]["once"].value()
    for _ in range(2):
        client.post(url, {"kind": "solved", "words": "Đã tìm ra chiếc xe.", "once": once})

    notice = Notice.objects.get(kind="footage_outcome")
    assert notice.recipient == gave.site.owner
    hers = sign_in(gave.site.owner).get(reverse("footage:asked", args=[gave.public_id]))
    his = sign_in(silent.site.owner).get(reverse("footage:asked", args=[silent.public_id]))
    assert ("Đã tìm ra chiếc xe." in hers.text, "Đã tìm ra chiếc xe." in his.text) == (True, False)


def test_an_outcome_without_footage_is_refused(sign_in):
    ask = AskFactory()

    with pytest.raises(RuleViolation):
        outcomes.tell_outcome(ask.footage_request, "solved", actor=ask.footage_request.officer)


def test_who_gave_before_the_request_was_recalled_still_hears_the_outcome(sign_in):
    gave = sealed().upload.ask
    officer = gave.footage_request.officer
    footage_requests.recall(gave.footage_request, actor=officer)
    client = sign_in(officer)

    page = client.get(reverse("footage:detail", args=[gave.footage_request.public_id]))
    outcomes.tell_outcome(gave.footage_request, "seen", actor=officer)

    assert page.context["may_tell"]
    assert Notice.objects.get(kind="footage_outcome").recipient == gave.site.owner


def test_an_officer_of_another_commune_cannot_tell_an_outcome():
    ask = AskFactory()

    with pytest.raises(RuleViolation):
        outcomes.tell_outcome(
            ask.footage_request, "solved", actor=AppointmentFactory(role=Role.OFFICER).person
        )


def test_an_outcome_sent_twice_with_one_key_is_told_once():
    ask = sealed().upload.ask
    footage_request, once = ask.footage_request, uuid.uuid4()

    told = [
        outcomes.tell_outcome(footage_request, "used", actor=footage_request.officer, once=once)
        for _ in range(2)
    ]

    assert told[0] == told[1] == Outcome.objects.get()
    assert Notice.objects.filter(kind="footage_outcome").count() == 1


def test_a_key_that_has_told_one_outcome_tells_no_other_in_silence():
    footage_request, once = sealed().upload.ask.footage_request, uuid.uuid4()
    tell = partial(outcomes.tell_outcome, footage_request, actor=footage_request.officer, once=once)
    tell("used")

    with pytest.raises(RuleViolation):
        tell("solved")
    assert Outcome.objects.get().kind == "used"


def test_one_key_for_two_requests_tells_both_outcomes(appointment):
    once = uuid.uuid4()
    sent = {"appointment": appointment, "status": FootageRequest.Status.SENT}
    both = FootageRequestFactory.create_batch(2, **sent)

    for footage_request in both:
        sealed(ask__footage_request=footage_request)
        outcomes.tell_outcome(footage_request, "used", actor=appointment.person, once=once)

    assert [footage_request.outcomes.count() for footage_request in both] == [1, 1]
