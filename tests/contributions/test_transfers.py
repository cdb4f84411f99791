"""Lines of a bank statement: found by their code, booked once."""

import uuid
from typing import Any

import pytest
from django.utils.timezone import localdate

from contributions.campaigns import actions
from contributions.campaigns.models import Campaign, Gift, Pledge
from portal.errors import RuleViolation
from portal.people.models import Role
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    PledgeFactory,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import page
from tests.people.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("same", ["FT 26325123", "FT26325123", "F T26325 123"])
def test_a_line_of_a_statement_is_known_whatever_its_spaces(same: str) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    count_cash(campaign, leader, treasurer, channel="transfer", bank_reference="FT 26325123")

    with pytest.raises(RuleViolation, match="PT-"):
        count_cash(campaign, leader, treasurer, channel="transfer", bank_reference=same)
    count_cash(campaign, leader, treasurer, channel="transfer", bank_reference="FT 2632512")

    assert Gift.objects.count() == 2


def count_transfer(campaign: Campaign) -> Gift:
    return count_cash(
        campaign,
        leader_of(campaign),
        treasurer_of(campaign),
        channel="transfer",
        bank_reference="FT1",
    )


def test_a_transfer_is_found_by_the_code_in_the_banks_memo(sign_in: Any) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="hidden")
    facts = {
        "once": str(uuid.uuid4()),
        "memo": f"MBVCB.123.XHH{pledge.code}20261122.CT tu 0071001234567 LY THI NA",
        "amount": "200000",
        "received_on": localdate().isoformat(),
        "bank_reference": "ft 26325123",
        "giver_name": "Lý Thị Na",
        "shown": "hidden",
        "words": "v2 vi",
        "second_counter": treasurer.person.pk,
    }
    first = sign_in(leader.person)

    first.post(page("transfer", campaign.public_id), facts)
    gift = Gift.objects.get()
    actions.confirm_gift(gift, actor=treasurer.person)
    again = first.post(page("transfer", campaign.public_id), {**facts, "once": str(uuid.uuid4())})

    assert (gift.pledge, gift.bank_reference) == (pledge, "FT 26325123")
    assert dict(campaign.accounts.values_list("kind", "balance"))["bank"] == 200_000
    assert again.status_code == 422
    assert f"đã ghi ở phiếu thu {gift}" in again.text
    assert list(Pledge.objects.unpaid()) == []


@pytest.mark.parametrize(
    ("memo", "sentence"),
    [
        ("XHH 8BHC NW5X.CT tu 0071001234567", "Không có lượt đăng ký"),
        ("Ly Thi Na ung ho", "Không thấy mã"),
    ],
)
def test_a_memo_without_a_pledge_is_said_once_and_booked_when_sent_again(
    sign_in: Any, memo: str, sentence: str
) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    facts = {
        "once": str(uuid.uuid4()),
        "memo": memo,
        "amount": "200000",
        "received_on": f"{localdate():%d/%m/%Y}",
        "bank_reference": "FT1",
        "giver_name": "Lý Thị Na",
        "shown": "hidden",
        "words": "v2 vi",
        "second_counter": treasurer.person.pk,
    }
    client, url = sign_in(leader.person), page("transfer", campaign.public_id)

    told = client.post(url, facts)
    counted = Gift.objects.count()
    client.post(url, {**facts, "unmatched": told.context["form"]["unmatched"].value()})

    assert (told.status_code, counted) == (422, 0)
    assert sentence in told.text
    assert memo in told.text
    assert Gift.objects.get().pledge is None


def test_a_line_of_a_statement_is_booked_by_one_of_the_campaigns_that_share_the_account() -> None:
    spring, autumn = BankAccountFactory().campaign, BankAccountFactory().campaign
    of_another_account = BankAccountFactory(number="999999999").campaign
    gift = count_transfer(spring)

    with pytest.raises(RuleViolation, match=f"{gift} của “{spring.title}”"):
        count_transfer(autumn)
    count_transfer(of_another_account)

    assert not Gift.objects.filter(campaign=autumn).exists()
    actions.refuse_gift(gift, actor=gift.second_counter, reason="Của đợt kia")
    assert count_transfer(autumn).number == 1


def test_a_campaign_without_an_account_takes_no_transfers(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    with pytest.raises(RuleViolation):
        count_cash(campaign, leader, treasurer, channel="transfer", bank_reference="FT1")

    assert "Hình thức khác" in sign_in(leader.person).get(page("cash", campaign.public_id)).text
    assert not Gift.objects.exists()


def test_a_transfer_passes_through_a_treasurer(sign_in: Any) -> None:
    campaign = BankAccountFactory().campaign
    leader = leader_of(campaign)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune)

    form = sign_in(leader.person).get(page("transfer", campaign.public_id))

    assert administrator.person.full_name not in form.text
