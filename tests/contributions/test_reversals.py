"""A mistake is reversed by two people, and both entries stay in sight."""

from typing import Any

import pytest
from django.test import Client

from contributions.campaigns import actions
from contributions.campaigns.figures import figures_of
from contributions.campaigns.models import Reversal
from portal.errors import RuleViolation
from portal.people.models import Role
from tests.contributions.factories import (
    CampaignFactory,
    book_cash,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import page
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_reversal_can_be_given_to_somebody_else_to_confirm(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune).person
    gift = book_cash(campaign, leader, treasurer)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )
    address = page("ask_another_to_reverse", asked.public_id)

    assert address in sign_in(leader.person).get(page("reversal", asked.public_id)).text
    sign_in(leader.person).post(address, {"second_counter": administrator.pk})
    sign_in(treasurer.person).post(page("confirm_reversal", asked.public_id))
    asked.refresh_from_db()
    assert (asked.status, asked.second_counter) == ("waiting", administrator)

    sign_in(administrator).post(page("confirm_reversal", asked.public_id))
    asked.refresh_from_db()
    assert asked.status == "booked"
    with pytest.raises(RuleViolation):
        actions.ask_another_to_reverse(asked, actor=leader.person, second_counter=treasurer.person)


@pytest.mark.parametrize("who", ["stranger", "asker", "no appointment"])
def test_a_reversal_is_given_by_and_to_stewards_alone(who: str) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer)
    asked = actions.ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Nhầm"
    )
    actor = UserFactory() if who == "stranger" else leader.person
    second = UserFactory() if who == "no appointment" else leader.person

    with pytest.raises(RuleViolation):
        actions.ask_another_to_reverse(asked, actor=actor, second_counter=second)

    assert Reversal.objects.get().second_counter == treasurer.person


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
    assert "Trừ lại dòng 1" in ledger
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
