"""Gifts over the API: counted by one, confirmed by another, read by those who stand for them."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from contributions.books.models import LedgerEntry
from contributions.campaigns.figures import figures_of
from contributions.campaigns.models import Campaign, Gift
from portal.journal.models import Entry
from portal.people.models import Role
from tests.areas.factories import HamletFactory
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    PledgeFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db

GIFTS = "/api/v1/gifts/"


def cash(campaign: Campaign, treasurer: Any, **changes: Any) -> dict[str, Any]:
    whole = {
        "campaign": str(campaign.public_id),
        "once": str(uuid.uuid4()),
        "amount": 500_000,
        "giver_name": "Bà Trần Thị Mẫu",
        "shown": "name",
        "words": "v2 vi",
        "second_counter": str(treasurer.person.public_id),
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def post(client: Client, address: str, body: Any = None) -> Any:
    return client.post(f"{GIFTS}{address}", body, content_type="application/json")


def test_cash_is_counted_by_one_and_booked_by_the_other(campaign, leader, treasurer, sign_in):
    first, second = sign_in(leader.person), sign_in(treasurer.person)

    written = post(first, "", cash(campaign, treasurer))

    gift = written.json()
    assert written.status_code == 201
    assert (gift["receipt_number"], gift["status"]) == (f"PT-{localdate().year}-0001", "waiting")
    assert (gift["amount"], gift["receipt_pdf"]) == (500_000, None)
    own = post(first, f"{gift['public_id']}/confirm/")
    assert (own.status_code, list(own.json())) == (409, ["detail"])
    assert figures_of(campaign).received == 0
    for _twice in range(2):
        booked = post(second, f"{gift['public_id']}/confirm/")
        assert (booked.status_code, booked.json()["status"]) == (200, "booked")
    assert figures_of(Campaign.objects.get()).received == 500_000
    assert LedgerEntry.objects.count() == 1
    assert first.get(booked.json()["receipt_pdf"])["Content-Type"] == "application/pdf"
    entries = Entry.objects.of(campaign.stream)
    assert [(entry.verb, entry.actor) for entry in entries][:1] == [("counted", leader.person)]


def test_the_same_gift_sent_twice_is_one_receipt(campaign, leader, treasurer, sign_in):
    client, body = sign_in(leader.person), cash(campaign, treasurer)

    assert post(client, "", body).json() == post(client, "", body).json()
    assert Gift.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 500}, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": -500_000}, "amount"),
        ({"giver_name": None}, "giver_name"),
        ({"giver_phone": "12"}, "giver_phone"),
        ({"shown": "alias"}, "alias"),
        ({"shown": None}, "shown"),
        ({"second_counter": None}, "second_counter"),
        ({"second_counter": str(uuid.uuid4())}, "second_counter"),
        ({"once": "x"}, "once"),
        ({"channel": "kind"}, "item"),
        ({"channel": "gold"}, "channel"),
    ],
)
def test_the_pages_rules_hold(campaign, leader, treasurer, sign_in, changes, field):
    response = post(sign_in(leader.person), "", cash(campaign, treasurer, **changes))

    assert (response.status_code, list(response.json())) == (400, [field])
    assert not Gift.objects.exists()


def test_the_pages_sentences_are_said(campaign, leader, treasurer, sign_in):
    response = post(sign_in(leader.person), "", cash(campaign, treasurer, amount=500))

    assert response.json()["amount"][0].startswith("Ít nhất là 1.000 đồng.")


def test_nobody_counts_alone_or_with_a_stranger(campaign, leader, treasurer, sign_in):
    for person in (leader.person, UserFactory(), treasurer_of(CampaignFactory()).person):
        body = cash(campaign, treasurer, second_counter=str(person.public_id))
        assert post(sign_in(leader.person), "", body).status_code == 400
    assert not Gift.objects.exists()


def test_a_draft_takes_no_gift_and_says_why(leader, treasurer, campaign, sign_in):
    draft = CampaignFactory(hamlet=campaign.hamlet, status="draft")

    response = post(sign_in(leader.person), "", cash(draft, treasurer))

    assert (response.status_code, list(response.json())) == (409, ["detail"])


def test_a_transfer_keeps_the_name_its_pledge_chose(campaign, leader, treasurer, sign_in):
    BankAccountFactory(campaign=campaign)
    pledge = PledgeFactory(campaign=campaign, shown="hidden")
    body = cash(
        campaign,
        treasurer,
        channel="transfer",
        memo=f"NGUYEN THI A {pledge.memo}",
        received_on=str(localdate()),
        bank_reference="ft 123",
    )

    gift = post(sign_in(leader.person), "", body).json()

    assert (gift["pledge"], gift["shown"], gift["public_name"]) == (pledge.memo, "hidden", "")
    assert gift["bank_reference"] == "FT 123"


def test_a_gift_not_found_so_is_void_with_its_reason(campaign, leader, treasurer, sign_in):
    counted = count_cash(campaign, leader, treasurer)
    second = sign_in(treasurer.person)

    assert post(second, f"{counted.public_id}/refuse/").status_code == 400
    gift = post(second, f"{counted.public_id}/refuse/", {"reason": "Thiếu 100.000"}).json()

    assert (gift["status"], gift["refusal"]) == ("refused", "Thiếu 100.000")


def test_somebody_else_is_asked_to_confirm(campaign, leader, treasurer, sign_in):
    gift = count_cash(campaign, leader, treasurer)
    other = treasurer_of(campaign).person
    client = sign_in(leader.person)

    same = {"second_counter": str(treasurer.person.public_id)}
    assert post(client, f"{gift.public_id}/second-counter/", same).status_code == 400
    post(client, f"{gift.public_id}/second-counter/", {"second_counter": str(other.public_id)})

    assert Gift.objects.get().second_counter == other


def test_the_name_in_public_follows_the_giver(campaign, leader, treasurer, sign_in):
    booked = book_cash(campaign, leader, treasurer)
    body = {"shown": "alias", "alias": "Gia đình cô Ba", "words": "v2 vi"}

    gift = post(sign_in(leader.person), f"{booked.public_id}/name/", body).json()

    assert (gift["giver_name"], gift["public_name"]) == ("Trần Thị Mẫu", "Gia đình cô Ba")


def test_who_may_confirm_is_told_by_name_and_appointment(campaign, leader, treasurer, sign_in):
    client = sign_in(leader.person)

    rows = client.get(f"{GIFTS}second-counters/", {"campaign": str(campaign.public_id)}).json()

    assert [row["person"] for row in rows] == [str(treasurer.person.public_id)]
    assert treasurer.person.full_name in rows[0]["known_as"]
    for nonsense in ({}, {"campaign": "x"}, {"campaign": str(campaign.public_id), "channel": "x"}):
        assert client.get(f"{GIFTS}second-counters/", nonsense).status_code == 400


def test_a_leader_lists_the_gifts_of_her_own_hamlet(campaign, leader, treasurer, sign_in):
    older, newer = (book_cash(campaign, leader, treasurer) for _ in range(2))
    second = CampaignFactory(hamlet=campaign.hamlet)
    there = count_cash(second, leader, treasurer)
    next_door = CampaignFactory(hamlet=HamletFactory(commune=campaign.commune))
    book_cash(next_door, leader_of(next_door), treasurer_of(next_door))
    client = sign_in(leader.person)

    listed = [row["public_id"] for row in client.get(GIFTS).json()["results"]]
    of_one = client.get(GIFTS, {"campaign": str(campaign.public_id)}).json()["results"]

    assert listed == [str(gift.public_id) for gift in (there, newer, older)]
    assert [row["public_id"] for row in of_one] == listed[1:]
    foreign = client.get(GIFTS, {"campaign": str(next_door.public_id)})
    assert foreign.status_code == 404


@pytest.mark.parametrize(
    ("who", "reads", "acts"),
    [
        ("supervisor", 200, 403),
        ("leader next door", 404, 404),
        ("treasurer elsewhere", 404, 404),
        ("officer", 403, 403),
        ("resident", 403, 403),
        ("anonymous", 403, 403),
    ],
)
def test_others_change_nothing(
    campaign, leader, treasurer, sign_in, client, who: str, reads: int, acts: int
):
    gift = count_cash(campaign, leader, treasurer)
    here = {"commune": campaign.commune}
    people: dict[str, Any] = {
        "supervisor": lambda: AppointmentFactory(role=Role.SUPERVISOR, **here).person,
        "leader next door": lambda: (
            AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=HamletFactory(**here)).person
        ),
        "treasurer elsewhere": lambda: AppointmentFactory(role=Role.TREASURER).person,
        "officer": lambda: AppointmentFactory(role=Role.OFFICER, **here).person,
        "resident": UserFactory,
    }
    other = sign_in(people[who]()) if who in people else client

    assert other.get(f"{GIFTS}{gift.public_id}/").status_code == reads
    for verb in ("confirm", "refuse", "second-counter", "name"):
        assert post(other, f"{gift.public_id}/{verb}/", {"reason": "x"}).status_code == acts
    assert post(other, "", cash(campaign, treasurer)).status_code == acts
    others = other.get(f"{GIFTS}second-counters/", {"campaign": str(campaign.public_id)})
    assert others.status_code == acts
    assert Gift.objects.get().status == "waiting"


def test_a_treasurer_shows_the_second_factor_first(campaign, leader, treasurer, sign_in):
    gift = count_cash(campaign, leader, treasurer)
    client = sign_in(treasurer.person, second_factor=False)

    assert client.get(GIFTS).status_code == 403
    assert post(client, f"{gift.public_id}/confirm/").status_code == 403
    assert Gift.objects.get().status == "waiting"


def test_lists_ask_as_often_for_three_rows_as_for_one(campaign, leader, treasurer, sign_in):
    client = sign_in(leader.person)
    lists = [GIFTS, f"{GIFTS}second-counters/?campaign={campaign.public_id}"]
    counts: dict[str, list[int]] = {address: [] for address in lists}
    for more in (0, 2):
        for _ in range(more):
            treasurer_of(campaign)
        for _ in range(more or 1):
            count_cash(campaign, leader, treasurer)
        for address in lists:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts[address].append(len(queries))

    assert len(client.get(GIFTS).json()["results"]) == 3
    assert all(one == three for one, three in counts.values()), counts


def test_the_administrator_erases_a_giver_and_the_leader_cannot(
    campaign, leader, treasurer, sign_in
):
    gift = book_cash(campaign, leader, treasurer)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune).person
    body = {"reason": Gift.Ground.ASKED.value}
    assert gift.giver_name

    assert post(sign_in(leader.person), f"{gift.public_id}/erase/", body).status_code == 403
    assert Gift.objects.get().giver_name == gift.giver_name
    erased = post(sign_in(administrator), f"{gift.public_id}/erase/", body)

    assert (erased.status_code, erased.json()["giver_name"]) == (200, "")
    assert erased.json()["amount"] == gift.amount
