"""Two hands at once: one effect."""

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from contributions.books.models import LedgerEntry
from contributions.campaigns import actions
from contributions.campaigns.figures import figures_of
from contributions.campaigns.giver_names import NameChoice
from contributions.campaigns.models import BankAccount, Campaign, Gift, Pledge
from portal.errors import RuleViolation
from portal.people.models import Role
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    PledgeFactory,
    book_cash,
    count_cash,
    draft_facts,
    leader_of,
    make_pledge,
    treasurer_of,
)
from tests.people.factories import AppointmentFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


def at_once(acts: list[Callable[[], Any]]) -> list[RuleViolation]:
    """Start all of `acts` together; what they refused. Anything else fails the test."""
    refusals: list[RuleViolation] = []
    failures: list[BaseException] = []
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait(10)
            act()
        except RuleViolation as refusal:
            refusals.append(refusal)
        except BaseException as failure:  # noqa: BLE001 - raised again in the test's thread
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return refusals


def test_eight_presses_of_one_form_write_one_receipt() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    once = uuid.uuid4()

    refusals = at_once([lambda: count_cash(campaign, leader, treasurer, once=once)] * 8)

    assert refusals == []
    assert Gift.objects.get().number == 1


def test_eight_confirmations_book_once() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = count_cash(campaign, leader, treasurer)

    refusals = at_once([lambda: actions.confirm_gift(gift, actor=treasurer.person)] * 8)

    assert refusals == []
    assert LedgerEntry.objects.count() == 1
    assert figures_of(campaign).balance == 500_000
    assert actions.check_ledger(campaign) == []


def test_confirming_and_refusing_at_once_does_one_of_them() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = count_cash(campaign, leader, treasurer)
    person = treasurer.person

    refusals = at_once(
        [
            lambda: actions.confirm_gift(gift, actor=person),
            lambda: actions.refuse_gift(gift, actor=person, reason="Không đúng"),
        ]
    )

    gift.refresh_from_db()
    assert len(refusals) == 1
    assert figures_of(campaign).balance == (500_000 if gift.status == "booked" else 0)
    assert actions.check_ledger(campaign) == []


def test_two_reversals_at_once_take_the_money_out_once() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer)
    book_cash(campaign, leader, treasurer)

    at_once(
        [
            lambda: actions.ask_reversal(
                gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
            )
        ]
        * 4
    )
    reversal = gift.reversals.get()
    refusals = at_once([lambda: actions.confirm_reversal(reversal, actor=treasurer.person)] * 4)

    assert refusals == []
    assert figures_of(campaign).balance == 500_000
    assert actions.check_ledger(campaign) == []


def test_eight_presses_pledge_once() -> None:
    campaign = BankAccountFactory().campaign
    once = uuid.uuid4()
    facts: dict[str, Any] = {"amount": 200_000, "shown": "hidden"}

    at_once([lambda: make_pledge(campaign, once=once, **facts)] * 8)

    assert Pledge.objects.count() == 1


def test_two_campaigns_of_one_account_book_a_line_of_the_statement_once() -> None:
    campaigns = [account.campaign for account in BankAccountFactory.create_batch(2)]
    appointments = [
        (campaign, leader_of(campaign), treasurer_of(campaign)) for campaign in campaigns
    ]
    facts: dict[str, Any] = {"channel": "transfer", "bank_reference": "FT1"}

    refusals = at_once(
        [partial(count_cash, *appointment, **facts) for appointment in appointments * 4]
    )

    assert len(refusals) == 7
    assert Gift.objects.get().bank_reference == "FT1"


def waiting_behind(act: Callable[[], Any]) -> Future[Any]:
    """Start `act` while this transaction holds what it needs; return once it waits for that."""

    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    acting = ThreadPoolExecutor(1).submit(run)
    blocked = (
        "SELECT EXISTS (SELECT FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
    )
    with connection.cursor() as cursor:
        while not acting.done():
            cursor.execute(blocked)
            if cursor.fetchone() == (True,):
                break
            time.sleep(0.01)
    return acting


def a_booked_transfer(
    campaign: Any, leader: Any, treasurer: Any, pledge: Any, bank_reference: str = "FT1"
) -> Gift:
    facts = {"channel": "transfer", "bank_reference": bank_reference, "pledge": pledge}
    return book_cash(campaign, leader, treasurer, **facts)


def test_a_giver_who_changes_the_name_waits_without_the_journal() -> None:
    """Else the two wait for each other: one has the receipt, the other the journal."""
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign)
    gift = a_booked_transfer(campaign, leader, treasurer, pledge)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )

    with transaction.atomic():
        Gift.objects.select_for_update().get(pk=gift.pk)
        giver = waiting_behind(
            lambda: actions.change_pledge_name(pledge, NameChoice("hidden"), actor=None)
        )
        actions.confirm_reversal(asked, actor=treasurer.person)
    giver.result(10)

    gift.refresh_from_db()
    assert (gift.status, gift.shown) == ("reversed", "hidden")
    assert actions.check_ledger(campaign) == []


@pytest.mark.parametrize("what", ["confirm_gift", "confirm_reversal"])
def test_who_confirms_waits_for_the_campaign_without_the_journal(what: str) -> None:
    """A pledge holds the campaign's row and then wants the journal."""
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = count_cash(campaign, leader, treasurer)
    waits: Any = gift
    if what == "confirm_reversal":
        actions.confirm_gift(gift, actor=treasurer.person)
        waits = actions.ask_reversal(
            gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
        )

    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        confirming = waiting_behind(lambda: getattr(actions, what)(waits, actor=treasurer.person))
        make_pledge(campaign, once=uuid.uuid4(), amount=200_000, shown="hidden")
    confirming.result(10)

    assert Pledge.objects.count() == 1
    campaign.refresh_from_db()
    assert actions.check_ledger(campaign) == []


def test_an_account_put_in_while_the_campaign_opens_waits_and_is_refused() -> None:
    campaign = CampaignFactory(status="draft")
    leader = leader_of(campaign)
    account = BankAccount(
        campaign=campaign,
        bin="970405",
        number="9999999999",
        holder="KE GIAN",
        written_by=campaign.created_by,
    )

    with transaction.atomic():
        actions.open_campaign(campaign, actor=leader.person)
        slipping = waiting_behind(account.save)
        assert not slipping.done()

    with pytest.raises(ProgrammingError, match="has opened stays"):
        slipping.result(10)
    assert not BankAccount.objects.exists()


def test_checking_a_campaign_waits_for_a_gift_in_kind_that_is_half_confirmed() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    kind: dict[str, Any] = {"channel": "kind", "amount": None, "item": "6 ngày công"}
    gift = count_cash(campaign, leader, treasurer, **kind)

    with transaction.atomic():
        actions.confirm_gift(gift, actor=treasurer.person)
        checking = waiting_behind(lambda: actions.check_ledger(campaign))
        assert not checking.done()

    assert checking.result(10) == []


def test_a_giver_erased_and_reversed_at_once_ends_both() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune).person
    gift = book_cash(campaign, leader, treasurer, giver_phone="+84912345678")
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )
    ground = Gift.Ground.ASKED

    refusals = at_once(
        [
            lambda: actions.confirm_reversal(asked, actor=treasurer.person),
            lambda: actions.erase_giver(gift, actor=administrator, reason=ground),
            lambda: actions.erase_giver(gift, actor=administrator, reason=ground),
        ]
    )

    gift.refresh_from_db()
    assert len(refusals) == 1
    assert (gift.status, gift.giver_name) == ("reversed", "")
    campaign.refresh_from_db()
    assert actions.check_ledger(campaign) == []


def test_opening_and_changing_a_draft_at_once_leaves_no_changed_open_campaign() -> None:
    campaign = CampaignFactory(status="draft", title="Trước")
    leader = leader_of(campaign)

    at_once(
        [
            lambda: actions.open_campaign(campaign, actor=leader.person),
            lambda: actions.change_draft(campaign, draft_facts(title="Sau"), actor=leader.person),
        ]
    )

    campaign.refresh_from_db()
    assert campaign.status == "open"
    assert campaign.title in {"Trước", "Sau"}


def test_pledges_gifts_and_reversals_at_once_refuse_nobody() -> None:
    """A booking looks at the campaign once more at its end, while it has the purse's journal:
    whoever holds the campaign and wants that journal must not hold it so that nobody can look."""
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    promised = PledgeFactory.create_batch(ROUNDS, campaign=campaign)
    booked = [book_cash(campaign, leader, treasurer) for _ in range(ROUNDS)]
    asked = [
        actions.ask_reversal(
            gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
        )
        for gift in booked
    ]
    each: list[Callable[[int], Any]] = [
        lambda _nth: make_pledge(campaign, shown="hidden"),
        lambda _nth: make_pledge(campaign, shown="hidden"),
        lambda _nth: book_cash(campaign, leader, treasurer),
        lambda nth: a_booked_transfer(
            campaign, leader, treasurer, promised[nth], bank_reference=f"FT{nth}"
        ),
        lambda nth: actions.confirm_reversal(asked[nth], actor=treasurer.person),
        lambda nth: actions.change_pledge_name(promised[nth], NameChoice("hidden"), actor=None),
        lambda _nth: actions.check_ledger(campaign),
    ]

    refusals = at_once([partial(_over_and_over, act) for act in each])

    assert refusals == []
    assert Pledge.objects.count() == 3 * ROUNDS
    assert figures_of(campaign).balance == 2 * ROUNDS * 500_000
    assert actions.check_ledger(campaign) == []


def _over_and_over(act: Callable[[int], Any]) -> None:
    for nth in range(ROUNDS):
        act(nth)
