import datetime as dt
import uuid
from typing import Any

import factory
import pgtrigger
from django.utils import timezone
from factory.django import DjangoModelFactory

from contributions import actions
from contributions.models import BankAccount, Campaign, Pledge, Receipt, Shown
from contributions.purse import open_purse
from portal.areas.clock import today
from portal.people.models import Post, Role
from tests.areas.factories import HamletFactory
from tests.people.factories import PostFactory, UserFactory


class CampaignFactory(DjangoModelFactory[Campaign]):
    """An open drive with an empty purse; `status="draft"` for one nobody sees yet."""

    class Meta:
        model = Campaign
        skip_postgeneration_save = True

    hamlet = factory.SubFactory(HamletFactory)
    commune = factory.SelfAttribute("hamlet.commune")
    title = factory.Sequence(lambda n: f"Camera ngã ba số {n}")
    description = "5 mắt camera ở 2 ngã ba, kèm 5 năm tiền điện, mạng và sửa chữa."
    goal = 38_500_000
    running_cost = 12_000_000
    reserve_percent = 20
    managing_unit = "Công an xã, cùng Ban điều hành thôn"
    deadline = factory.LazyFunction(lambda: today() + dt.timedelta(days=40))
    status = Campaign.Status.OPEN
    created_by = factory.SubFactory(UserFactory)
    opened_by = factory.Maybe(
        factory.LazyAttribute(lambda drive: drive.status == "draft"),
        None,
        factory.SelfAttribute("created_by"),
    )
    opened_at = factory.Maybe(
        factory.LazyAttribute(lambda drive: drive.status == "draft"),
        None,
        factory.LazyFunction(timezone.now),
    )
    closed_at = factory.Maybe(
        factory.LazyAttribute(lambda drive: drive.status == "closed"),
        factory.LazyFunction(timezone.now),
        None,
    )

    @factory.post_generation
    def purse(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        open_purse(self)


class BankAccountFactory(DjangoModelFactory[BankAccount]):
    """The account of a drive, as if it had been written down before the drive opened."""

    class Meta:
        model = BankAccount

    @classmethod
    def _create(cls, model_class: type[BankAccount], *args: Any, **kwargs: Any) -> BankAccount:
        with pgtrigger.ignore("contributions.BankAccount:account_of_an_open_drive_stays"):
            account: BankAccount = super()._create(model_class, *args, **kwargs)
        return account

    campaign = factory.SubFactory(CampaignFactory)
    bin = "970405"
    number = "1234567890123"
    holder = "BAN DIEU HANH THON MAU"


class PledgeFactory(DjangoModelFactory[Pledge]):
    class Meta:
        model = Pledge

    campaign = factory.SubFactory(CampaignFactory)
    amount = 200_000
    giver_name = "Trần Thị Mẫu"
    shown = Shown.NAME


class ReceiptFactory(DjangoModelFactory[Receipt]):
    """A cash gift that waits for its second counter, written outside any book."""

    class Meta:
        model = Receipt

    campaign = factory.SubFactory(CampaignFactory)
    year = factory.LazyFunction(lambda: today().year)
    number = factory.Sequence(lambda n: n + 1)
    channel = Receipt.Channel.CASH
    amount = 500_000
    received_on = factory.LazyFunction(today)
    giver_name = "Trần Thị Mẫu"
    shown = Shown.NAME
    first_counter = factory.SubFactory(UserFactory)
    second_counter = factory.SubFactory(UserFactory)


def leader_of(campaign: Campaign) -> Post:
    return PostFactory(role=Role.HAMLET_LEADER, hamlet=campaign.hamlet)


def treasurer_of(campaign: Campaign) -> Post:
    return PostFactory(role=Role.TREASURER, hamlet=campaign.hamlet)


def count_cash(campaign: Campaign, leader: Post, treasurer: Post, **facts: Any) -> Receipt:
    """A cash gift counted by the leader, for the treasurer to confirm."""
    given = {
        "once": uuid.uuid4(),
        "channel": Receipt.Channel.CASH,
        "amount": 500_000,
        "received_on": today(),
        "giver_name": "Trần Thị Mẫu",
        "shown": Shown.NAME,
    }
    return actions.count_gift(
        campaign, actor=leader.person, second=treasurer.person, **{**given, **facts}
    )


def book_cash(campaign: Campaign, leader: Post, treasurer: Post, **facts: Any) -> Receipt:
    receipt = count_cash(campaign, leader, treasurer, **facts)
    return actions.confirm_gift(receipt, actor=treasurer.person)
