"""Two hands at once: one effect."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from contributions import actions, ledger
from contributions.figures import figures_of
from contributions.models import LedgerEntry, Pledge, Receipt
from portal.errors import RuleViolation
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert Receipt.objects.get().number == 1


def test_eight_confirmations_book_once() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    receipt = count_cash(campaign, leader, treasurer)

    refusals = at_once([lambda: actions.confirm_gift(receipt, actor=treasurer.person)] * 8)

    assert refusals == []
    assert LedgerEntry.objects.count() == 1
    assert figures_of(campaign).balance == 500_000
    assert ledger.check(campaign) == []


def test_confirming_and_refusing_at_once_does_one_of_them() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    receipt = count_cash(campaign, leader, treasurer)
    person = treasurer.person

    refusals = at_once(
        [
            lambda: actions.confirm_gift(receipt, actor=person),
            lambda: actions.refuse_gift(receipt, actor=person, reason="Không đúng"),
        ]
    )

    receipt.refresh_from_db()
    assert len(refusals) == 1
    assert figures_of(campaign).balance == (500_000 if receipt.status == "booked" else 0)
    assert ledger.check(campaign) == []


def test_two_reversals_at_once_take_the_money_out_once() -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    receipt = book_cash(campaign, leader, treasurer)
    book_cash(campaign, leader, treasurer)

    at_once(
        [
            lambda: actions.ask_reversal(
                receipt, actor=leader.person, second=treasurer.person, reason="Nhầm"
            )
        ]
        * 4
    )
    reversal = receipt.reversals.get()
    refusals = at_once([lambda: actions.confirm_reversal(reversal, actor=treasurer.person)] * 4)

    assert refusals == []
    assert figures_of(campaign).balance == 500_000
    assert ledger.check(campaign) == []


def test_eight_presses_pledge_once() -> None:
    campaign = BankAccountFactory().campaign
    once = uuid.uuid4()
    facts = {"amount": 200_000, "shown": "hidden"}

    at_once([lambda: actions.pledge(campaign, actor=None, once=once, **facts)] * 8)

    assert Pledge.objects.count() == 1


def test_opening_and_changing_a_draft_at_once_leaves_no_changed_open_drive() -> None:
    campaign = CampaignFactory(status="draft", title="Trước")
    leader = leader_of(campaign)

    at_once(
        [
            lambda: actions.open_campaign(campaign, actor=leader.person),
            lambda: actions.change_draft(campaign, actor=leader.person, title="Sau"),
        ]
    )

    campaign.refresh_from_db()
    assert campaign.status == "open"
    assert campaign.title in {"Trước", "Sau"}
