"""Pledges over the API: anybody's, by the id that only who made it has."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contributions.campaigns.giver_names import wording
from contributions.campaigns.models import Campaign, Pledge
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    PledgeFactory,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db

PLEDGES = "/api/v1/pledges/"
WORDS = "v2 vi"


@pytest.fixture
def campaign() -> Campaign:
    made: Campaign = BankAccountFactory().campaign
    return made


def making(**changes: Any) -> dict[str, Any]:
    return {
        "once": str(uuid.uuid4()),
        "amount": 200_000,
        "shown": "hidden",
        "words": WORDS,
        **changes,
    }


def pledge(client: Client, campaign: Campaign, body: Any) -> Any:
    url = f"/api/v1/campaigns/{campaign.public_id}/pledge/"
    return client.post(url, body, content_type="application/json")


def post(client: Client, made: Pledge, verb: str, body: Any = None) -> Any:
    url = f"{PLEDGES}{made.public_id}/{verb}/"
    return client.post(url, body, content_type="application/json")


def press(client: Client, made: Pledge, verb: str) -> Any:
    return client.post(f"{PLEDGES}{made.code}/{verb}/", content_type="application/json")


def test_anybody_pledges_once_and_gets_memo_and_qr(campaign, client):
    body = making()

    first, second = pledge(client, campaign, body), pledge(client, campaign, body)

    made = Pledge.objects.get()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (first.json()["memo"], first.json()["amount"]) == (made.memo, 200_000)
    assert client.get(first.json()["qr_svg"])["Content-Type"] == "image/svg+xml"
    assert client.get(f"{PLEDGES}{made.public_id}/").json() == first.json()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 5}, "amount"),
        ({"shown": "name"}, "giver_name"),
        ({"shown": "x"}, "shown"),
        ({"giver_phone": "12"}, "giver_phone"),
        ({"once": ""}, "once"),
    ],
)
def test_the_pages_rules_hold(campaign, client, changes, field):
    response = pledge(client, campaign, making(**changes))

    assert (response.status_code, list(response.json())) == (400, [field])
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("changes", [{"status": "closed"}, {"status": "draft"}, {}])
def test_a_campaign_that_takes_no_pledges_takes_none_here(client, changes):
    campaign = CampaignFactory(**changes)

    expected = 404 if changes.get("status") == "draft" else 409
    assert pledge(client, campaign, making()).status_code == expected
    assert not Pledge.objects.exists()


def test_more_than_the_goal_is_refused_in_the_pages_sentence(campaign, client):
    response = pledge(client, campaign, making(amount=campaign.goal + 1))

    assert (response.status_code, list(response.json())) == (409, ["detail"])


def test_pledges_are_counted_with_those_of_the_page(campaign, client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"contributions_pledge": "1/m/ip"}

    assert pledge(client, campaign, making()).status_code == 201
    assert pledge(client, campaign, making()).status_code == 429
    assert Pledge.objects.count() == 1


def test_the_giver_changes_the_name_and_reads_what_came(campaign, client):
    made = PledgeFactory(campaign=campaign)
    count_cash(campaign, leader_of(campaign), treasurer_of(campaign), pledge=made)

    shown = post(
        client, made, "name", {"shown": "alias", "alias": "Gia đình cô Ba", "words": WORDS}
    ).json()

    assert shown["public_name"] == "Gia đình cô Ba"
    assert [gift["status"] for gift in shown["gifts"]] == ["waiting"]
    assert "Trần Thị Mẫu" not in str(shown)


def test_the_words_before_the_choice_are_there(client):
    assert client.get("/api/v1/campaigns/naming/").json() == {
        "wording": wording(),
        "words": WORDS,
    }


def test_those_who_lead_list_what_nobody_has_seen_and_set_aside_what_nobody_believes(
    campaign, sign_in
):
    leader = leader_of(campaign)
    older, newer = PledgeFactory(campaign=campaign), PledgeFactory(campaign=campaign)
    paid = PledgeFactory(campaign=campaign)
    count_cash(campaign, leader, treasurer_of(campaign), pledge=paid)
    PledgeFactory()
    client = sign_in(leader.person)

    rows = client.get(PLEDGES).json()["results"]
    assert [row["code"] for row in rows] == [newer.code, older.code]
    assert press(client, older, "set-aside").json()["set_aside_at"]
    assert press(client, older, "again").json()["set_aside_at"] is None


def test_who_leads_does_not_learn_the_id_with_which_the_giver_speaks(campaign, sign_in):
    made = PledgeFactory(campaign=campaign)
    client = sign_in(leader_of(campaign).person)

    told = client.get(PLEDGES).content + press(client, made, "set-aside").content

    assert made.code.encode() in told
    assert str(made.public_id).encode() not in told


def test_a_name_chosen_by_other_words_than_the_present_ones_is_asked_again(campaign, client):
    made = PledgeFactory(campaign=campaign)
    before = made.shown

    answer = post(client, made, "name", {"shown": "name", "words": "v0 vi"})

    assert answer.status_code == 400
    made.refresh_from_db()
    assert made.shown == before


def test_others_set_nothing_aside_and_list_nothing(campaign, sign_in, client):
    made = PledgeFactory(campaign=campaign)
    next_door = leader_of(CampaignFactory())

    assert press(sign_in(next_door.person), made, "set-aside").status_code == 404
    for other in (client, sign_in(UserFactory())):
        assert other.get(PLEDGES).status_code == 403
        assert press(other, made, "set-aside").status_code == 403
    assert sign_in(next_door.person).get(PLEDGES).json()["results"] == []
    assert Pledge.objects.get().set_aside_at is None


def test_the_list_asks_as_often_for_three_rows_as_for_one(campaign, sign_in):
    client = sign_in(leader_of(campaign).person)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            PledgeFactory(campaign=BankAccountFactory(campaign__hamlet=campaign.hamlet).campaign)
        client.get(PLEDGES)
        with CaptureQueriesContext(connection) as queries:
            client.get(PLEDGES)
        counts.append(len(queries))

    assert counts[0] == counts[1]
