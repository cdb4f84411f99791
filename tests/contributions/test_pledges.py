"""Promises: what they may say in public, and who may say that one is not counted."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions.campaigns import actions
from contributions.campaigns.figures import pledged
from contributions.campaigns.models import Pledge
from portal.errors import RuleViolation
from portal.journal.models import Entry
from tests.contributions.factories import (
    BankAccountFactory,
    PledgeFactory,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db


def page(name: str, *args: Any) -> str:
    return reverse(f"contributions:{name}", args=args)


def test_a_pledge_is_at_most_the_goal_of_the_campaign(client: Client) -> None:
    campaign = BankAccountFactory(campaign__goal=38_500_000).campaign
    facts = {"once": str(uuid.uuid4()), "amount": "38.501.000", "shown": "hidden", "words": "v1 vi"}

    refused = client.post(page("new_pledge", campaign.public_id), facts)
    taken = client.post(page("new_pledge", campaign.public_id), facts | {"amount": "38.500.000"})

    assert refused.status_code == 422
    assert "Mục tiêu cả đợt là 38.500.000" in refused.text
    assert taken.url == page("pledge", Pledge.objects.get().public_id)
    assert pledged(campaign) == 38_500_000


@pytest.mark.parametrize("appointment_of", [leader_of, treasurer_of])
def test_a_steward_sets_a_pledge_aside_and_counts_it_again(
    sign_in: Any, client: Client, appointment_of: Any
) -> None:
    campaign = BankAccountFactory().campaign
    pledge, _real = PledgeFactory(campaign=campaign), PledgeFactory(campaign=campaign)
    person = appointment_of(campaign).person
    steward, ledger = sign_in(person), page("ledger", campaign.public_id)
    assert pledged(campaign) == 400_000

    for _ in range(2):
        response = steward.post(page("set_aside", campaign.public_id, pledge.code))

    assert response.url == ledger
    pledge.refresh_from_db()
    assert pledge.set_aside_by == person
    assert pledged(campaign) == 200_000
    assert page("count_again", campaign.public_id, pledge.code) in steward.get(ledger).text
    assert "chưa tính khoản đăng ký này" in client.get(page("pledge", pledge.public_id)).text
    assert page("set_aside", campaign.public_id, _real.code) not in client.get(ledger).text

    for _ in range(2):
        steward.post(page("count_again", campaign.public_id, pledge.code))

    pledge.refresh_from_db()
    assert (pledge.set_aside_at, pledge.set_aside_by) == (None, None)
    assert pledged(campaign) == 400_000
    entries = Entry.objects.of(campaign.stream).values_list("verb", "subject", "actor")
    assert list(entries) == [
        ("pledge_set_aside", pledge.code, person.pk),
        ("pledge_counted_again", pledge.code, person.pk),
    ]


def test_a_pledge_that_was_set_aside_is_still_bookable(sign_in: Any) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign)
    actions.set_pledge_aside(pledge, actor=leader.person)

    form = sign_in(leader.person).get(page("transfer", campaign.public_id), {"code": pledge.code})
    gift = count_cash(
        campaign, leader, treasurer, channel="transfer", bank_reference="FT1", pledge=pledge
    )
    actions.confirm_gift(gift, actor=treasurer.person)

    assert pledge.memo in form.text
    assert list(pledge.gifts.seen()) == [gift]
    assert not Pledge.objects.unpaid().exists()


def test_pledges_set_aside_stand_behind_all_others() -> None:
    campaign = BankAccountFactory().campaign
    first, second, third = PledgeFactory.create_batch(3, campaign=campaign)

    actions.set_pledge_aside(third, actor=leader_of(campaign).person)

    assert list(Pledge.objects.unpaid().counted_first()) == [second, first, third]


def test_those_who_lead_never_see_the_address_that_speaks_for_the_giver(sign_in: Any) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign)
    browser = sign_in(leader.person)

    pages = [browser.get(page("ledger", campaign.public_id)).text]
    facts: dict[str, Any] = {"channel": "transfer", "bank_reference": "FT1", "pledge": pledge}
    gift = count_cash(campaign, leader, treasurer, **facts)
    form = browser.get(page("transfer", campaign.public_id), {"code": pledge.code})
    pages += [form.text, browser.get(page("gift", gift.public_id)).text]

    assert [pledge.code in text for text in pages] == [True] * 3
    assert [str(pledge.public_id) in text for text in pages] == [False] * 3


def test_a_pledge_is_not_set_aside_from_another_campaign_s_page(sign_in: Any) -> None:
    own, foreign = BankAccountFactory().campaign, PledgeFactory()
    browser = sign_in(leader_of(own).person)

    response = browser.post(page("set_aside", own.public_id, foreign.code))

    assert response.status_code == 404
    assert Pledge.objects.get().set_aside_at is None


def test_only_those_who_lead_the_campaign_set_a_pledge_aside() -> None:
    pledge = PledgeFactory()

    with pytest.raises(RuleViolation):
        actions.set_pledge_aside(pledge, actor=UserFactory())

    assert Pledge.objects.get().set_aside_at is None


def test_a_pledge_is_set_aside_by_someone() -> None:
    pledge = PledgeFactory()

    with (
        pytest.raises(IntegrityError, match="pledge_set_aside_by_someone_at_some_time"),
        transaction.atomic(),
    ):
        Pledge.objects.filter(pk=pledge.pk).update(set_aside_at=timezone.now())
