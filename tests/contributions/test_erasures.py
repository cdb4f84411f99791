"""The law lets a giver be erased: through one narrow door, and the money stays as it was."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from contributions.campaigns import actions, receipts
from contributions.campaigns.figures import figures_of
from contributions.campaigns.giver_names import NameChoice
from contributions.campaigns.models import Campaign, Gift, Pledge
from portal.errors import RuleViolation
from portal.journal.actions import first_break
from portal.journal.models import Entry
from portal.notices.models import Delivery
from portal.people.models import Role
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    PledgeFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import page
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db

NAME, PHONE = "Lý Thị Kín", "+84912345678"
ASKED = Gift.Ground.ASKED


def administrator_of(campaign: Campaign) -> Any:
    return AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune).person


def booked(campaign: Campaign, **facts: Any) -> Gift:
    given = {"giver_name": NAME, "giver_phone": PHONE, "shown": "name", **facts}
    return book_cash(campaign, leader_of(campaign), treasurer_of(campaign), **given)


def transferred(pledge: Pledge, reference: str, **facts: Any) -> Gift:
    given = {"channel": "transfer", "bank_reference": reference, "pledge": pledge, **facts}
    return booked(pledge.campaign, **given)


def kept(gift: Gift) -> dict[str, Any]:
    """All that a receipt says, but for its giver."""
    gone = {"giver_name", "giver_phone", "shown", "alias", "erased_at"}
    row = Gift.objects.filter(pk=gift.pk).values().get()
    return {name: value for name, value in row.items() if name not in gone}


def test_an_administrator_erases_a_giver_in_two_presses(sign_in: Any, client: Client) -> None:
    campaign = CampaignFactory()
    gift = booked(campaign)
    administrator = administrator_of(campaign)
    browser = sign_in(administrator)
    before = kept(gift)
    for name in ("campaign", "givers", "ledger"):
        assert NAME in client.get(page(name, campaign.public_id)).text

    asked = browser.get(page("erase_giver", gift.public_id))
    assert Gift.objects.get().giver_name == NAME
    done = browser.post(page("erase_giver", gift.public_id), {"reason": "asked"}, follow=True)

    assert "Không ghi tên" in asked.text
    assert "Đã xóa tên và số điện thoại ngày" in done.text
    assert NAME not in done.text
    assert kept(gift) == before
    for name in ("campaign", "givers", "ledger"):
        text = client.get(page(name, campaign.public_id)).text
        assert NAME not in text
        assert "hông ghi tên" in text
    assert figures_of(campaign).received == 500_000
    campaign.refresh_from_db()
    assert actions.check_ledger(campaign) == []


def test_no_row_names_an_erased_giver_and_the_journal_says_who_erased_and_why() -> None:
    campaign = CampaignFactory()
    gift = booked(campaign, shown="alias", alias="Gia đình bà Ba")
    administrator = administrator_of(campaign)
    assert Delivery.objects.filter(address=PHONE).exists()

    actions.erase_giver(gift, actor=administrator, reason=ASKED)

    gift.refresh_from_db()
    left = (gift.giver_name, gift.giver_phone, gift.shown, gift.alias)
    assert left == ("", "", "hidden", "")
    assert gift.erased_at is not None
    assert not Delivery.objects.filter(address=PHONE).exists()
    entry = Entry.objects.of(campaign.stream).last()
    assert entry is not None
    assert (entry.verb, entry.subject) == ("giver_erased", str(gift))
    assert (entry.actor, entry.facts) == (administrator, {"reason": "asked"})
    assert first_break(campaign.stream) is None


def test_a_pledge_and_all_its_receipts_forget_their_giver_together(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    pledge = PledgeFactory(campaign=campaign, giver_name=NAME, giver_phone=PHONE)
    first, second = transferred(pledge, "FT1"), transferred(pledge, "FT2")
    another = booked(campaign)

    actions.erase_giver(first, actor=administrator_of(campaign), reason=ASKED)

    pledge.refresh_from_db()
    assert (pledge.giver_name, pledge.giver_phone, pledge.shown) == ("", "", "hidden")
    named = Gift.objects.exclude(giver_name="")
    assert list(named) == [another]
    second.refresh_from_db()
    assert second.erased_at is not None
    assert not Pledge.objects.unpaid().exists()
    own = client.get(page("pledge", pledge.public_id)).text
    assert "đã được xóa" in own
    assert 'name="shown"' not in own
    campaign.refresh_from_db()
    assert actions.check_ledger(campaign) == []


def test_the_paper_of_an_erased_giver_still_prints(
    sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = CampaignFactory()
    gift = booked(campaign)
    leader = leader_of(campaign)
    actions.erase_giver(gift, actor=administrator_of(campaign), reason=ASKED)

    paper = sign_in(leader.person).get(page("receipt_pdf", gift.public_id))
    assert paper.content.startswith(b"%PDF-")

    monkeypatch.setattr(receipts.pdf, "render", lambda *page: render_to_string(*page).encode())
    gift.refresh_from_db()
    words = receipts.receipt_pdf(gift).decode()
    assert NAME not in words
    assert "theo Điều 14 Luật Bảo vệ dữ liệu cá nhân" in words
    assert str(gift) in words
    assert "500.000" in words


@pytest.mark.parametrize("who", ["leader", "treasurer", "administrator elsewhere", "nobody"])
def test_nobody_but_the_commune_s_administrator_erases_a_giver(who: str) -> None:
    campaign = CampaignFactory()
    gift = booked(campaign)
    people = {
        "leader": lambda: leader_of(campaign).person,
        "treasurer": lambda: treasurer_of(campaign).person,
        "administrator elsewhere": lambda: AppointmentFactory(role=Role.ADMINISTRATOR).person,
        "nobody": UserFactory,
    }

    with pytest.raises(RuleViolation):
        actions.erase_giver(gift, actor=people[who](), reason=ASKED)

    gift.refresh_from_db()
    assert (gift.giver_name, gift.erased_at) == (NAME, None)
    assert not Entry.objects.filter(verb="giver_erased").exists()


def test_the_page_opens_to_the_administrator_of_the_commune_alone(sign_in: Any) -> None:
    gift = booked(CampaignFactory())
    elsewhere = AppointmentFactory(role=Role.ADMINISTRATOR).person
    address = page("erase_giver", gift.public_id)

    assert sign_in(administrator_of(gift.campaign)).get(address).status_code == 200
    assert sign_in(elsewhere).post(address, {"reason": "asked"}).status_code == 404
    assert sign_in(gift.first_counter).post(address, {"reason": "asked"}).status_code == 403
    assert address not in sign_in(gift.first_counter).get(page("gift", gift.public_id)).text
    gift.refresh_from_db()
    assert gift.giver_name == NAME


def test_a_giver_is_erased_for_a_reason_of_the_law(sign_in: Any) -> None:
    gift = booked(CampaignFactory())
    browser = sign_in(administrator_of(gift.campaign))

    for reason in ("", NAME):
        answer = browser.post(page("erase_giver", gift.public_id), {"reason": reason})
        assert answer.status_code == 422

    with pytest.raises(ValueError, match="Kín"):
        actions.erase_giver(gift, actor=administrator_of(gift.campaign), reason=NAME)
    gift.refresh_from_db()
    assert gift.giver_name == NAME


def test_who_is_erased_is_not_erased_again(sign_in: Any) -> None:
    gift = booked(CampaignFactory())
    administrator = administrator_of(gift.campaign)
    erased = actions.erase_giver(gift, actor=administrator, reason=ASKED)

    with pytest.raises(RuleViolation, match="xóa rồi"):
        actions.erase_giver(gift, actor=administrator, reason=ASKED)

    page_again = sign_in(administrator).get(page("erase_giver", gift.public_id))
    assert "Không còn gì để xóa" in page_again.text
    assert "<form" in page_again.text
    assert 'name="reason"' not in page_again.text
    gift.refresh_from_db()
    assert gift.erased_at == erased.erased_at
    assert Entry.objects.filter(verb="giver_erased").count() == 1


def test_a_receipt_that_waits_is_decided_before_its_giver_is_erased() -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign)
    first = transferred(pledge, "FT1")
    waits = count_cash(
        campaign, leader, treasurer, channel="transfer", bank_reference="FT2", pledge=pledge
    )

    for gift in (first, waits):
        with pytest.raises(RuleViolation, match=str(waits)):
            actions.erase_giver(gift, actor=administrator_of(campaign), reason=ASKED)

    assert not Gift.objects.filter(giver_name="").exists()


def test_an_erased_giver_gets_no_name_in_public_again() -> None:
    campaign = BankAccountFactory().campaign
    pledge = PledgeFactory(campaign=campaign)
    gift = transferred(pledge, "FT1")
    actions.erase_giver(gift, actor=administrator_of(campaign), reason=ASKED)

    with pytest.raises(RuleViolation):
        actions.change_gift_name(
            gift, NameChoice("alias", alias="Bà Ba"), actor=leader_of(campaign).person
        )
    with pytest.raises(RuleViolation):
        actions.change_pledge_name(pledge, NameChoice("alias", alias="Bà Ba"), actor=None)

    assert not Gift.objects.exclude(alias="").exists()
    assert not Pledge.objects.exclude(alias="").exists()


def test_the_gift_of_an_erased_giver_can_still_be_reversed() -> None:
    campaign = CampaignFactory()
    gift = booked(campaign)
    actions.erase_giver(gift, actor=administrator_of(campaign), reason=ASKED)
    first, second = gift.first_counter, gift.second_counter

    asked = actions.ask_reversal(gift, actor=first, second_counter=second, reason="Nhầm")
    actions.confirm_reversal(asked, actor=second)

    assert figures_of(campaign).balance == 0
    campaign.refresh_from_db()
    assert actions.check_ledger(campaign) == []


def written(gift: Gift, **fields: Any) -> bool:
    """Whether the database lets these fields be written."""
    try:
        with transaction.atomic():
            Gift.objects.filter(pk=gift.pk).update(**fields)
    except DatabaseError:
        return False
    return True


ERASED = {"giver_name": "", "giver_phone": "", "shown": "hidden", "alias": ""}


@pytest.mark.parametrize(
    "more",
    [
        {"giver_name": "Người khác"},
        {"giver_phone": PHONE},
        {"shown": "name"},
        {"shown": "alias", "alias": "Bà Ba"},
        {"amount": 1000},
        {"number": 99},
        {"received_on": localdate().replace(year=2020)},
        {"status": "reversed"},
        {"item": "x"},
        {"erased_at": None},
    ],
    ids=str,
)
def test_the_database_erases_in_exactly_one_shape(more: dict[str, Any]) -> None:
    gift = booked(CampaignFactory())

    assert not written(gift, **{**ERASED, "erased_at": timezone.now(), **more})
    gift.refresh_from_db()
    assert gift.giver_name == NAME
    assert written(gift, **ERASED, erased_at=timezone.now())


def test_the_database_never_gives_an_erased_giver_a_name_again() -> None:
    gift = booked(CampaignFactory())
    actions.erase_giver(gift, actor=administrator_of(gift.campaign), reason=ASKED)

    assert not written(gift, giver_name=NAME, erased_at=None)
    assert not written(gift, giver_name=NAME)
    assert not written(gift, shown="alias", alias="Bà Ba")
    assert not written(gift, erased_at=timezone.now())


def test_the_database_erases_nobody_whose_receipt_waits() -> None:
    campaign = CampaignFactory()
    gift = count_cash(campaign, leader_of(campaign), treasurer_of(campaign))

    assert not written(gift, **ERASED, erased_at=timezone.now())
