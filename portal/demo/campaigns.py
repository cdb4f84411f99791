"""The campaigns: ten clusters of Móng Cái and 71 cameras of Vĩnh Thuận, paid for; Phú Hữu's runs.

Opening a campaign and booking a gift is of localdate even here. Only the days on which the gifts of
Vĩnh Thuận came are of the story's year, as in a cash book copied in afterwards.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from contributions.campaigns import actions
from contributions.campaigns.facts import BankFacts, CampaignFacts, GiftFacts, PledgeFacts
from contributions.campaigns.giver_names import NameChoice
from contributions.campaigns.models import Campaign, Gift, NameShown
from portal.areas.models import Commune, Hamlet
from portal.demo import key, people
from portal.once import made_before, once_for
from portal.people.models import User

CASH, TRANSFER, KIND = Gift.Channel.CASH, Gift.Channel.TRANSFER, Gift.Channel.KIND


@dataclass(frozen=True)
class StoryGift:
    giver: str
    amount: int | None
    channel: str = CASH
    shown: str = NameShown.NAME
    alias: str = ""
    item: str = ""
    days_ago: int = 0
    on: dt.date | None = None

    @property
    def received_on(self) -> dt.date:
        return self.on or localdate() - dt.timedelta(days=max(self.days_ago, 0))


def _account(number: str, holder: str) -> BankFacts:
    return BankFacts(bin="970405", number=number, holder=holder)


PHU_HUU: dict[str, Any] = {
    "title": "Lắp thêm camera ngã ba Phú Hữu – Tân Phú",
    "description": (
        "Nhân rộng mô hình: lắp thêm 4 mắt camera ở 2 ngã ba, kèm 5 năm tiền điện, mạng và sửa "
        "chữa. 5 mắt camera ở Phú Hữu và Tân Phú đã nghiệm thu ngày 25/4/2023, không thuộc đợt "
        "này. Số tiền và tên người ủng hộ là mẫu."
    ),
    "goal": 38_500_000,
    "running_cost": 12_000_000,
    "reserve_percent": 20,
    "managing_unit": "Công an xã, cùng Ban điều hành thôn Phú Hữu",
    "bank": _account("1234567890123", "Ban điều hành thôn Phú Hữu (số mẫu)"),
}
MONG_CAI: dict[str, Any] = {
    "title": "10 cụm camera Nguyễn Du, Hữu Nghị, Lý Tự Trọng",
    "description": (
        "10 cụm camera trên ba tuyến phố, 80 triệu đồng, 100% xã hội hóa. Tên người ủng hộ là mẫu."
    ),
    "goal": 80_000_000,
    "running_cost": 24_000_000,
    "reserve_percent": 30,
    "managing_unit": "Công an phường Móng Cái 1",
    "bank": _account("9876543210123", "Ban điều hành khu Hòa Lạc 1 (số mẫu)"),
}


VINH_THUAN: dict[str, Any] = {
    "title": "71 camera an ninh của huyện Vĩnh Thuận cũ",
    "description": (
        "71 camera trên trụ kẽm, tổng trị giá gần 400 triệu đồng: 35 mắt ở xã Vĩnh Phong, 18 mắt ở "
        "xã Vĩnh Bình và 18 mắt ở xã Vĩnh Thuận. Sổ thu năm 2023 được chép lại khi xã bắt đầu "
        "dùng Sổ Camera. Cách chia theo xã, từng khoản và tên người ủng hộ là mẫu."
    ),
    "goal": 400_000_000,
    "running_cost": 60_000_000,
    "reserve_percent": 10,
    "managing_unit": "Công an xã Vĩnh Phong, Vĩnh Bình và Vĩnh Thuận",
    "bank": _account("5678901234567", "Ban vận động camera Vĩnh Thuận (số mẫu)"),
}


def _opened(
    hamlet: Hamlet, leader: User, treasurer: User, *, days: int, facts: dict[str, Any]
) -> Campaign | None:
    """The campaign, open; None if an earlier run has booked its gifts, under whatever title."""
    if made_before(Gift.objects.all(), once_for(leader, key("gift", hamlet.commune.code, 0))):
        return None
    deadline = localdate() + dt.timedelta(days=days)
    drafted = actions.draft_campaign(
        hamlet, CampaignFacts(deadline=deadline, **facts), actor=leader
    )
    seen = drafted.bank_account.public_id
    actions.confirm_account(drafted, actor=treasurer, seen=seen)
    return actions.open_campaign(drafted, actor=leader)


@transaction.atomic
def phu_huu(commune: Commune) -> None:
    """Four more cameras at two junctions: 31.250.000 đ of 38.500.000 đ, one slip reversed."""
    hamlet = Hamlet.objects.current().get(commune=commune, name="Phú Hữu")
    leader, treasurer = people.person(people.HA), people.person(people.TU)
    campaign = _opened(hamlet, leader, treasurer, days=39, facts=PHU_HUU)
    if campaign is None:
        return
    for number, gift in enumerate(_gifts_of_phu_huu()):
        book(campaign, number, gift, leader, treasurer)
    _slip(campaign, leader, treasurer)
    for number, gift in enumerate(LAST_GIFTS, start=100):
        book(campaign, number, gift, leader, treasurer)
    count(campaign, 200, StoryGift("Bà Trần Thị Bông", 500_000), leader, treasurer)
    name = NameChoice(NameShown.NAME)
    once = key("pledge", campaign.title)
    facts = PledgeFacts(amount=300_000, giver_name="Ông Cao Văn Chín", name=name, once=once)
    actions.make_pledge(campaign, facts, actor=None)


LAST_GIFTS = (
    StoryGift("Ông Đỗ Văn Tám", 200_000, days_ago=3),
    StoryGift("Bà Mai Thị Yến", 300_000, TRANSFER, NameShown.HIDDEN, days_ago=2),
    StoryGift("Bà Phạm Thị Lựu", 500_000, days_ago=1),
)
EARLY_AMOUNTS = (500_000, 300_000, 1_000_000, 200_000, 500_000, 1_200_000, 400_000, 800_000)
EARLY_TOTAL = 31_250_000 - 5_000_000 - 1_000_000 - 1_000_000  # the named gifts and the last three


def _gifts_of_phu_huu() -> Iterator[StoryGift]:
    left, number = EARLY_TOTAL, 0
    while left > 0:
        amount = min(EARLY_AMOUNTS[number % len(EARLY_AMOUNTS)], left)
        left -= amount
        giver = people.neighbour(330 + number)
        hidden = number % 7 == 3
        yield StoryGift(
            f"{giver.honorific.capitalize()} {giver.full_name}",
            amount,
            TRANSFER if number % 4 == 1 else CASH,
            NameShown.HIDDEN if hidden else NameShown.NAME,
            days_ago=45 - number,
        )
        number += 1
    yield StoryGift(
        "Bà Hồ Thị Sương", 1_000_000, CASH, NameShown.ALIAS, "Gia đình cô Ba Sương", days_ago=9
    )
    yield StoryGift("Hội Cựu chiến binh xã", None, KIND, item="6 ngày công dựng trụ", days_ago=8)
    yield StoryGift("Công ty Hải sản Hòn Khói (mẫu)", 5_000_000, TRANSFER, days_ago=6)


def _slip(campaign: Campaign, leader: User, treasurer: User) -> None:
    """One nought too many, booked and then reversed in everybody's sight."""
    slip = book(campaign, 99, StoryGift("Ông Đỗ Văn Tám", 2_000_000, days_ago=4), leader, treasurer)
    reason = "Ghi thừa một số 0"
    asked = actions.ask_reversal(slip, actor=leader, second_counter=treasurer, reason=reason)
    actions.confirm_reversal(asked, actor=treasurer)


@transaction.atomic
def mong_cai(commune: Commune) -> None:
    """Ten clusters on three streets, 80.000.000 đ, all of it given by the neighbourhood."""
    hamlet = Hamlet.objects.current().get(commune=commune, name="Hòa Lạc 1")
    leader, treasurer = people.person(people.THOA), people.person(people.LOI)
    campaign = _opened(hamlet, leader, treasurer, days=9, facts=MONG_CAI)
    if campaign is None:
        return
    for number, amount in enumerate(MONG_CAI_AMOUNTS):
        giver = people.neighbour(260 + number)
        name = f"{giver.honorific.capitalize()} {giver.full_name}"
        channel = TRANSFER if number % 3 == 0 else CASH
        gift = StoryGift(name, amount, channel, days_ago=60 - 2 * number)
        book(campaign, number, gift, leader, treasurer)
    actions.close_campaign(campaign, actor=leader)


MONG_CAI_AMOUNTS = (
    10_000_000, 5_000_000, 5_000_000, 8_000_000, 4_000_000, 3_000_000, 6_000_000, 5_000_000,
    2_000_000, 8_000_000, 4_000_000, 5_000_000, 3_000_000, 6_000_000, 4_000_000, 2_000_000,
)  # fmt: skip


@transaction.atomic
def vinh_thuan(commune: Commune) -> None:
    """71 cameras for nearly 400 million: 397.600.000 đ, in 48 gifts in the spring of 2023."""
    hamlet = Hamlet.objects.current().get(commune=commune, name="Vĩnh Phước 1")
    leader = people.person(people.VINH_PHONG_LEADER)
    treasurer = people.person(people.VINH_PHONG_TREASURER)
    campaign = _opened(hamlet, leader, treasurer, days=0, facts=VINH_THUAN)
    if campaign is None:
        return
    for number, gift in enumerate(_gifts_of_vinh_thuan()):
        book(campaign, number, gift, leader, treasurer)
    actions.close_campaign(campaign, actor=leader)


VINH_THUAN_TOTAL = 397_600_000  # 71 cameras at 5.600.000 đ
VINH_THUAN_AMOUNTS = (
    10_000_000, 5_000_000, 3_000_000, 20_000_000, 8_000_000, 2_000_000, 15_000_000, 6_000_000,
    4_000_000, 10_000_000, 5_000_000, 12_000_000,
)  # fmt: skip
FIRST_GIFT = dt.date(2023, 1, 30)


def _gifts_of_vinh_thuan() -> Iterator[StoryGift]:
    left, number = VINH_THUAN_TOTAL, 0
    while left > 0:
        amount = min(VINH_THUAN_AMOUNTS[number % len(VINH_THUAN_AMOUNTS)], left)
        left -= amount
        giver = people.drawn(500 + number)
        yield StoryGift(
            f"{giver.honorific.capitalize()} {giver.name}",
            amount,
            TRANSFER if amount >= 10_000_000 else CASH,
            NameShown.HIDDEN if number % 9 == 4 else NameShown.NAME,
            on=FIRST_GIFT + dt.timedelta(days=2 * number),
        )
        number += 1


def book(
    campaign: Campaign, number: int, gift: StoryGift, first: User, second_counter: User
) -> Gift:
    return actions.confirm_gift(
        count(campaign, number, gift, first, second_counter), actor=second_counter
    )


def count(
    campaign: Campaign, number: int, gift: StoryGift, first: User, second_counter: User
) -> Gift:
    is_transfer = gift.channel == TRANSFER
    facts = GiftFacts(
        channel=gift.channel,
        received_on=gift.received_on,
        giver_name=gift.giver,
        name=NameChoice(gift.shown, gift.alias),
        amount=gift.amount,
        item=gift.item,
        once=key("gift", campaign.commune.code, number),
        bank_reference=f"FT26{campaign.pk:03}{number:05}" if is_transfer else "",
    )
    return actions.count_gift(campaign, facts, actor=first, second_counter=second_counter)
