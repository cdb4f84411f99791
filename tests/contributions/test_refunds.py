"""A gift that goes back has its own paper, its giver is told, and her page asks no more."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client

from contributions.campaigns import actions, receipts
from contributions.campaigns.figures import figures_of, pledged
from contributions.campaigns.models import Campaign, Gift, Pledge, Reversal
from portal.journal.models import Entry
from portal.notices.models import Notice
from portal.notices.wording import SEGMENT, words_of
from portal.people.models import Role
from tests.contributions.factories import (
    BankAccountFactory,
    PledgeFactory,
    book_cash,
)
from tests.contributions.forms import page
from tests.people.factories import AppointmentFactory

pytestmark = pytest.mark.django_db

REFUND: dict[str, Any] = {"kind": "refund", "reason": "Người ủng hộ xin lại"}
MISTAKE: dict[str, Any] = {"kind": "mistake", "reason": "Ghi nhầm mã"}


@pytest.fixture
def campaign() -> Campaign:
    made: Campaign = BankAccountFactory().campaign
    return made


@pytest.fixture
def pledge(campaign: Campaign) -> Pledge:
    made: Pledge = PledgeFactory(campaign=campaign, amount=500_000)
    return made


def gift_of(pledge: Pledge, leader: Any, treasurer: Any, **facts: Any) -> Gift:
    facts = {"giver_phone": "+84912345678", "bank_reference": "FT1", **facts}
    return book_cash(pledge.campaign, leader, treasurer, channel="transfer", pledge=pledge, **facts)


def taken_back(gift: Gift, leader: Any, treasurer: Any, **why: Any) -> Reversal:
    asked = actions.ask_reversal(gift, actor=leader.person, second_counter=treasurer.person, **why)
    return actions.confirm_reversal(asked, actor=treasurer.person)


def paper_of(reversal: Reversal, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(receipts.pdf, "render", lambda *one: render_to_string(*one).encode())
    return receipts.refund_pdf(reversal).decode()


def test_a_refund_is_asked_confirmed_booked_and_printed(
    sign_in: Any, campaign: Campaign, pledge: Pledge, leader: Any, treasurer: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    gift, browser = gift_of(pledge, leader, treasurer), sign_in(leader.person)
    facts = {**REFUND, "second_counter": treasurer.person.pk}

    door = f"{page('reverse', gift.public_id)}?kind=refund"
    assert door in browser.get(page("gift", gift.public_id)).text
    assert browser.get(door).context["form"]["kind"].value() == "refund"
    browser.post(page("reverse", gift.public_id), facts)
    reversal = Reversal.objects.get()
    second, paper = sign_in(treasurer.person), page("refund_pdf", reversal.public_id)
    assert paper not in second.get(page("reversal", reversal.public_id)).text
    for _ in range(2):
        second.post(page("confirm_reversal", reversal.public_id))

    gift.refresh_from_db()
    assert (gift.status, figures_of(campaign).balance) == ("refunded", 0)
    verbs = Entry.objects.of(campaign.stream).values_list("verb", flat=True)
    assert list(verbs)[-4:] == ["reversal_asked", "reversal_confirmed", "refunded", "posted"]
    campaign.refresh_from_db()
    assert actions.check_ledger(campaign) == []
    shown = browser.get(page("reversal", reversal.public_id)).text
    assert paper in shown
    assert browser.get(paper)["Content-Type"] == "application/pdf"
    words = paper_of(Reversal.objects.with_people().get(), monkeypatch)
    number = gift.receipt_number.replace("PT-", "HT-")
    counters = leader.person.full_name, treasurer.person.full_name
    for said in (
        "Giấy hoàn trả",
        number,
        "Trần Thị Mẫu",
        "500.000",
        gift.receipt_number,
        *counters,
    ):
        assert said in words


def test_a_paper_that_waits_says_that_it_is_not_valid(
    pledge: Pledge, leader: Any, treasurer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gift = gift_of(pledge, leader, treasurer)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, **REFUND
    )

    assert "Chưa có giá trị" in paper_of(asked, monkeypatch)


def test_a_slip_of_the_pen_has_no_paper_of_a_refund(
    sign_in: Any, pledge: Pledge, leader: Any, treasurer: Any
) -> None:
    reversal = taken_back(gift_of(pledge, leader, treasurer), leader, treasurer, **MISTAKE)

    assert Gift.objects.get().status == "reversed"
    paper = sign_in(leader.person).get(page("refund_pdf", reversal.public_id))
    assert paper.status_code == 404


@pytest.mark.parametrize("why", [REFUND, MISTAKE], ids=["refund", "mistake"])
def test_the_giver_is_told_once(
    pledge: Pledge, leader: Any, treasurer: Any, why: dict[str, Any]
) -> None:
    gift = gift_of(pledge, leader, treasurer)
    reversal = taken_back(gift, leader, treasurer, **why)
    actions.confirm_reversal(reversal, actor=treasurer.person)

    notice = Notice.objects.get(kind="gift_taken_back")
    sms = words_of(notice, language="vi", url="").sms
    assert len(sms) <= SEGMENT
    assert ("HT-" in sms) == (why is REFUND)
    assert gift.receipt_number in sms


def test_a_giver_without_a_phone_is_not_told(pledge: Pledge, leader: Any, treasurer: Any) -> None:
    taken_back(gift_of(pledge, leader, treasurer, giver_phone=""), leader, treasurer, **REFUND)

    assert not Notice.objects.filter(kind="gift_taken_back").exists()


def test_her_page_never_asks_again(
    client: Client, campaign: Campaign, pledge: Pledge, leader: Any, treasurer: Any
) -> None:
    gift = gift_of(pledge, leader, treasurer)
    reversal = taken_back(gift, leader, treasurer, **REFUND)
    paper = page("giver_refund", pledge.public_id, gift.public_id)

    shown = client.get(page("pledge", pledge.public_id)).text

    for asking in ("pledge_svg", "pledge_png"):
        assert page(asking, pledge.public_id) not in shown
    assert "đã được trả lại" in shown
    assert paper in shown
    assert client.get(paper)["Content-Disposition"].count(reversal.refund_number) == 1
    over_api = client.get(f"/api/v1/pledges/{pledge.public_id}/").json()
    assert (over_api["qr_svg"], over_api["qr_png"]) == (None, None)
    assert [one["status"] for one in over_api["gifts"]] == ["refunded"]
    assert pledged(campaign) == 0
    assert not Pledge.objects.filter(campaign=campaign).unpaid().exists()


def test_after_a_slip_of_the_pen_the_qr_is_there_for_who_wants_it(
    client: Client, pledge: Pledge, leader: Any, treasurer: Any
) -> None:
    gift = gift_of(pledge, leader, treasurer)
    taken_back(gift, leader, treasurer, **MISTAKE)

    shown = client.get(page("pledge", pledge.public_id)).text

    assert "không cần làm gì" in shown
    before, _after = shown.split(page("pledge_svg", pledge.public_id))
    assert before.rfind("<details") > before.rfind("</details>")
    assert client.get(page("giver_refund", pledge.public_id, gift.public_id)).status_code == 404


def test_a_refunded_giver_who_gives_after_all_is_thanked(
    client: Client, pledge: Pledge, leader: Any, treasurer: Any
) -> None:
    taken_back(gift_of(pledge, leader, treasurer), leader, treasurer, **REFUND)
    gift_of(pledge, leader, treasurer, bank_reference="FT2")

    shown = client.get(page("pledge", pledge.public_id)).text

    assert "Cảm ơn ông" in shown


def test_a_gift_in_kind_goes_back_with_a_paper(
    campaign: Campaign, leader: Any, treasurer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gift = book_cash(
        campaign, leader, treasurer, channel="kind", amount=None, item="Hai cuộn dây điện"
    )

    words = paper_of(taken_back(gift, leader, treasurer, **REFUND), monkeypatch)

    assert "Giấy trả lại hiện vật" in words
    assert "Hai cuộn dây điện" in words
    assert "None" not in words


def test_nobody_of_another_area_opens_the_paper(
    sign_in: Any, client: Client, pledge: Pledge, leader: Any, treasurer: Any
) -> None:
    gift = gift_of(pledge, leader, treasurer)
    reversal = taken_back(gift, leader, treasurer, **REFUND)
    other = PledgeFactory(campaign=pledge.campaign)
    elsewhere = AppointmentFactory(role=Role.HAMLET_LEADER).person

    assert sign_in(elsewhere).get(page("refund_pdf", reversal.public_id)).status_code == 404
    assert client.get(page("giver_refund", other.public_id, gift.public_id)).status_code == 404


def test_an_erased_giver_s_refund_names_nobody(
    pledge: Pledge, leader: Any, treasurer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gift = gift_of(pledge, leader, treasurer)
    taken_back(gift, leader, treasurer, **REFUND)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=pledge.campaign.commune)
    actions.erase_giver(gift, actor=administrator.person, reason=Gift.Ground.ASKED)

    words = paper_of(Reversal.objects.with_people().get(), monkeypatch)

    assert "Trần Thị Mẫu" not in words
    assert "đã xóa ngày" in words


def test_a_reversal_is_a_mistake_or_a_refund_and_nothing_else(
    pledge: Pledge, leader: Any, treasurer: Any
) -> None:
    gift = gift_of(pledge, leader, treasurer)

    with pytest.raises(IntegrityError, match="reversal_kind_is_known"), transaction.atomic():
        actions.ask_reversal(
            gift, actor=leader.person, second_counter=treasurer.person, reason="x", kind="gift"
        )
