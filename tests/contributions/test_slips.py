"""Slips and tricks that would put a wrong gift, or a gift twice, into the book."""

import unicodedata
import uuid
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from contributions.books.money import read_amount
from contributions.campaigns import actions, receipts
from contributions.campaigns.forms.gifts import CashForm, KindForm, TransferForm
from contributions.campaigns.forms.pledges import PledgeForm
from contributions.campaigns.giver_names import NameChoice
from contributions.campaigns.models import Campaign, Gift, Pledge, Reversal
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.people.models import Role
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
from tests.contributions.test_pages import campaign_facts, cash_facts
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def page(name: str, *args: Any) -> str:
    return reverse(f"contributions:{name}", args=args)


@pytest.mark.parametrize("text", ["500.000,000", "500,000.000", "1 500.000", "0.500.000"])
def test_an_amount_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="chữ số"):
        read_amount(text)


@pytest.mark.parametrize("text", ["1.500.000", "1,500,000", "1 500 000 đ", "1500000"])
def test_an_amount_with_one_sign_between_its_groups_is_read(text: str) -> None:
    assert read_amount(text) == 1_500_000


def test_another_gift_on_the_page_of_the_first_is_not_lost_in_silence(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    browser, facts = sign_in(leader.person), cash_facts(treasurer)
    first = browser.post(page("cash", campaign.public_id), facts)

    again = browser.post(page("cash", campaign.public_id), facts)
    another = browser.post(page("cash", campaign.public_id), facts | {"amount": "700.000"})

    assert again.url == first.url
    assert another.status_code == 422
    assert "đã ghi một khoản khác" in another.text
    assert Gift.objects.get().amount == 500_000


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


@pytest.mark.parametrize("same", ["FT 26325123", "FT26325123", "F T26325 123"])
def test_a_line_of_a_statement_is_known_whatever_its_spaces(same: str) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    count_cash(campaign, leader, treasurer, channel="transfer", bank_reference="FT 26325123")

    with pytest.raises(RuleViolation, match="PT-"):
        count_cash(campaign, leader, treasurer, channel="transfer", bank_reference=same)
    count_cash(campaign, leader, treasurer, channel="transfer", bank_reference="FT 2632512")

    assert Gift.objects.count() == 2


def test_names_are_kept_in_nfc_and_without_signs_that_cannot_be_seen(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    typed = unicodedata.normalize("NFD", "Trần  Thị\tMẫu") + "\u202e000.005"
    facts = cash_facts(treasurer, giver_name=typed, shown="alias", alias="Bà\u200b Ba")

    sign_in(leader.person).post(page("cash", campaign.public_id), facts)

    gift = Gift.objects.get()
    assert (gift.giver_name, gift.alias) == ("Trần Thị Mẫu000.005", "Bà Ba")


def test_a_name_of_signs_that_cannot_be_seen_is_no_name(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    facts = cash_facts(treasurer, giver_name="\u200b\u2060")

    answer = sign_in(leader.person).post(page("cash", campaign.public_id), facts)

    assert answer.status_code == 422
    assert not Gift.objects.exists()


def test_a_campaign_s_own_words_are_kept_in_nfc(sign_in: Any) -> None:
    leader = AppointmentFactory(role=Role.HAMLET_LEADER)
    title = unicodedata.normalize("NFD", "Camera ngã tư chợ")

    sign_in(leader.person).post(page("new"), campaign_facts(title=title))

    assert Campaign.objects.get().title == "Camera ngã tư chợ"


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


def test_the_words_to_share_lead_to_the_campaign_alone(client: Client) -> None:
    campaign = CampaignFactory()

    shown = client.get(page("campaign", campaign.public_id), {"x": "lua-dao.example"}).text

    assert "lua-dao" not in shown.split("<textarea")[1].split("</textarea>")[0]


def paper_of(gift: Gift, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(receipts.pdf, "render", lambda *page: render_to_string(*page).encode())
    return receipts.receipt_pdf(gift).decode()


def test_the_paper_of_a_gift_nobody_confirmed_says_that_it_is_worth_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = count_cash(campaign, leader, treasurer)
    booked = book_cash(campaign, leader, treasurer)

    assert "Chưa có giá trị" in paper_of(gift, monkeypatch)
    refused = actions.refuse_gift(gift, actor=treasurer.person, reason="Chỉ có 400.000")
    assert "không có giá trị" in paper_of(refused, monkeypatch)
    assert "giá trị" not in paper_of(booked, monkeypatch)


def test_opening_and_closing_twice_does_it_once(sign_in: Any) -> None:
    campaign = CampaignFactory(status="draft")
    browser = sign_in(leader_of(campaign).person)

    answers = [
        browser.post(page(name, campaign.public_id), follow=True).text
        for name in ("open", "open", "close", "close", "reopen", "reopen")
    ]

    assert ["đã ở trạng thái" in answer for answer in answers] == [False] * 6
    verbs = Entry.objects.of(campaign.stream).values_list("verb", flat=True)
    assert list(verbs) == ["opened", "closed", "reopened"]


def test_a_reversal_can_be_given_to_somebody_else_to_confirm(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune).person
    gift = book_cash(campaign, leader, treasurer)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )
    address = page("ask_another_to_reverse", asked.public_id)

    assert address in sign_in(leader.person).get(page("reversal", asked.public_id)).text
    sign_in(leader.person).post(address, {"second_counter": administrator.pk})
    sign_in(treasurer.person).post(page("confirm_reversal", asked.public_id))
    asked.refresh_from_db()
    assert (asked.status, asked.second_counter) == ("waiting", administrator)

    sign_in(administrator).post(page("confirm_reversal", asked.public_id))
    asked.refresh_from_db()
    assert asked.status == "booked"
    with pytest.raises(RuleViolation):
        actions.ask_another_to_reverse(asked, actor=leader.person, second_counter=treasurer.person)


@pytest.mark.parametrize("who", ["stranger", "asker", "no appointment"])
def test_a_reversal_is_given_by_and_to_stewards_alone(who: str) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )
    actor = UserFactory() if who == "stranger" else leader.person
    second = UserFactory() if who == "no appointment" else leader.person

    with pytest.raises(RuleViolation):
        actions.ask_another_to_reverse(asked, actor=actor, second_counter=second)

    assert Reversal.objects.get().second_counter == treasurer.person


def test_a_giver_sees_the_name_that_stands_and_not_the_one_once_chosen(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="hidden")
    facts = {"channel": "transfer", "bank_reference": "FT1", "pledge": pledge}
    gift = book_cash(campaign, leader, treasurer, received_on=localdate(), **facts)

    actions.change_gift_name(gift, NameChoice("alias", alias="Gia đình bà Ba"), actor=leader.person)

    own = client.get(page("pledge", pledge.public_id)).text
    assert "Gia đình bà Ba" in own


@pytest.mark.parametrize("form", [CashForm, TransferForm, KindForm, PledgeForm])
def test_the_order_of_a_form_s_fields_names_none_that_it_has_not(form: type[forms.Form]) -> None:
    assert set(form.field_order or ()) - set(form.base_fields) == set()
