"""What people see and press, from the draft to the reversed line."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from contributions.books.models import LedgerEntry
from contributions.campaigns import actions, receipts
from contributions.campaigns.figures import figures_of
from contributions.campaigns.ledger_table import entries_of, table_of
from contributions.campaigns.models import Campaign, Gift, Pledge, Reversal
from contributions.campaigns.views import gifts as gift_views
from contributions.campaigns.views import ledger as books
from portal.errors import RuleViolation
from portal.notices.models import Delivery
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
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def page(name: str, *args: Any) -> str:
    return reverse(f"contributions:{name}", args=args)


def campaign_facts(**facts: Any) -> dict[str, Any]:
    given = {
        "title": "Camera ngã tư chợ",
        "description": "Ba mắt camera.",
        "goal": "38.500.000",
        "running_cost": "12.000.000",
        "reserve_percent": "20",
        "managing_unit": "Công an xã",
        "deadline": (localdate() + timedelta(days=30)).isoformat(),
        "bin": "970405",
        "number": "1234 5678 90123",
        "holder": "BAN DIEU HANH",
    }
    return {**given, **facts}


def cash_facts(treasurer: Any, **facts: Any) -> dict[str, Any]:
    given = {
        "once": str(uuid.uuid4()),
        "giver_name": "Bà Trần Thị Mẫu",
        "amount": "500.000",
        "shown": "name",
        "words": "v1 vi",
        "second_counter": treasurer.person.pk,
    }
    return {**given, **facts}


def test_leader_prepares_and_opens_a_campaign_and_only_then_it_is_public(
    sign_in: Any, client: Client
) -> None:
    leader = AppointmentFactory(role=Role.HAMLET_LEADER)
    signed_in = sign_in(leader.person)

    response = signed_in.post(page("new"), campaign_facts())

    campaign = Campaign.objects.get()
    assert response.url == page("draft", campaign.public_id)
    assert (campaign.hamlet, campaign.status) == (leader.hamlet, "draft")
    assert campaign.bank_account.number == "1234567890123"
    assert client.get(page("campaign", campaign.public_id)).status_code == 404

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
        ("٥٠٠٠٠٠", "Ghi đủ chữ số"),
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


def test_a_mistake_is_reversed_by_two_people_and_stays_in_sight(
    sign_in: Any, client: Client
) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer, amount=2_000_000)
    facts = {"reason": "Ghi thừa một số 0", "second_counter": treasurer.person.pk}

    sign_in(leader.person).post(page("reverse", gift.public_id), facts)
    reversal = Reversal.objects.get()
    sign_in(leader.person).post(page("confirm_reversal", reversal.public_id))
    assert figures_of(campaign).balance == 2_000_000

    for _ in range(2):
        sign_in(treasurer.person).post(page("confirm_reversal", reversal.public_id))

    assert figures_of(campaign).balance == 0
    ledger = client.get(page("ledger", campaign.public_id)).text
    assert "Đảo dòng 1" in ledger
    assert "−2.000.000" in ledger
    assert "Ghi thừa một số 0" in ledger


def test_a_reversal_that_is_not_confirmed_changes_nothing(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )

    sign_in(treasurer.person).post(page("refuse_reversal", asked.public_id))

    asked.refresh_from_db()
    assert asked.status == "refused"
    assert figures_of(campaign).balance == 500_000


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
        "words": "v1 vi",
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


def count_transfer(campaign: Campaign) -> Gift:
    return count_cash(
        campaign,
        leader_of(campaign),
        treasurer_of(campaign),
        channel="transfer",
        bank_reference="FT1",
    )


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


def test_an_expired_pledge_is_not_counted_and_still_bookable(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, expires_on=localdate() - timedelta(days=1))
    assert list(Pledge.objects.live()) == []

    gift = count_cash(
        campaign, leader, treasurer, channel="transfer", bank_reference="FT1", pledge=pledge
    )
    actions.confirm_gift(gift, actor=treasurer.person)

    assert not Pledge.objects.unpaid().exists()
    assert "Khoản ủng hộ đã về" in client.get(page("pledge", pledge.public_id)).text


def test_anyone_pledges_without_an_account_and_gets_a_qr(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    facts = {"once": str(uuid.uuid4()), "amount": "200.000", "shown": "hidden", "words": "v1 vi"}

    responses = [client.post(page("new_pledge", campaign.public_id), facts) for _ in range(2)]

    pledge = Pledge.objects.get()
    assert {response.url for response in responses} == {page("pledge", pledge.public_id)}
    shown = client.get(page("pledge", pledge.public_id)).text
    assert pledge.memo in shown
    assert "<svg" in client.get(page("pledge_svg", pledge.public_id)).text
    assert client.get(page("pledge_png", pledge.public_id)).content.startswith(b"\x89PNG")
    assert figures_of(campaign).received == 0
    public = client.get(page("campaign", campaign.public_id)).text
    assert re.search(r"đã đăng ký 200\.000\s*đ", public)
    assert pledge.code not in public


def test_a_giver_changes_the_name_on_the_private_page(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="name", giver_name="Lý Thị Kín")
    gift = count_cash(
        campaign,
        leader,
        treasurer,
        channel="transfer",
        bank_reference="FT1",
        pledge=pledge,
        giver_name="Lý Thị Kín",
    )
    actions.confirm_gift(gift, actor=treasurer.person)
    assert "Lý Thị Kín" in client.get(page("campaign", campaign.public_id)).text

    client.post(page("pledge_name", pledge.public_id), {"shown": "hidden", "words": "v1 vi"})

    for name in ("campaign", "givers", "ledger"):
        assert "Lý Thị Kín" not in client.get(page(name, campaign.public_id)).text
    gift.refresh_from_db()
    assert gift.giver_name == "Lý Thị Kín"


def test_a_steward_changes_the_name_as_the_giver_wishes(sign_in: Any, client: Client) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer, giver_name="Lý Thị Kín")
    facts = {"shown": "alias", "words": "v1 vi", "alias": "Gia đình bà Ba"}

    missing = sign_in(leader.person).post(
        page("gift_name", gift.public_id), {"shown": "alias", "words": "v1 vi", "alias": ""}
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
            "Giấy biên nhận hiện vật",
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


def test_a_closed_campaign_takes_no_pledges_and_still_books_money(
    sign_in: Any, client: Client
) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    sign_in(leader.person).post(page("close", campaign.public_id))

    facts = {"once": str(uuid.uuid4()), "amount": "200.000", "shown": "hidden", "words": "v1 vi"}
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
    facts = {"once": str(uuid.uuid4()), "amount": "200.000", "shown": "hidden", "words": "v1 vi"}

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


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_only_an_open_campaign_takes_a_pledge(status: str) -> None:
    campaign = BankAccountFactory(campaign__status=status).campaign

    with pytest.raises(RuleViolation):
        make_pledge(campaign, once=uuid.uuid4(), amount=200_000, shown="hidden")

    assert not Pledge.objects.exists()


def test_a_receipt_s_number_is_texted_to_a_giver_who_left_a_number() -> None:
    campaign = CampaignFactory(title="Camera ngã ba Phú Hữu – Tân Phú")
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    book_cash(campaign, leader, treasurer, giver_phone="+84912345678")

    delivery = Delivery.objects.get(address="+84912345678")
    assert delivery.notice.kind == "gift_thanks"


def test_what_a_leader_types_never_becomes_markup(client: Client) -> None:
    campaign = CampaignFactory(title="</textarea><b id=x>", description="<script>")

    for name in ("campaign", "ledger", "givers"):
        text = client.get(page(name, campaign.public_id)).text
        assert "<b id=x>" not in text
        assert "<script>" not in text


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
    paper = render_to_string("contributions/papers/ledger.html", table)

    told = re.compile(r"<td>(<b>.*?)</td>|(<span class=\"gone\">.*?</span>)")
    assert len(told.findall(paper)) == 3
    assert told.findall(paper) == told.findall(client.get(page("ledger", campaign.public_id)).text)
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


def test_the_cash_page_of_the_only_campaign_opens_at_once(sign_in: Any) -> None:
    campaign = CampaignFactory()
    signed_in = sign_in(leader_of(campaign).person)

    assert signed_in.get(page("cash_here")).url == page("cash", campaign.public_id)
    CampaignFactory(hamlet=campaign.hamlet)
    assert signed_in.get(page("cash_here")).url == page("manage")


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


@pytest.mark.parametrize("what", ["the form of a pledge", "a pledge", "its receipt"])
def test_a_page_that_is_private_without_an_account_is_kept_nowhere(
    client: Client, what: str
) -> None:
    campaign = BankAccountFactory().campaign
    pledge = PledgeFactory(campaign=campaign)
    facts: dict[str, Any] = {"channel": "transfer", "bank_reference": "FT1", "pledge": pledge}
    gift = book_cash(campaign, leader_of(campaign), treasurer_of(campaign), **facts)
    address = {
        "the form of a pledge": page("new_pledge", campaign.public_id),
        "a pledge": page("pledge", pledge.public_id),
        "its receipt": page("giver_receipt", pledge.public_id, gift.public_id),
    }[what]

    response = client.get(address)

    assert response.status_code == 200
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_the_last_page_that_is_exactly_full_leads_nowhere(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(gift_views, "GIVERS_A_PAGE", 2)
    campaign = CampaignFactory()
    for _ in range(2):
        book_cash(campaign, leader_of(campaign), treasurer_of(campaign))

    full = client.get(page("givers", campaign.public_id)).text
    book_cash(campaign, leader_of(campaign), treasurer_of(campaign))
    more = client.get(page("givers", campaign.public_id)).text

    assert ("?after=" in full, "?after=" in more) == (False, True)
