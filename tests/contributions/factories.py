import datetime as dt
import uuid
from typing import Any

import factory
from django.db import connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from factory.django import DjangoModelFactory

from contributions.books.actions import open_purse
from contributions.campaigns import actions
from contributions.campaigns.facts import CampaignFacts, GiftFacts, PledgeFacts
from contributions.campaigns.giver_names import NameChoice
from contributions.campaigns.models import BankAccount, Campaign, Gift, NameShown, Pledge
from portal.people.models import Appointment, Role
from tests.areas.factories import HamletFactory
from tests.people.factories import AppointmentFactory, UserFactory


class CampaignFactory(DjangoModelFactory[Campaign]):
    """An open campaign with an empty purse; `status="draft"` for one nobody sees yet."""

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
    deadline = factory.LazyFunction(lambda: localdate() + dt.timedelta(days=40))
    status = Campaign.Status.OPEN
    created_by = factory.SubFactory(UserFactory)
    opened_by = factory.Maybe(
        factory.LazyAttribute(lambda campaign: campaign.status == "draft"),
        None,
        factory.SelfAttribute("created_by"),
    )
    opened_at = factory.Maybe(
        factory.LazyAttribute(lambda campaign: campaign.status == "draft"),
        None,
        factory.LazyFunction(timezone.now),
    )
    closed_at = factory.Maybe(
        factory.LazyAttribute(lambda campaign: campaign.status == "closed"),
        factory.LazyFunction(timezone.now),
        None,
    )

    @factory.post_generation
    def purse(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        open_purse(self)


class BankAccountFactory(DjangoModelFactory[BankAccount]):
    """The account of a campaign, as if it had been confirmed before the campaign opened."""

    class Meta:
        model = BankAccount

    @classmethod
    def _create(cls, model_class: type[BankAccount], *args: Any, **kwargs: Any) -> BankAccount:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            account: BankAccount = super()._create(model_class, *args, **kwargs)
            cursor.execute("SET LOCAL session_replication_role = origin")
        return account

    campaign = factory.SubFactory(CampaignFactory)
    bin = "970405"
    number = "1234567890123"
    holder = "BAN DIEU HANH THON MAU"
    status = BankAccount.Status.CONFIRMED
    written_by = factory.SubFactory(UserFactory)
    decided_by = factory.SubFactory(UserFactory)
    decided_at = factory.LazyFunction(timezone.now)


class PledgeFactory(DjangoModelFactory[Pledge]):
    class Meta:
        model = Pledge

    campaign = factory.SubFactory(CampaignFactory)
    amount = 200_000
    giver_name = "Trần Thị Mẫu"
    shown = NameShown.NAME


class GiftFactory(DjangoModelFactory[Gift]):
    """A cash gift that waits for its second counter, written outside any book."""

    class Meta:
        model = Gift

    campaign = factory.SubFactory(CampaignFactory)
    year = factory.LazyFunction(lambda: localdate().year)
    number = factory.Sequence(lambda n: n + 1)
    channel = Gift.Channel.CASH
    amount = 500_000
    received_on = factory.LazyFunction(localdate)
    giver_name = "Trần Thị Mẫu"
    shown = NameShown.NAME
    first_counter = factory.SubFactory(UserFactory)
    second_counter = factory.SubFactory(UserFactory)


def leader_of(campaign: Campaign) -> Appointment:
    return AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=campaign.hamlet)


def treasurer_of(campaign: Campaign) -> Appointment:
    return AppointmentFactory(role=Role.TREASURER, hamlet=campaign.hamlet)


def count_cash(
    campaign: Campaign,
    leader: Appointment,
    treasurer: Appointment,
    *,
    once: uuid.UUID | None = None,
    **facts: Any,
) -> Gift:
    """A cash gift counted by the leader, for the treasurer to confirm."""
    given: dict[str, Any] = {
        "channel": Gift.Channel.CASH,
        "amount": 500_000,
        "received_on": localdate(),
        "giver_name": "Trần Thị Mẫu",
    } | facts
    name = NameChoice(given.pop("shown", NameShown.NAME), given.pop("alias", ""))
    return actions.count_gift(
        campaign,
        GiftFacts(name=name, once=once or uuid.uuid4(), **given),
        actor=leader.person,
        second_counter=treasurer.person,
    )


def book_cash(
    campaign: Campaign, leader: Appointment, treasurer: Appointment, **facts: Any
) -> Gift:
    gift = count_cash(campaign, leader, treasurer, **facts)
    return actions.confirm_gift(gift, actor=treasurer.person)


def make_pledge(
    campaign: Campaign,
    *,
    once: uuid.UUID | None = None,
    amount: int = 200_000,
    shown: str = NameShown.HIDDEN,
    giver_name: str = "",
) -> Pledge:
    """A pledge as somebody without an account makes it."""
    facts = PledgeFacts(
        amount=amount, giver_name=giver_name, name=NameChoice(shown), once=once or uuid.uuid4()
    )
    return actions.make_pledge(campaign, facts, actor=None)


def draft_facts(**facts: Any) -> CampaignFacts:
    given = {
        "title": "Camera ngã tư chợ",
        "description": "Ba mắt camera.",
        "goal": 38_500_000,
        "running_cost": 12_000_000,
        "reserve_percent": 20,
        "managing_unit": "Công an xã",
        "deadline": localdate() + dt.timedelta(days=40),
    }
    return CampaignFacts(**{**given, **facts})
