"""Campaigns and reversals over the API, for those who lead."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from contributions.books.models import LedgerEntry
from contributions.campaigns.figures import figures_of
from contributions.campaigns.models import Campaign, Gift, Reversal
from portal.people.models import Role
from tests.areas.factories import HamletFactory
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    book_cash,
)
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db

CAMPAIGNS = "/api/v1/campaigns/"


def campaign(**changes: Any) -> dict[str, Any]:
    return {
        "once": str(uuid.uuid4()),
        "title": "Camera ngã ba Phú Hữu",
        "description": "5 mắt camera ở 2 ngã ba.",
        "goal": 38_500_000,
        "running_cost": 12_000_000,
        "reserve_percent": 20,
        "managing_unit": "Công an xã",
        "deadline": str(localdate() + timedelta(days=30)),
        "bin": "970405",
        "number": "1234567890123",
        "holder": "BAN DIEU HANH THON MAU",
        **changes,
    }


def post(client: Client, url: str, body: Any = None) -> Any:
    return client.post(url, body, content_type="application/json")


def test_a_campaign_is_drafted_opened_closed_and_opened_again(sign_in, client):
    leader = AppointmentFactory(role=Role.HAMLET_LEADER)
    treasurer = AppointmentFactory(role=Role.TREASURER, hamlet=leader.hamlet)
    signed_in = sign_in(leader.person)

    drafted = post(signed_in, CAMPAIGNS, campaign())

    assert drafted.status_code == 201
    shown = drafted.json()
    assert (shown["status"], shown["account"]["number"]) == ("draft", "1234567890123")
    public = f"/api/v1/campaigns/{shown['public_id']}/"
    own = f"{CAMPAIGNS}{shown['public_id']}/"
    assert client.get(public).status_code == 404
    assert signed_in.get(own).json() == shown
    assert post(signed_in, f"{own}open/").status_code == 409  # nobody has confirmed the account
    account = {"account": shown["account"]["public_id"]}
    assert post(sign_in(treasurer.person), f"{own}confirm-account/", account).status_code == 200
    assert post(signed_in, f"{own}open/").json()["status"] == "open"
    assert client.get(public).json()["account"]["bank"] == "Agribank"
    assert post(signed_in, f"{own}open/").json()["status"] == "open"  # pressed twice
    assert post(signed_in, f"{own}close/").json()["status"] == "closed"
    assert post(signed_in, f"{own}reopen/").json()["status"] == "open"


def test_a_draft_is_changed_and_keeps_what_is_not_said(sign_in, leader, campaign):
    client = sign_in(leader.person)
    draft = CampaignFactory(hamlet=campaign.hamlet, status="draft")
    BankAccountFactory(campaign=draft)

    shown = post(client, f"{CAMPAIGNS}{draft.public_id}/change/", {"title": "Tên khác"}).json()

    assert (shown["title"], shown["figures"]["goal"]) == ("Tên khác", 38_500_000)
    assert shown["account"]["number"] == "1234567890123"
    opened = post(client, f"{CAMPAIGNS}{campaign.public_id}/change/", {"title": "Tên khác"})
    assert (opened.status_code, list(opened.json())) == (409, ["detail"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goal": 500}, "goal"),
        ({"running_cost": 50_000_000}, "running_cost"),
        ({"deadline": "2020-01-01"}, "deadline"),
        ({"holder": ""}, "holder"),
        ({"bin": "1"}, "bin"),
        ({"title": ""}, "title"),
        ({"reserve_percent": 0}, "reserve_percent"),
    ],
)
def test_the_pages_rules_hold(sign_in, changes, field):
    leader = AppointmentFactory(role=Role.HAMLET_LEADER)

    response = post(sign_in(leader.person), CAMPAIGNS, campaign(**changes))

    assert (response.status_code, list(response.json())) == (400, [field])
    assert not Campaign.objects.exists()


def test_who_stands_for_a_commune_says_which_hamlet_and_only_of_hers(sign_in):
    hamlet, foreign = HamletFactory(), HamletFactory()
    client = sign_in(AppointmentFactory(role=Role.ADMINISTRATOR, commune=hamlet.commune).person)

    for body in ({}, {"hamlet": str(foreign.public_id)}):
        refused = post(client, CAMPAIGNS, campaign(**body))
        assert (refused.status_code, list(refused.json())) == (400, ["hamlet"])
    assert post(client, CAMPAIGNS, campaign(hamlet=str(hamlet.public_id))).status_code == 201
    assert Campaign.objects.get().hamlet == hamlet


def test_a_booked_gift_is_reversed_by_two(sign_in, campaign, leader, treasurer):
    gift = book_cash(campaign, leader, treasurer)
    first, second = sign_in(leader.person), sign_in(treasurer.person)
    body = {"reason": "Ghi thừa một số 0", "second_counter": str(treasurer.person.public_id)}
    url = f"/api/v1/gifts/{gift.public_id}/reverse/"

    assert list(post(first, url).json()) == ["reason", "second_counter"]
    asked = post(first, url, body)
    assert asked.status_code == 201
    assert post(first, url, body).json() == asked.json()
    reversal = f"/api/v1/reversals/{asked.json()['public_id']}/"
    assert post(first, f"{reversal}confirm/").status_code == 409
    assert post(second, f"{reversal}confirm/").json()["status"] == "booked"

    assert figures_of(Campaign.objects.get()).received == 0
    assert LedgerEntry.objects.count() == 2
    assert first.get(reversal).json()["receipt_number"] == str(gift)
    assert Gift.objects.get().status == "reversed"


def test_a_reversal_is_refused_and_the_gift_stays(sign_in, campaign, leader, treasurer):
    gift = book_cash(campaign, leader, treasurer)
    body = {"reason": "Ghi thừa", "second_counter": str(treasurer.person.public_id)}
    asked = post(sign_in(leader.person), f"/api/v1/gifts/{gift.public_id}/reverse/", body)

    url = f"/api/v1/reversals/{asked.json()['public_id']}/refuse/"
    assert post(sign_in(treasurer.person), url).json()["status"] == "refused"
    assert Gift.objects.get().status == "booked"


@pytest.mark.parametrize(
    ("who", "reads", "acts"),
    [
        ("supervisor", 200, 403),
        ("leader next door", 404, 404),
        ("administrator elsewhere", 404, 404),
        ("officer", 403, 403),
        ("resident", 403, 403),
        ("anonymous", 403, 403),
    ],
)
def test_others_change_nothing(
    sign_in, client, campaign, leader, treasurer, who: str, reads: int, acts: int
):
    here = {"commune": campaign.commune}
    people: dict[str, Any] = {
        "supervisor": lambda: AppointmentFactory(role=Role.SUPERVISOR, **here).person,
        "leader next door": lambda: (
            AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=HamletFactory(**here)).person
        ),
        "administrator elsewhere": lambda: AppointmentFactory(role=Role.ADMINISTRATOR).person,
        "officer": lambda: AppointmentFactory(role=Role.OFFICER, **here).person,
        "resident": UserFactory,
    }
    draft = CampaignFactory(hamlet=campaign.hamlet, status="draft")
    gift = book_cash(campaign, leader, treasurer)
    body = {"reason": "Ghi thừa", "second_counter": str(treasurer.person.public_id)}
    reverse = f"/api/v1/gifts/{gift.public_id}/reverse/"
    asked = post(sign_in(leader.person), reverse, body).json()["public_id"]
    other = sign_in(people[who]()) if who in people else client

    # A draft that is not one's own is one that nobody has heard of.
    assert other.get(f"{CAMPAIGNS}{draft.public_id}/").status_code == (200 if reads == 200 else 404)
    assert other.get(f"/api/v1/reversals/{asked}/").status_code == reads
    for verb in ("change", "open", "close", "reopen"):
        assert post(other, f"{CAMPAIGNS}{draft.public_id}/{verb}/").status_code == acts
    for verb in ("confirm", "refuse"):
        assert post(other, f"/api/v1/reversals/{asked}/{verb}/").status_code == acts
    assert post(other, reverse, body).status_code == acts
    assert Campaign.objects.get(pk=draft.pk).status == "draft"
    assert Reversal.objects.get().status == "waiting"


def test_lists_ask_as_often_for_three_rows_as_for_one(sign_in, campaign, leader, treasurer):
    client = sign_in(leader.person)
    lists = [
        f"{CAMPAIGNS}own/",
        "/api/v1/reversals/",
        f"/api/v1/reversals/?campaign={campaign.public_id}",
    ]
    counts: dict[str, list[int]] = {address: [] for address in lists}
    for rows in (1, 3):
        while Reversal.objects.count() < rows:
            gift = book_cash(campaign, leader, treasurer)
            body = {"reason": "Ghi thừa", "second_counter": str(treasurer.person.public_id)}
            post(client, f"/api/v1/gifts/{gift.public_id}/reverse/", body)
        while Campaign.objects.count() < rows:
            CampaignFactory(hamlet=campaign.hamlet)
        for address in lists:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(address).json()["results"]) == rows
            counts[address].append(len(queries))

    assert all(one == three for one, three in counts.values()), counts
