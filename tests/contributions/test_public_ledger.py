"""The ledger as anybody reads it: on the page, on paper, in a sheet."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from contributions.campaigns import actions
from contributions.campaigns.ledger_table import entries_of, table_of
from contributions.campaigns.views import gifts as gift_views
from contributions.campaigns.views import ledger as books
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    book_cash,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"commune": "' OR 1=1"}, "campaigns"),
        ({"after": "999999999999999999"}, "campaigns"),
        ({"after": "999999999999999999"}, "ledger"),
        ({"after": "٣"}, "givers"),
    ],
    ids=str,
)
def test_a_query_nobody_would_type_still_gets_the_page(
    client: Client, query: dict[str, str], name: str
) -> None:
    campaign = CampaignFactory()
    args = [] if name == "campaigns" else [campaign.public_id]

    assert client.get(page(name, *args), query).status_code == 200


def test_the_public_table_opens_as_paper_and_as_a_sheet(client: Client) -> None:
    campaign = CampaignFactory()
    book_cash(campaign, leader_of(campaign), treasurer_of(campaign))

    paper = client.get(page("ledger_pdf", campaign.public_id))
    sheet = client.get(page("ledger_sheet", campaign.public_id))

    assert paper.content.startswith(b"%PDF-")
    assert sheet.content.startswith(b"PK")


def test_the_paper_tells_a_reversed_gift_as_the_page_does(client: Client) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Ghi nhầm số tiền"
    )
    actions.confirm_reversal(asked, actor=treasurer.person)

    table = table_of(campaign, list(entries_of(campaign)))
    paper = render_to_string("contributions/ledger/paper.html", table)

    told = re.compile(r"<td(?: class=\"words\")?>(<b>.*?)</td>|(<span class=\"gone\">.*?</span>)")
    assert len(told.findall(paper)) == 3
    shown = client.get(page("ledger", campaign.public_id)).text
    assert sorted(told.findall(paper)) == sorted(told.findall(shown))
    assert re.findall(r"<td>(\d+)</td>", paper) == ["1", "2"]  # on the wall the oldest first
    assert "(bút toán đảo)" in paper
    assert "UBND" in paper
    assert f"{treasurer.person.address_name} xác nhận" in paper


@pytest.mark.parametrize("name", ["ledger_pdf", "ledger_sheet"])
def test_one_address_gets_thirty_papers_a_minute(
    client: Client, monkeypatch: Any, name: str
) -> None:
    campaign = CampaignFactory()
    address = page(name, campaign.public_id)
    monkeypatch.setattr(books.pdf, "render", lambda *_: b"%PDF-")

    statuses = [client.get(address).status_code for _ in range(31)]

    assert statuses == [200] * 30 + [429]
    elsewhere = client.get(address, REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_the_ledger_is_paged_by_number(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(books, "ENTRIES_A_PAGE", 2)
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    for number in range(1, 6):
        book_cash(campaign, leader, treasurer, giver_name=f"Người thứ {number}")

    first = client.get(page("ledger", campaign.public_id)).text
    second = client.get(page("ledger", campaign.public_id), {"after": "4"}).text
    hostile = client.get(page("ledger", campaign.public_id), {"after": "x' OR 1"}).text

    assert re.findall(r"Người thứ \d", first) == ["Người thứ 5", "Người thứ 4"]
    assert "?after=4" in first
    assert re.findall(r"Người thứ \d", second) == ["Người thứ 3", "Người thứ 2"]
    assert "Người thứ 5" in hostile


def test_a_stranger_s_phone_and_real_name_stay_out_of_every_public_page(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    book_cash(
        campaign,
        leader_of(campaign),
        treasurer_of(campaign),
        giver_name="Lý Thị Kín",
        giver_phone="+84912345678",
        shown="hidden",
    )

    for name in ("campaign", "givers", "ledger"):
        text = client.get(page(name, campaign.public_id)).text
        assert "Lý Thị Kín" not in text
        assert "912345678" not in text
        assert "hông ghi tên" in text


def test_the_last_page_that_is_exactly_full_leads_nowhere(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(gift_views, "GIVERS_A_PAGE", 2)
    campaign = CampaignFactory()
    for _ in range(2):
        book_cash(campaign, leader_of(campaign), treasurer_of(campaign))

    full = client.get(page("givers", campaign.public_id)).text
    book_cash(campaign, leader_of(campaign), treasurer_of(campaign))
    more = client.get(page("givers", campaign.public_id)).text

    assert ("?after=" in full, "?after=" in more) == (False, True)


def test_a_signer_who_has_not_begun_stands_there_by_the_name_that_was_written(
    client: Client,
) -> None:
    """Or an administrator would read in the public table whose a number is."""
    campaign = CampaignFactory()
    treasurer = treasurer_of(campaign)
    person = treasurer.person
    treasurer.shown_as, treasurer.taken_up_at = "Tên Bịa", None
    treasurer.save()

    shown = client.get(page("ledger", campaign.public_id)).text

    assert "Tên Bịa" in shown
    assert person.full_name not in shown
