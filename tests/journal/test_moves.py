"""The one mover: a state changes by its table, with its entry, or nothing changes at all."""

from concurrent.futures import ThreadPoolExecutor
from enum import auto
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.actions import hold, move
from portal.journal.models import Entry
from portal.journal.verbs import Verb
from portal.notices.models import Delivery, Notice
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db

Status = Delivery.Status
STREAM = "delivery:1"


class TestVerb(Verb):
    __test__ = False

    TAKEN_UP = auto()


@pytest.fixture
def delivery(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A row with a table of moves, lent what a moved row has besides."""
    monkeypatch.setattr(Delivery, "stream", STREAM, raising=False)
    monkeypatch.setattr(Delivery, "already", "It is on its way already.", raising=False)
    notice = Notice.objects.create(kind="people_invited")
    return Delivery.objects.create(notice=notice, channel="sms", address="+84912345678")


def take_up(delivery: Any, **facts: Any) -> Any:
    return move(
        delivery,
        Status.SENDING,
        actor=None,
        verb=TestVerb.TAKEN_UP,
        claimed_at=timezone.now(),
        **facts,
    )


def test_a_move_changes_the_row_and_puts_it_on_record(delivery):
    person = UserFactory()

    moved = move(
        delivery,
        Status.SENDING,
        actor=person,
        verb=TestVerb.TAKEN_UP,
        subject="MC1",
        facts={"tries": 1},
        claimed_at=timezone.now(),
    )

    delivery.refresh_from_db()
    entry = Entry.objects.get()
    assert delivery.status == moved.status == Status.SENDING
    assert delivery.claimed_at == moved.claimed_at
    assert (entry.stream, entry.verb, entry.actor, entry.subject, entry.facts) == (
        STREAM,
        "taken_up",
        person,
        "MC1",
        {"tries": 1},
    )


def test_a_move_the_table_does_not_lead_to_is_refused_and_nothing_is_written(delivery):
    with pytest.raises(RuleViolation, match="already"):
        move(delivery, Status.SENT, actor=None, verb=TestVerb.TAKEN_UP, sent_at=timezone.now())

    delivery.refresh_from_db()
    assert (delivery.status, delivery.sent_at) == (Status.WAITING, None)
    assert not Entry.objects.exists()


def test_the_second_of_two_moves_is_refused_though_its_row_was_read_before(delivery):
    stale = Delivery.objects.get(pk=delivery.pk)
    take_up(delivery)

    with pytest.raises(RuleViolation, match="already"):
        take_up(stale)

    assert Entry.objects.count() == 1


def test_fields_that_are_not_named_stay_as_the_database_has_them(delivery):
    stale = Delivery.objects.get(pk=delivery.pk)
    stale.address = "+84999999999"

    take_up(stale)

    delivery.refresh_from_db()
    assert delivery.address == "+84912345678"


def test_a_move_whose_entry_cannot_be_written_does_not_happen(delivery):
    with pytest.raises(TypeError):
        take_up(delivery, facts={"metres": 1.5})

    delivery.refresh_from_db()
    assert delivery.status == Status.WAITING
    assert not Entry.objects.exists()


def test_a_move_and_its_entry_go_together_when_the_action_around_them_fails(delivery):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take_up(delivery)
        raise ZeroDivisionError

    delivery.refresh_from_db()
    assert delivery.status == Status.WAITING
    assert not Entry.objects.exists()


def test_a_row_is_held_with_what_is_read_along(delivery, django_assert_num_queries):
    rows = Delivery.objects.select_related("notice")

    with transaction.atomic(), django_assert_num_queries(1):
        held = hold(delivery, rows)
        assert held.notice.kind == "people_invited"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_held_outside_a_transaction(delivery):
    with pytest.raises(TransactionManagementError):
        hold(delivery)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_presses_at_once_one_moves_the_row(delivery):
    def press(_number: int) -> bool:
        try:
            take_up(delivery)
        except RuleViolation:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as presses:
        moved = list(presses.map(press, range(20)))

    assert sum(moved) == 1
    assert Entry.objects.count() == 1
