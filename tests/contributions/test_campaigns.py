"""A campaign, from draft to close: its forms, its lists, what the public sees of it."""

import unicodedata
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import localdate

from contributions.campaigns import actions
from contributions.campaigns.figures import figures_of
from contributions.campaigns.models import Campaign, Pledge
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.people.models import Role
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import campaign_facts, page
from tests.people.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


def test_a_campaign_s_own_words_are_kept_in_nfc(sign_in: Any) -> None:
    leader = AppointmentFactory(role=Role.HAMLET_LEADER)
    title = unicodedata.normalize("NFD", "Camera ngã tư chợ")

    sign_in(leader.person).post(page("new"), campaign_facts(title=title))

    assert Campaign.objects.get().title == "Camera ngã tư chợ"


def test_the_words_to_share_lead_to_the_campaign_alone(client: Client) -> None:
    campaign = CampaignFactory()

    path = page("campaign", campaign.public_id)

    shown = client.get(path, {"x": "lua-dao.example"}, headers={"host": "127.0.0.1:81"}).text

    words = shown.split("<textarea")[1].split("</textarea>")[0]
    assert "lua-dao" not in words
    assert "127.0.0.1" not in words
    assert f"{settings.SITE_URL}{path}" in words


def test_opening_and_closing_twice_does_it_once(sign_in: Any) -> None:
    campaign = CampaignFactory(status="draft")
    browser = sign_in(leader_of(campaign).person)

    answers = [
        browser.post(page(name, campaign.public_id), {"sure": "yes"}, follow=True).text
        for name in ("open", "open", "close", "close", "reopen", "reopen")
    ]

    assert ["đã ở trạng thái" in answer for answer in answers] == [False] * 6
    verbs = Entry.objects.of(campaign.stream).values_list("verb", flat=True)
    assert list(verbs) == ["opened", "closed", "reopened"]


def test_leader_prepares_and_opens_a_campaign_and_only_then_it_is_public(
    sign_in: Any, client: Client
) -> None:
    leader = AppointmentFactory(role=Role.HAMLET_LEADER)
    treasurer = AppointmentFactory(role=Role.TREASURER, hamlet=leader.hamlet)
    signed_in = sign_in(leader.person)

    response = signed_in.post(page("new"), campaign_facts())

    campaign = Campaign.objects.get()
    assert response.url == page("draft", campaign.public_id)
    assert (campaign.hamlet, campaign.status) == (leader.hamlet, "draft")
    assert campaign.bank_account.number == "1234567890123"
    assert client.get(page("campaign", campaign.public_id)).status_code == 404

    seen = campaign.bank_account.public_id
    actions.confirm_account(campaign, actor=treasurer.person, seen=seen)
    signed_in.post(page("open", campaign.public_id))

    shown = client.get(page("campaign", campaign.public_id))
    assert "Camera ngã tư chợ" in shown.text
    assert "38.500.000" in shown.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("goal", "0", "Ít nhất là 1.000 đồng"),
        ("goal", "-5", "Ghi đủ chữ số"),
        ("goal", "10000000000000", "hơn 100 tỷ đồng"),
        ("goal", "1.5tr", "Ghi đủ chữ số"),
        ("running_cost", "39.000.000", "nhiều hơn cả mục tiêu"),
        ("deadline", "2020-01-01", "đã qua"),
        ("number", "", "Tài khoản cần đủ"),
        ("number", "12", "4 đến 19"),
    ],
)
def test_a_campaign_with_a_slip_is_kept_and_says_what_to_mend(
    sign_in: Any, field: str, value: str, sentence: str
) -> None:
    leader = AppointmentFactory(role=Role.HAMLET_LEADER)

    response = sign_in(leader.person).post(page("new"), campaign_facts(**{field: value}))

    assert response.status_code == 422
    assert sentence in response.text
    assert "Camera ngã tư chợ" in response.text
    assert not Campaign.objects.exists()


def test_a_campaign_that_has_opened_cannot_be_changed(sign_in: Any) -> None:
    campaign = CampaignFactory()
    signed_in = sign_in(leader_of(campaign).person)

    response = signed_in.post(page("edit", campaign.public_id), campaign_facts(title="Khác hẳn"))

    assert response.status_code == 422
    campaign.refresh_from_db()
    assert campaign.title != "Khác hẳn"


def test_a_closed_campaign_takes_no_pledges_and_still_books_money(
    sign_in: Any, client: Client
) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    sign_in(leader.person).post(page("close", campaign.public_id), {"sure": "yes"})

    facts = {"once": str(uuid.uuid4()), "amount": "200.000", "shown": "hidden", "words": "v2 vi"}
    client.post(page("new_pledge", campaign.public_id), facts)
    book_cash(campaign, leader, treasurer)

    assert not Pledge.objects.exists()
    assert figures_of(campaign).received == 500_000
    sign_in(leader.person).post(page("reopen", campaign.public_id))
    campaign.refresh_from_db()
    assert campaign.status == "open"


def test_after_its_last_day_a_campaign_asks_nobody_and_still_books_money(client: Client) -> None:
    yesterday = localdate() - timedelta(days=1)
    campaign = BankAccountFactory(campaign__deadline=yesterday).campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    facts = {"once": str(uuid.uuid4()), "amount": "200.000", "shown": "hidden", "words": "v2 vi"}

    shown = client.get(page("campaign", campaign.public_id)).text
    client.post(page("new_pledge", campaign.public_id), facts)
    book_cash(campaign, leader, treasurer)

    assert page("new_pledge", campaign.public_id) not in shown
    assert "Đã qua ngày cuối" in shown
    assert not Pledge.objects.exists()
    assert figures_of(campaign).received == 500_000
    closed = actions.close_campaign(campaign, actor=leader.person)
    with pytest.raises(RuleViolation):
        actions.reopen_campaign(closed, actor=leader.person)


def test_what_a_leader_types_never_becomes_markup(client: Client) -> None:
    campaign = CampaignFactory(title="</textarea><b id=x>", description="<script>")

    for name in ("campaign", "ledger", "givers"):
        text = client.get(page(name, campaign.public_id)).text
        assert "<b id=x>" not in text
        assert "<script>" not in text


@pytest.mark.parametrize("name", ["campaign", "ledger", "givers"])
def test_a_campaign_s_pages_ask_the_same_number_of_questions_for_one_gift_and_three(
    client: Client, name: str, django_assert_max_num_queries: Any
) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            book_cash(campaign, leader, treasurer)
        with django_assert_max_num_queries(12) as asked:
            client.get(page(name, campaign.public_id))
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


def test_the_list_of_campaigns_asks_the_same_for_one_and_three(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for more in (1, 2):
        CampaignFactory.create_batch(more)
        with django_assert_max_num_queries(8) as asked:
            client.get(page("campaigns"))
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


def test_the_list_of_campaigns_can_be_of_one_commune(client: Client) -> None:
    here, elsewhere = CampaignFactory(title="Ở đây"), CampaignFactory(title="Nơi khác")

    shown = client.get(page("campaigns"), {"commune": here.commune.code}).text

    assert "Ở đây" in shown
    assert elsewhere.title not in shown


def test_the_stewards_list_asks_the_same_for_one_and_three(
    sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    signed_in = sign_in(treasurer.person)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            count_cash(campaign, leader, treasurer)
            CampaignFactory(hamlet=campaign.hamlet)
        with django_assert_max_num_queries(18) as asked:
            signed_in.get(page("manage"))
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]
