"""Promises: what they may say in public, and who may say that one is not counted."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from contributions.campaigns import actions
from contributions.campaigns.figures import figures_of, pledged
from contributions.campaigns.models import Gift, Pledge
from portal.errors import RuleViolation
from portal.journal.models import Entry
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    PledgeFactory,
    book_cash,
    count_cash,
    leader_of,
    make_pledge,
    treasurer_of,
)
from tests.contributions.forms import page
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_pledge_is_at_most_the_goal_of_the_campaign(client: Client) -> None:
    campaign = BankAccountFactory(campaign__goal=38_500_000).campaign
    facts = {"once": str(uuid.uuid4()), "amount": "38.501.000", "shown": "hidden", "words": "v2 vi"}

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


def test_one_page_never_leads_into_another_s_gift_or_pledge() -> None:
    campaign = BankAccountFactory().campaign
    other = CampaignFactory(hamlet=campaign.hamlet)
    leader, treasurer, once = leader_of(campaign), treasurer_of(campaign), uuid.uuid4()
    count_cash(campaign, leader, treasurer, once=once)
    promise: dict[str, Any] = {"amount": 200_000, "shown": "hidden"}
    make_pledge(campaign, once=once, **promise)

    with pytest.raises(RuleViolation):
        count_cash(other, leader, treasurer, once=once)
    with pytest.raises(RuleViolation):
        make_pledge(campaign, once=once, **promise | {"amount": 300_000})

    assert (Gift.objects.count(), Pledge.objects.get().amount) == (1, 200_000)


def test_an_expired_pledge_is_not_counted_and_still_bookable(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, expires_on=localdate() - timedelta(days=1))
    assert list(Pledge.objects.live()) == []

    gift = count_cash(
        campaign, leader, treasurer, channel="transfer", bank_reference="FT1", pledge=pledge
    )
    actions.confirm_gift(gift, actor=treasurer.person)

    assert not Pledge.objects.unpaid().exists()
    assert "Khoản ủng hộ đã về" in client.get(page("pledge", pledge.public_id)).text


def test_anyone_pledges_without_an_account_and_gets_a_qr(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    facts = {"once": str(uuid.uuid4()), "amount": "200.000", "shown": "hidden", "words": "v2 vi"}

    responses = [client.post(page("new_pledge", campaign.public_id), facts) for _ in range(2)]

    pledge = Pledge.objects.get()
    assert {response.url for response in responses} == {page("pledge", pledge.public_id)}
    shown = client.get(page("pledge", pledge.public_id)).text
    assert pledge.memo in shown
    assert "<svg" in client.get(page("pledge_svg", pledge.public_id)).text
    assert client.get(page("pledge_png", pledge.public_id)).content.startswith(b"\x89PNG")
    assert figures_of(campaign).received == 0
    public = client.get(page("campaign", campaign.public_id)).text
    assert re.search(r"đã đăng ký 200\.000\s*đ", public)
    assert pledge.code not in public


def test_a_giver_changes_the_name_on_the_private_page(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="name", giver_name="Lý Thị Kín")
    gift = count_cash(
        campaign,
        leader,
        treasurer,
        channel="transfer",
        bank_reference="FT1",
        pledge=pledge,
        giver_name="Lý Thị Kín",
    )
    actions.confirm_gift(gift, actor=treasurer.person)
    assert "Lý Thị Kín" in client.get(page("campaign", campaign.public_id)).text

    client.post(page("pledge_name", pledge.public_id), {"shown": "hidden", "words": "v2 vi"})

    for name in ("campaign", "givers", "ledger"):
        assert "Lý Thị Kín" not in client.get(page(name, campaign.public_id)).text
    gift.refresh_from_db()
    assert gift.giver_name == "Lý Thị Kín"


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_only_an_open_campaign_takes_a_pledge(status: str) -> None:
    campaign = BankAccountFactory(campaign__status=status).campaign

    with pytest.raises(RuleViolation):
        make_pledge(campaign, once=uuid.uuid4(), amount=200_000, shown="hidden")

    assert not Pledge.objects.exists()


@pytest.mark.parametrize("what", ["the form of a pledge", "a pledge", "its receipt"])
def test_a_page_that_is_private_without_an_account_is_kept_nowhere(
    client: Client, what: str
) -> None:
    campaign = BankAccountFactory().campaign
    pledge = PledgeFactory(campaign=campaign)
    facts: dict[str, Any] = {"channel": "transfer", "bank_reference": "FT1", "pledge": pledge}
    gift = book_cash(campaign, leader_of(campaign), treasurer_of(campaign), **facts)
    address = {
        "the form of a pledge": page("new_pledge", campaign.public_id),
        "a pledge": page("pledge", pledge.public_id),
        "its receipt": page("giver_receipt", pledge.public_id, gift.public_id),
    }[what]

    response = client.get(address)

    assert response.status_code == 200
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_the_public_page_promises_no_more_than_is_missing(client, campaign):
    PledgeFactory.create_batch(18, campaign=campaign, amount=30_000_000)
    missing = campaign.goal - figures_of(campaign).received

    shown = client.get(page("campaign", campaign.public_id)).context["pledged"]

    assert shown == missing
    assert pledged(campaign) == 18 * 30_000_000
