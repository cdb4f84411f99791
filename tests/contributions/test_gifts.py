"""Gifts counted by one and confirmed by another; their receipts, and how names stand."""

import unicodedata
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.utils.timezone import localdate
from weasyprint import HTML

from contributions.books.models import LedgerEntry
from contributions.campaigns import actions, receipts
from contributions.campaigns.figures import figures_of
from contributions.campaigns.forms.gifts import CashForm, KindForm, TransferForm
from contributions.campaigns.forms.pledges import PledgeForm
from contributions.campaigns.giver_names import NameChoice
from contributions.campaigns.models import Gift
from portal.notices.models import Delivery
from portal.people.models import Role
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    GiftFactory,
    PledgeFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import cash_facts, page
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def paper_of(gift: Gift, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(receipts.pdf, "render", lambda *page: render_to_string(*page).encode())
    return receipts.receipt_pdf(gift).decode()


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


def test_cash_is_counted_by_one_and_confirmed_by_another(sign_in: Any, client: Client) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    first, second = sign_in(leader.person), sign_in(treasurer.person)

    response = first.post(page("cash", campaign.public_id), cash_facts(treasurer))

    gift = Gift.objects.get()
    assert response.url == page("gift", gift.public_id)
    assert str(gift) == f"PT-{localdate().year}-0001"
    assert figures_of(campaign).received == 0

    first.post(page("confirm", gift.public_id))
    gift.refresh_from_db()
    assert gift.status == "waiting"

    assert "đã tự tay đếm chưa?" in second.get(page("gift", gift.public_id)).text
    second.post(page("confirm", gift.public_id))

    gift.refresh_from_db()
    assert gift.status == "booked"
    ledger = client.get(page("ledger", campaign.public_id)).text
    assert "Bà Trần Thị Mẫu" in ledger
    assert "500.000" in ledger
    paper = first.get(page("receipt_pdf", gift.public_id))
    assert paper.content.startswith(b"%PDF-")


def test_pressing_twice_writes_one_receipt_and_books_it_once(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    first, second = sign_in(leader.person), sign_in(treasurer.person)
    facts = cash_facts(treasurer)

    addresses = {first.post(page("cash", campaign.public_id), facts).url for _ in range(2)}

    gift = Gift.objects.get()
    assert addresses == {page("gift", gift.public_id)}
    for _ in range(2):
        second.post(page("confirm", gift.public_id))
    assert LedgerEntry.objects.count() == 1
    assert figures_of(campaign).received == 500_000


def test_no_way_of_showing_the_name_is_chosen_beforehand(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    signed_in = sign_in(leader.person)

    form = signed_in.get(page("cash", campaign.public_id))
    response = signed_in.post(page("cash", campaign.public_id), cash_facts(treasurer, shown=""))

    assert "checked" not in form.text
    assert response.status_code == 422
    assert not Gift.objects.exists()


def test_nobody_confirms_their_own_counting(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader = leader_of(campaign)
    treasurer_of(campaign)

    response = sign_in(leader.person).post(page("cash", campaign.public_id), cash_facts(leader))

    assert response.status_code == 422
    assert not Gift.objects.exists()


def test_second_counter_may_say_that_it_is_not_so(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = count_cash(campaign, leader, treasurer)
    signed_in = sign_in(treasurer.person)

    missing = signed_in.post(page("refuse", gift.public_id), {"reason": ""})
    signed_in.post(page("refuse", gift.public_id), {"reason": "Chỉ có 400.000"})

    assert missing.status_code == 422
    gift.refresh_from_db()
    assert (gift.status, gift.refusal) == ("refused", "Chỉ có 400.000")
    assert figures_of(campaign).received == 0
    again = count_cash(campaign, leader, treasurer)
    assert (gift.number, again.number) == (1, 2)


def test_another_counter_can_be_asked(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune)
    gift = count_cash(campaign, leader, treasurer)

    sign_in(leader.person).post(
        page("ask_another_counter", gift.public_id), {"second_counter": administrator.person.pk}
    )
    sign_in(treasurer.person).post(page("confirm", gift.public_id))
    gift.refresh_from_db()
    assert gift.status == "waiting"

    sign_in(administrator.person).post(page("confirm", gift.public_id))
    gift.refresh_from_db()
    assert gift.status == "booked"


def test_second_counters_are_listed_by_their_given_names(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader = leader_of(campaign)
    names = ["Trần Thị Đào", "Lê Văn Dung", "Võ Thị Ân", "An Thị Bình", "Lê Thị Ân"]
    for name in names:
        person = UserFactory(full_name=name, honorific="")
        AppointmentFactory(role=Role.TREASURER, hamlet=campaign.hamlet, person=person)

    form = sign_in(leader.person).get(page("cash", campaign.public_id)).context["form"]

    assert [label.split(",")[0] for _pk, label in form["second_counter"].field.choices][1:] == [
        "Lê Thị Ân",
        "Võ Thị Ân",
        "An Thị Bình",
        "Lê Văn Dung",
        "Trần Thị Đào",
    ]


def test_a_steward_changes_the_name_as_the_giver_wishes(sign_in: Any, client: Client) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer, giver_name="Lý Thị Kín")
    facts = {"shown": "alias", "words": "v2 vi", "alias": "Gia đình bà Ba"}

    missing = sign_in(leader.person).post(
        page("gift_name", gift.public_id), {"shown": "alias", "words": "v2 vi", "alias": ""}
    )
    sign_in(leader.person).post(page("gift_name", gift.public_id), facts)

    assert missing.status_code == 422
    public = client.get(page("campaign", campaign.public_id)).text
    assert "Gia đình bà Ba" in public
    assert "Lý Thị Kín" not in public


def test_a_gift_in_kind_is_listed_and_moves_no_money(sign_in: Any, client: Client) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    facts = cash_facts(treasurer, item="6 ngày công dựng trụ")
    del facts["amount"]

    sign_in(leader.person).post(page("kind", campaign.public_id), facts)
    gift = Gift.objects.get()
    sign_in(treasurer.person).post(page("confirm", gift.public_id))

    assert not LedgerEntry.objects.exists()
    public = client.get(page("campaign", campaign.public_id)).text
    assert "6 ngày công dựng trụ" in public
    assert "1 lượt ủng hộ" in public


@pytest.mark.parametrize(
    ("facts", "name", "other"),
    [
        ({}, "Phiếu thu", "Giấy biên nhận"),
        (
            {"channel": "kind", "amount": None, "item": "6 ngày công dựng trụ"},
            "Giấy biên nhận hiện vật, ngày công",
            "Phiếu thu",
        ),
    ],
    ids=["money", "kind"],
)
def test_the_paper_of_a_gift_is_named_for_what_was_given(
    sign_in: Any, monkeypatch: Any, facts: dict[str, Any], name: str, other: str
) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer, **facts)
    monkeypatch.setattr(receipts.pdf, "render", lambda *page: render_to_string(*page).encode())

    paper = receipts.receipt_pdf(gift).decode()
    shown = sign_in(leader.person).get(page("gift", gift.public_id)).text

    assert f"<title>{name} {gift}</title>" in paper
    assert other not in paper
    assert name in shown
    assert other not in shown
    assert str(gift) == f"PT-{localdate().year}-0001"


def test_a_receipt_s_number_is_texted_to_a_giver_who_left_a_number() -> None:
    campaign = CampaignFactory(title="Camera ngã ba Phú Hữu – Tân Phú")
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    book_cash(campaign, leader, treasurer, giver_phone="+84912345678")

    delivery = Delivery.objects.get(address="+84912345678")
    assert delivery.notice.kind == "gift_thanks"


def test_the_cash_page_of_the_only_campaign_opens_at_once(sign_in: Any) -> None:
    campaign = CampaignFactory()
    signed_in = sign_in(leader_of(campaign).person)

    assert signed_in.get(page("cash_here")).url == page("cash", campaign.public_id)
    CampaignFactory(hamlet=campaign.hamlet)
    assert signed_in.get(page("cash_here")).url == page("manage")


@pytest.mark.parametrize("letters", [38, 110])
def test_a_name_without_a_space_stays_on_the_paper(
    letters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[Any] = []

    def lay_out(html: HTML) -> bytes:
        pages.extend(html.render().pages)
        return b""

    monkeypatch.setattr(HTML, "write_pdf", lay_out)
    name = "Ư" * letters
    gift = GiftFactory(giver_name=name, first_counter=UserFactory(full_name=name[:80]))

    receipts.receipt_pdf(gift)

    for laid in pages:
        sheet = laid._page_box
        right = sheet.width + sheet.margin_left
        boxes = [box for box in sheet.descendants() if type(box).__name__ == "TextBox"]
        assert any("ƯƯƯ" in box.text for box in boxes)
        assert [box.text for box in boxes if box.position_x + box.width > right + 1] == []
