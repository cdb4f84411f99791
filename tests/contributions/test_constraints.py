"""What the database itself refuses, whoever asks."""

from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils.timezone import localdate

from contributions.campaigns import actions
from contributions.campaigns.models import BankAccount, Campaign, Gift
from tests.areas.factories import HamletFactory
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db

SAID = {
    "title": "Khác hẳn",
    "description": "Việc khác.",
    "goal": 90_000_000,
    "running_cost": 1_000_000,
    "reserve_percent": 1,
    "managing_unit": "Người khác",
    "deadline": localdate().replace(year=localdate().year + 2),
    "code": "AAAAAAAA",
}


def changed(rows: Any, **fields: Any) -> bool:
    """Whether the database lets these fields be written."""
    try:
        with transaction.atomic():
            rows.update(**fields)
    except ProgrammingError:
        return False
    return True


@pytest.mark.parametrize("status", ["open", "closed"])
def test_what_people_give_for_stays_once_a_campaign_has_opened(status: str) -> None:
    campaign = Campaign.objects.filter(pk=CampaignFactory(status=status).pk)

    assert [name for name, value in SAID.items() if changed(campaign, **{name: value})] == []


def test_a_draft_may_still_be_changed() -> None:
    campaign = Campaign.objects.filter(pk=CampaignFactory(status="draft").pk)

    assert changed(campaign, **SAID)


def test_an_open_campaign_never_becomes_a_draft_again() -> None:
    campaign = Campaign.objects.filter(pk=CampaignFactory().pk)

    assert not changed(campaign, status="draft", opened_at=None, opened_by=None)


def test_an_open_campaign_closes_opens_again_counts_and_follows_its_hamlet() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    actions.close_campaign(campaign, actor=leader.person)
    actions.reopen_campaign(campaign, actor=leader.person)
    book_cash(campaign, leader, treasurer)
    row = Campaign.objects.filter(pk=campaign.pk)

    assert changed(row, hamlet=HamletFactory(commune=campaign.commune))
    assert (row.get().status, row.get().gift_count) == ("open", 1)


@pytest.mark.parametrize("status", ["draft", "open", "closed"])
def test_the_account_of_a_campaign_stays_once_it_has_opened(status: str) -> None:
    account = BankAccountFactory(campaign__status=status)
    rows = BankAccount.objects.filter(pk=account.pk)

    assert not changed(rows, number="9999999999")
    if status == "draft":
        rows.delete()
    else:
        with pytest.raises(ProgrammingError, match="has opened stays"), transaction.atomic():
            rows.delete()
    assert rows.exists() == (status != "draft")


@pytest.mark.parametrize("status", ["draft", "open", "closed"])
def test_no_account_is_put_into_a_campaign_that_has_opened(status: str) -> None:
    campaign = CampaignFactory(status=status)
    account = BankAccount(
        campaign=campaign,
        bin="970405",
        number="9999999999",
        holder="KE GIAN",
        written_by=campaign.created_by,
    )

    if status == "draft":
        account.save()
    else:
        with pytest.raises(ProgrammingError, match="has opened stays"), transaction.atomic():
            account.save()

    assert BankAccount.objects.exists() == (status == "draft")


def test_no_account_is_moved_from_a_draft_into_an_open_campaign() -> None:
    account = BankAccountFactory(campaign__status="draft")
    draft, target = account.campaign, CampaignFactory()

    assert not changed(BankAccount.objects.filter(pk=account.pk), campaign=target)
    account.refresh_from_db()
    assert account.campaign == draft


DECIDED = {
    "number": 77,
    "amount": 1_000_000,
    "giver_name": "Người khác",
    "giver_phone": "+84912000999",
    "channel": "kind",
    "received_on": localdate().replace(year=localdate().year - 1),
    "decided_at": None,
}


@pytest.mark.parametrize("ends", ["confirm_gift", "refuse_gift"])
def test_a_decided_receipt_stays_but_for_the_name_in_public(ends: str) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = count_cash(campaign, leader, treasurer)
    facts = {"reason": "Chỉ có 400.000"} if ends == "refuse_gift" else {}
    getattr(actions, ends)(gift, actor=treasurer.person, **facts)
    rows = Gift.objects.filter(pk=gift.pk)
    counters = {"first_counter": UserFactory(), "second_counter": UserFactory()}

    written = [name for name, v in (DECIDED | counters).items() if changed(rows, **{name: v})]

    assert written == []
    assert not changed(rows, status="waiting", decided_at=None, refusal="")
    assert changed(rows, shown="alias", alias="Gia đình bà Ba")


def test_a_receipt_is_never_deleted() -> None:
    campaign = CampaignFactory()
    gift = count_cash(campaign, leader_of(campaign), treasurer_of(campaign))

    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        Gift.objects.filter(pk=gift.pk).delete()

    assert Gift.objects.filter(pk=gift.pk).exists()
