"""Amounts of money as people type them."""

from typing import Any

import pytest

from contributions.books.money import read_amount
from contributions.campaigns.models import Gift
from tests.contributions.factories import (
    CampaignFactory,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import cash_facts, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["500.000,000", "500,000.000", "1 500.000", "0.500.000"])
def test_an_amount_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="chữ số"):
        read_amount(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.500.000", "1,500,000", "1 500 000 đ", "1500000", "1.500.000 ₫", "₫1.500.000",
        "1.500.000 đo\u0302\u0300ng", "1.500.000 VNĐ", "VND 1,500,000", "1\u202f500\u202f000",
        "１．５００．０００", "١٥٠٠٠٠٠", "\u200e1.500.000\u00a0đồng.",
    ],
)  # fmt: skip
def test_an_amount_with_one_sign_between_its_groups_is_read(text: str) -> None:
    assert read_amount(text) == 1_500_000


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("", ""),
        ("0", "Ít nhất là 1.000 đồng"),
        ("-500.000", "Ghi đủ chữ số"),
        ("500", "Năm trăm nghìn thì ghi 500.000"),
        ("10000000000000", "hơn 100 tỷ đồng"),
        ("1.5tr", "Ghi đủ chữ số"),
        ("5.00.000", "Ghi đủ chữ số"),
        ("1e9", "Ghi đủ chữ số"),
        ("9" * 39, "hơn 100 tỷ đồng"),
    ],
)
def test_an_amount_that_is_surely_wrong_gets_a_sentence_and_books_nothing(
    sign_in: Any, amount: str, sentence: str
) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    response = sign_in(leader.person).post(
        page("cash", campaign.public_id), cash_facts(treasurer, amount=amount)
    )

    assert response.status_code == 422
    assert sentence in response.text
    assert "Bà Trần Thị Mẫu" in response.text
    assert not Gift.objects.exists()


@pytest.mark.parametrize("amount", ["500.000", "500000", "500 000 đ", "500,000 VND", " 500.000đ "])
def test_amounts_are_read_as_people_write_them(sign_in: Any, amount: str) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    sign_in(leader.person).post(
        page("cash", campaign.public_id), cash_facts(treasurer, amount=amount)
    )

    assert Gift.objects.get().amount == 500_000
