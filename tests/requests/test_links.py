"""A link opens its ask without signing in, and nothing else; it ends when it should."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from portal.errors import RuleViolation
from portal.look.formats import phone
from portal.people.models import OneTimeCode
from requests.asking.actions import answers, footage_requests
from requests.asking.links import token_of
from requests.asking.models import Ask
from tests.requests.factories import AskFactory
from tests.requests.forms import link_of, press

pytestmark = pytest.mark.django_db


Answer = Ask.Answer


def test_the_link_opens_without_signing_in_and_says_everything(client):
    ask = AskFactory()
    request = ask.footage_request

    response = client.get(link_of(ask))

    assert response.status_code == 200
    for word in [
        request.title,
        request.looking_for,
        request.document_number,
        request.officer.full_name,
        request.signer_name,
        ask.site.number,
        *request.check_code,
        phone(request.commune.profile.police_phone),
    ]:
        assert word in response.text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("token", ["x", "A" * 22, "../etc/passwd", "%00"])
def test_a_guessed_link_is_nobodys(client, token):
    AskFactory()

    assert client.get(f"/y/{token}/").status_code == 404


def test_a_link_that_was_sent_is_the_same_whatever_moves_in_the_code(settings):
    settings.SECRET_KEY = "a key"

    link = token_of(Ask(public_id=UUID("7d5f2e0a-3f6b-4a59-9d4c-1f2a3b4c5d6e")))

    assert link == "LnpWq84s80myhycOEVU1Bw"


def test_only_the_hash_of_the_link_is_in_the_database():
    ask = AskFactory()

    assert token_of(ask) not in str(Ask.objects.values().get())
    assert len(token_of(ask)) == 22


def test_a_forwarded_link_answers_nothing(client):
    ask = AskFactory()

    response = press(client, ask, "approved")

    assert response.status_code == 200
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING
    assert OneTimeCode.objects.get().person == ask.site.owner


def test_a_link_that_is_over_leads_the_owner_to_what_came_of_it(client):
    gave, silent = AskFactory(answer="approved"), AskFactory()
    for ask in (gave, silent):
        footage_requests.close(ask.footage_request, actor=ask.footage_request.officer)

    for ask in (gave, silent):
        own_page = reverse("footage:asked", args=[ask.public_id])
        assert f'href="{own_page}"' in client.get(link_of(ask)).text
        assert reverse("people:sign_in") in client.get(own_page).url


@pytest.mark.parametrize("how", ["expired", "recalled", "closed"])
def test_a_link_that_is_over_shows_nothing_and_changes_nothing(client, sign_in, how):
    ask = AskFactory()
    if how == "expired":
        ask.sent_at, ask.expires_at = (timezone.now() - timedelta(days=days) for days in (3, 1))
        ask.save()
    else:
        end = {"recalled": footage_requests.recall, "closed": footage_requests.close}[how]
        end(ask.footage_request, actor=ask.footage_request.officer)

    for someone in [client, sign_in(ask.site.owner)]:
        page = someone.get(link_of(ask), follow=True)
        assert page.status_code == 410
        assert ask.footage_request.title not in page.text
        press(someone, ask, "approved")
    document = client.get(reverse("footage:ask_document", args=[token_of(ask)]))

    assert document.status_code == 410
    ask.refresh_from_db()
    assert (ask.answer, OneTimeCode.objects.count()) == (Answer.WAITING, 0)
    with pytest.raises(RuleViolation):
        answers.answer(ask, "approved", actor=ask.site.owner)


@pytest.mark.parametrize("given", ["approved", "held"])
def test_approving_or_holding_gives_ten_days_from_then(given):
    soon = timezone.now() + timedelta(hours=5)
    ask = AskFactory(expires_at=soon)

    kept = answers.answer(ask, given, actor=ask.site.owner)

    assert kept.answered_at is not None
    assert kept.expires_at == kept.answered_at + timedelta(days=10)


def test_no_link_lives_longer_than_28_days():
    sent_at = timezone.now() - timedelta(days=25)
    ask = AskFactory(sent_at=sent_at, expires_at=timezone.now() + timedelta(days=1))

    kept = answers.answer(ask, "held", actor=ask.site.owner)

    assert kept.expires_at == sent_at + timedelta(days=28)


def test_the_page_of_a_link_reads_the_ask_and_whom_it_names_at_once(
    client, django_assert_num_queries
):
    link = reverse("footage:ask", args=[token_of(AskFactory())])

    # The ask, who may answer for it, its cameras.
    with django_assert_num_queries(3):
        client.get(link)


def test_nobody_on_the_way_keeps_the_page_behind_a_link(client):
    ask = AskFactory()
    url = reverse("footage:ask", args=[token_of(ask)])

    pages = [client.get(url), client.post(reverse("footage:answer", args=[token_of(ask)]), {})]
    Ask.objects.update(recalled_at=timezone.now())
    pages.append(client.get(url))

    assert [page.status_code for page in pages] == [200, 302, 410]
    assert {page["Cache-Control"] for page in pages} == {"private, no-store"}


@pytest.mark.parametrize("given", ["approved", "held", "nothing", "gone", "declined", ""])
@pytest.mark.parametrize("overwritten", [True, False])
def test_a_link_in_other_hands_shows_the_same_whatever_was_answered(client, given, overwritten):
    soon = timezone.now() + timedelta(hours=5)
    ask = AskFactory(expires_at=soon, overwritten_at=soon if overwritten else None)
    with time_machine.travel(timezone.now(), tick=False):
        before = bare(client.get(link_of(ask)))
        if given:
            reason = "offline" if given == "gone" else ""
            answers.answer(ask, given, actor=ask.site.owner, gone_reason=reason)

        assert bare(client.get(link_of(ask))) == before

    with time_machine.travel(soon + timedelta(minutes=1)):
        over = client.get(link_of(ask))
        document = client.get(reverse("footage:ask_document", args=[token_of(ask)]))
        pressed = press(client, ask, "held")

    assert (over.status_code, document.status_code, pressed.status_code) == (410, 410, 410)
    assert date_format(timezone.localtime(soon), "H:i, d/m") in over.text


def bare(page):
    """The page without what each answer has of its own: nonces, and tokens of its forms."""
    return page.status_code, re.sub(r'(nonce|n" value)="[^"]*"', "", page.text)


def test_who_approved_goes_on_sending_when_the_link_has_closed(client, sign_in):
    soon = timezone.now() + timedelta(hours=5)
    ask = AskFactory(expires_at=soon)
    answers.answer(ask, "approved", actor=ask.site.owner)

    with time_machine.travel(soon + timedelta(days=1)):
        page = sign_in(ask.site.owner).get(link_of(ask), follow=True)
        door = client.get(link_of(ask)).text

    assert page.status_code == 200
    assert reverse("footage:upload", args=[ask.public_id]) in page.text
    assert reverse("footage:asked", args=[ask.public_id]) in door
