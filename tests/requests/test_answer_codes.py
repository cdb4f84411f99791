"""Who answers shows a code sent to the owner, or is signed in as her."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.notices.models import LocalMessage, Notice
from portal.people.models import OneTimeCode
from portal.people.models.one_time_codes import LASTS
from requests.asking.actions import answers
from requests.asking.models import Ask
from tests.people.factories import (
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.requests.factories import AskableSiteFactory, AskFactory
from tests.requests.forms import press

pytestmark = pytest.mark.django_db


Answer = Ask.Answer


@pytest.fixture
def sent_code(django_capture_on_commit_callbacks):
    """Press an answer on the link and read the code that came to the owner's phone."""

    def code_for(client, ask, answer="held", **more):
        with django_capture_on_commit_callbacks(execute=True):
            response = press(client, ask, answer, **more)
        assert response.status_code == 200
        message = LocalMessage.objects.filter(address=ask.site.owner.phone).latest("pk")
        return re.search(r"\b(\d{6})\b", message.body)[1]

    return code_for


def test_the_code_from_the_owners_phone_answers(client, sent_code):
    ask = AskFactory()
    code = sent_code(client, ask, "held")

    response = press(client, ask, "held", code=f"{code[:3]} {code[3:]}")

    assert response.url == reverse("footage:asked", args=[ask.public_id])
    ask.refresh_from_db()
    assert (ask.answer, ask.answered_by) == (Answer.HELD, ask.site.owner)


def test_the_code_is_wiped_from_the_notice(client, sent_code):
    sent_code(client, AskFactory())

    assert Notice.objects.get(kind="footage_code").facts == {}


def test_a_phone_is_asked_for_the_code_once(client, sent_code):
    ask = AskFactory()
    press(client, ask, "held", code=sent_code(client, ask))
    later = AskFactory(site=ask.site, footage_request__appointment=ask.footage_request.appointment)

    response = press(client, later, "nothing")

    assert response.status_code == 302
    later.refresh_from_db()
    assert later.answer == Answer.NOTHING


def test_the_code_works_in_the_browser_that_asked_for_it_and_in_no_other(client, sent_code):
    ask = AskFactory()
    code = sent_code(client, ask)

    response = press(Client(), ask, "approved", code=code)

    assert response.status_code == 422
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING


def test_five_wrong_codes_end_the_code(client, sent_code):
    ask = AskFactory()
    code = sent_code(client, ask)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert press(client, ask, "held", code=wrong).status_code == 422

    response = press(client, ask, "held", code=code)

    assert response.status_code == 422
    ask.refresh_from_db()
    assert (ask.answer, OneTimeCode.objects.get().tries) == (Answer.WAITING, 5)


def test_a_code_is_good_once_and_for_five_minutes(client, sent_code):
    ask = AskFactory()
    code = sent_code(client, ask)
    OneTimeCode.objects.update(sent_at=timezone.now() - LASTS)

    assert press(client, ask, "held", code=code).status_code == 422


def test_at_most_five_codes_an_hour_go_to_one_person():
    ask = AskFactory()
    for number in range(5):
        answers.send_code(ask, ask.site.owner, browser=f"browser {number}")

    with pytest.raises(RuleViolation):
        answers.send_code(ask, ask.site.owner, browser="another")
    assert Notice.objects.filter(kind="footage_code").count() == 5


def test_asking_again_within_a_minute_sends_no_second_code():
    ask = AskFactory()

    first = answers.send_code(ask, ask.site.owner, browser="one")

    assert answers.send_code(ask, ask.site.owner, browser="one") == first


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "' OR 1=1"])
def test_what_is_no_code_gets_a_sentence(client, sent_code, code):
    ask = AskFactory()
    sent_code(client, ask)

    response = press(client, ask, "held", code=code)

    assert response.status_code == 422
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING


def test_a_signed_in_owner_needs_no_code(sign_in):
    ask = AskFactory()

    response = press(sign_in(ask.site.owner), ask, "nothing")

    assert response.status_code == 302
    ask.refresh_from_db()
    assert ask.answer == Answer.NOTHING


def test_a_signed_in_stranger_needs_the_owners_code(sign_in):
    ask = AskFactory()
    stranger = sign_in(UserFactory())

    assert press(stranger, ask, "approved").status_code == 200
    assert stranger.get(reverse("footage:asked", args=[ask.public_id])).status_code == 404
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING


def test_of_several_people_one_is_chosen_by_the_end_of_a_number(client):
    shop = OrganisationFactory()
    people = [MembershipFactory(organisation=shop).person for _ in range(2)]
    site = AskableSiteFactory(
        kind="business", owner=None, organisation=shop, employees_told_at=timezone.now()
    )
    ask = AskFactory(site=site)

    page = press(client, ask, "held")
    assert people[0].phone not in page.text
    assert people[0].phone[-3:] in page.text
    press(client, ask, "held", person=str(people[1].public_id))

    assert OneTimeCode.objects.get().person == people[1]


def test_a_code_is_sent_to_nobody_but_who_answers_for_the_site(client):
    shop = OrganisationFactory()
    MembershipFactory.create_batch(2, organisation=shop)
    site = AskableSiteFactory(
        kind="business", owner=None, organisation=shop, employees_told_at=timezone.now()
    )

    press(client, AskFactory(site=site), "held", person=str(UserFactory().public_id))

    assert not OneTimeCode.objects.exists()
