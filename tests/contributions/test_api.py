from typing import Any

import pytest
from django.test import Client

from tests.contributions.factories import CampaignFactory, book_cash, leader_of, treasurer_of

pytestmark = pytest.mark.django_db

CAMPAIGNS = "/api/v1/campaigns/"


def test_anyone_reads_open_campaigns_and_their_figures(client: Client) -> None:
    campaign = CampaignFactory()
    CampaignFactory(status="draft")
    book_cash(campaign, leader_of(campaign), treasurer_of(campaign))

    rows = client.get(CAMPAIGNS).json()["results"]

    assert [campaign["public_id"] for campaign in rows] == [str(campaign.public_id)]
    assert rows[0]["figures"] == {
        "goal": 38_500_000,
        "received": 500_000,
        "spent": 0,
        "balance": 500_000,
        "reserve": 100_000,
        "months": 0,
    }


def test_campaigns_of_one_commune(client: Client) -> None:
    here, _elsewhere = CampaignFactory(), CampaignFactory()

    rows = client.get(CAMPAIGNS, {"commune": here.commune.code}).json()["results"]

    assert [campaign["public_id"] for campaign in rows] == [str(here.public_id)]


def test_the_ledger_over_the_api_shows_names_as_chosen(client: Client) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    book_cash(campaign, leader, treasurer, giver_name="Lý Thị Kín", shown="hidden")

    response = client.get(f"{CAMPAIGNS}{campaign.public_id}/ledger/")

    line = response.json()["results"][0]
    assert (line["number"], line["received"], line["balance"]) == (1, 500_000, 500_000)
    assert "Lý Thị Kín" not in response.text


def test_a_draft_is_not_found_and_nothing_can_be_written(client: Client) -> None:
    draft = CampaignFactory(status="draft")
    campaign = CampaignFactory()

    assert client.get(f"{CAMPAIGNS}{draft.public_id}/").status_code == 404
    for method in (client.post, client.put, client.patch, client.delete):
        response = method(f"{CAMPAIGNS}{campaign.public_id}/", content_type="application/json")
        assert response.status_code in {403, 405}


def test_the_list_asks_the_same_for_one_and_three(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for more in (1, 2):
        CampaignFactory.create_batch(more)
        with django_assert_max_num_queries(5) as asked:
            client.get(CAMPAIGNS)
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]
