import threading
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Sum

from contributions.books.actions import Papers, book_entry, hold_purse
from contributions.books.models import Account, LedgerEntry, LedgerLine
from contributions.books.moves import Moves
from contributions.campaigns import actions, proof
from contributions.campaigns.figures import figures_of
from contributions.campaigns.models import Campaign, Gift
from portal.errors import RuleViolation
from portal.journal.actions import first_break
from portal.journal.models import Entry
from tests.contributions.factories import (
    CampaignFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)

pytestmark = pytest.mark.django_db


def test_a_gift_comes_in_and_its_share_for_upkeep_is_set_aside() -> None:
    campaign = CampaignFactory(reserve_percent=20)

    book_cash(campaign, leader_of(campaign), treasurer_of(campaign), amount=500_000)

    figures = figures_of(campaign)
    assert (figures.received, figures.spent, figures.balance) == (500_000, 0, 500_000)
    assert figures.reserve == 100_000
    kept = dict(campaign.accounts.values_list("kind", "balance"))
    assert kept == {
        "cash": 500_000,
        "bank": 0,
        "gifts": -500_000,
        "spending": 0,
        "set_aside": 100_000,
        "reserve": -100_000,
    }
    campaign.refresh_from_db()
    assert list(proof.faults(campaign)) == []


def test_months_of_upkeep_follow_from_the_reserve_and_the_running_cost() -> None:
    campaign = CampaignFactory(running_cost=12_000_000)

    assert campaign.months_of_upkeep(6_000_000) == 30


def test_nothing_is_booked_before_the_second_counter_confirms() -> None:
    campaign = CampaignFactory()

    count_cash(campaign, leader_of(campaign), treasurer_of(campaign))

    assert figures_of(campaign).received == 0
    assert not LedgerEntry.objects.exists()


def test_a_reversal_books_the_opposite_and_both_lines_stay() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer, amount=2_000_000)

    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Ghi thừa một số 0"
    )
    actions.confirm_reversal(asked, actor=treasurer.person)

    first, second = LedgerEntry.objects.order_by("number")
    assert (second.reverses, second.received, second.balance) == (first, -2_000_000, 0)
    assert (first.written_by, second.confirmed_by) == (leader.person, treasurer.person)
    figures = figures_of(campaign)
    assert (figures.received, figures.balance, figures.reserve) == (0, 0, 0)
    gift.refresh_from_db()
    assert gift.status == Gift.Status.REVERSED
    campaign.refresh_from_db()
    assert campaign.gift_count == 0
    assert actions.check_ledger(campaign) == []


def test_money_that_has_been_spent_cannot_be_taken_back() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer, amount=500_000)
    with transaction.atomic():
        book_entry(
            hold_purse(campaign),
            LedgerEntry.Kind.SPENDING,
            Moves({Account.Kind.CASH: -400_000, Account.Kind.SPENDING: 400_000}),
            Papers(reason="Hai trụ kẽm"),
            on=gift.received_on,
            written_by=leader.person,
            confirmed_by=treasurer.person,
        )
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )

    with pytest.raises(RuleViolation):
        actions.confirm_reversal(asked, actor=treasurer.person)

    figures = figures_of(campaign)
    assert (figures.received, figures.spent, figures.balance) == (500_000, 400_000, 100_000)


@pytest.mark.parametrize("model", [LedgerEntry, LedgerLine])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_what_is_booked(model: Any, change: str) -> None:
    campaign = CampaignFactory()
    book_cash(campaign, leader_of(campaign), treasurer_of(campaign))
    field = {"balance": 1} if model is LedgerEntry else {"amount": 1}

    rows = model.objects.all()
    acts = {"update": lambda: rows.update(**field), "delete": lambda: rows._raw_delete("default")}

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        acts[change]()

    assert model.objects.exists()


@pytest.mark.parametrize("table", ["contributions_ledgerentry", "contributions_ledgerline"])
def test_the_ledger_has_a_guard_against_truncate(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND tgname LIKE '%%never_emptied%%'",
            [table],
        )
        (definition,) = cursor.fetchone()

    assert "RAISE EXCEPTION 'this table is append-only'" in definition


def lines_of(campaign: Any, **moves: int) -> list[LedgerLine]:
    accounts = {account.kind: account for account in campaign.accounts.all()}
    return [LedgerLine(account=accounts[kind], amount=amount) for kind, amount in moves.items()]


def entry_of(campaign: Any, leader: Any, treasurer: Any, **fields: Any) -> LedgerEntry:
    given = {
        "number": LedgerEntry.objects.filter(campaign=campaign).count() + 1,
        "kind": "spending",
        "on": "2026-11-22",
        "at": "2026-11-22T08:00:00+07:00",
        "turnover": 1000,
        "balance": 0,
        "reason": "x",
    }
    return LedgerEntry.objects.create(
        campaign=campaign,
        written_by=leader.person,
        confirmed_by=treasurer.person,
        **{**given, **fields},
    )


@transaction.atomic
def write_entry(campaign: Any, leader: Any, treasurer: Any, lines: list[LedgerLine]) -> None:
    write_lines(entry_of(campaign, leader, treasurer), lines)


@transaction.atomic
def write_lines(entry: LedgerEntry, lines: list[LedgerLine]) -> None:
    for line in lines:
        line.entry = entry
        line.save()


@pytest.mark.parametrize(
    "moves",
    [
        {},
        {"cash": 1000},
        {"cash": 1000, "gifts": -999},
        {"cash": 500, "gifts": -500},
    ],
)
@pytest.mark.django_db(transaction=True)
def test_an_entry_that_does_not_add_up_is_refused_at_commit(moves: dict[str, int]) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    with pytest.raises(IntegrityError, match="ledger_entry_adds_up"):
        write_entry(campaign, leader, treasurer, lines_of(campaign, **moves))

    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_lines_cannot_be_slipped_into_an_old_entry() -> None:
    campaign = CampaignFactory()
    book_cash(campaign, leader_of(campaign), treasurer_of(campaign))
    entry = LedgerEntry.objects.get()

    with pytest.raises(IntegrityError, match="ledger_entry_adds_up"):
        write_lines(entry, lines_of(campaign, bank=700, spending=-700))

    assert entry.lines.count() == 4


@pytest.mark.django_db(transaction=True)
def test_lines_of_another_campaign_s_purse_are_refused() -> None:
    campaign, other = CampaignFactory(), CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    with pytest.raises(IntegrityError, match="ledger_entry_adds_up"):
        write_entry(campaign, leader, treasurer, lines_of(other, cash=1000, gifts=-1000))


def test_one_person_alone_cannot_stand_for_an_entry() -> None:
    campaign = CampaignFactory()
    leader = leader_of(campaign)

    with (
        pytest.raises(IntegrityError, match="ledgerentry_two_people_stand_for_it"),
        transaction.atomic(),
    ):
        entry_of(campaign, leader, leader)


def test_check_ledger_finds_a_balance_that_was_tampered_with(capsys: Any) -> None:
    campaign = CampaignFactory()
    book_cash(campaign, leader_of(campaign), treasurer_of(campaign))
    call_command("check_ledger")
    campaign.accounts.filter(kind="cash").update(balance=9)

    with pytest.raises(CommandError, match="1 faults"):
        call_command("check_ledger")

    assert "account cash: kept 9, recomputed 500000" in capsys.readouterr().err
    campaign.refresh_from_db()
    assert campaign.check_result.faults == 1


def tamper(sql: str) -> None:
    """Change rows as somebody with the database's own keys could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def one_gift_reversed() -> Campaign:
    """Two lines of 500.000 đ, in and out again; a third stays."""
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )
    actions.confirm_reversal(asked, actor=treasurer.person)
    book_cash(campaign, leader, treasurer)
    campaign.refresh_from_db()
    assert actions.check_ledger(campaign) == []
    return campaign


ENTRY = "UPDATE contributions_ledgerentry SET"


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        (f"{ENTRY} reason = 'x' WHERE number = 2", "entry 2 is not what the journal says"),
        (f"{ENTRY} at = now() WHERE number = 1", "entry 1 is not what the journal says"),
        (f'{ENTRY} "on" = "on" - 1 WHERE number = 3', "entry 3 is not what the journal says"),
        (
            f"{ENTRY} written_by_id = confirmed_by_id, confirmed_by_id = written_by_id"
            " WHERE number = 3",
            "entry 3 is not what the journal says",
        ),
        (
            "UPDATE contributions_ledgerline SET account_id = bank.id"
            " FROM contributions_account cash, contributions_account bank,"
            " contributions_ledgerentry entry WHERE cash.id = account_id AND cash.kind = 'cash'"
            " AND bank.kind = 'bank' AND entry.id = entry_id AND entry.number = 3;"
            " UPDATE contributions_account SET balance = 500000 - balance"
            " WHERE kind IN ('cash', 'bank')",
            "entry 3 is not what the journal says",
        ),
        (
            "UPDATE contributions_gift SET amount = 50000 WHERE number = 2",
            "entry 3 received 500000",
        ),
    ],
)
def test_check_ledger_finds_what_adds_up_and_is_not_what_was_posted(sql: str, fault: str) -> None:
    campaign = one_gift_reversed()

    tamper(sql)

    (broken,) = actions.check_ledger(campaign)
    assert broken.startswith(fault)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        (
            "UPDATE contributions_gift SET status = 'reversed' WHERE number = 2;"
            " UPDATE contributions_campaign SET gift_count = 0",
            "is reversed and has an entry that stands",
        ),
        (
            "UPDATE contributions_gift SET status = 'booked' WHERE number = 1;"
            " UPDATE contributions_campaign SET gift_count = 2",
            "is booked and has no entry that stands",
        ),
    ],
)
def test_check_ledger_finds_a_gift_that_stands_in_one_book_alone(sql: str, fault: str) -> None:
    campaign = one_gift_reversed()

    tamper(sql)

    (broken,) = actions.check_ledger(campaign)
    assert fault in broken


def test_check_ledger_finds_a_whole_purse_written_smaller_line_by_line() -> None:
    campaign = one_gift_reversed()

    tamper("UPDATE contributions_gift SET amount = amount / 10")
    tamper("UPDATE contributions_ledgerline SET amount = amount / 10")
    tamper(f"{ENTRY} turnover = turnover / 10, received = received / 10, balance = balance / 10")
    tamper("UPDATE contributions_account SET balance = balance / 10")

    assert actions.check_ledger(campaign) == [
        f"entry {number} is not what the journal says was posted" for number in (1, 2, 3)
    ]


def test_check_ledger_finds_an_entry_that_is_gone() -> None:
    campaign = one_gift_reversed()

    tamper(
        "DELETE FROM contributions_ledgerline USING contributions_ledgerentry entry"
        " WHERE entry.id = entry_id AND number = 3"
    )
    tamper("DELETE FROM contributions_ledgerentry WHERE number = 3")

    broken = actions.check_ledger(campaign)
    assert "the ledger goes on with entry nothing, its journal with 3" in broken


def test_check_ledger_finds_an_entry_that_was_never_journalled() -> None:
    campaign = one_gift_reversed()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    with transaction.atomic():
        entry = entry_of(campaign, leader, treasurer, number=4, balance=500_000)
        write_lines(entry, lines_of(campaign, cash=1000, bank=-1000))

    broken = actions.check_ledger(campaign)
    assert "the ledger goes on with entry 4, its journal with nothing" in broken


def test_checking_asks_the_same_for_one_gift_and_three(django_assert_num_queries: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    for more in (1, 2):
        for _ in range(more):
            book_cash(campaign, leader, treasurer)
        with django_assert_num_queries(12):
            assert list(proof.faults(Campaign.objects.get(pk=campaign.pk))) == []


@pytest.mark.django_db(transaction=True)
def test_twenty_people_book_at_once_and_the_ledger_adds_up() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    failures: list[BaseException] = []

    def book() -> None:
        try:
            book_cash(campaign, leader, treasurer, amount=10_000)
        except BaseException as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=book) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    campaign.refresh_from_db()
    assert list(campaign.entries.order_by("number").values_list("number", flat=True)) == list(
        range(1, 21)
    )
    numbers = campaign.gifts.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 21))
    assert figures_of(campaign).balance == 200_000
    assert LedgerLine.objects.aggregate(total=Sum("amount")) == {"total": 0}
    assert actions.check_ledger(campaign) == []


def test_every_step_is_journalled_without_names() -> None:
    campaign = CampaignFactory()
    book_cash(campaign, leader_of(campaign), treasurer_of(campaign), giver_name="Lê Thị Kín")

    entries = Entry.objects.of(campaign.stream)

    assert [entry.verb for entry in entries] == ["counted", "booked", "posted"]
    assert "Kín" not in str([entry.facts for entry in entries])
    assert first_break(campaign.stream) is None
