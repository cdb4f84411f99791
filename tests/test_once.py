"""What is pressed twice happens once, and nobody takes up a key that another person sent."""

import uuid

import pytest

from contributions.campaigns.models import Pledge
from portal.once import made_before, once_for
from tests.contributions.factories import PledgeFactory
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db

KEY = uuid.UUID("7d5f2e0a-3f6b-4a59-9d4c-1f2a3b4c5d6e")


def test_the_same_key_of_the_same_person_is_kept_as_one_value():
    person = UserFactory()

    assert once_for(person, KEY) == once_for(person, KEY)


def test_a_key_is_tied_to_who_sent_it():
    assert once_for(UserFactory(), KEY) != once_for(UserFactory(), KEY)


def test_a_key_is_tied_to_what_the_form_is_about():
    person = UserFactory()

    assert once_for(person, KEY, about="request:1") != once_for(person, KEY, about="request:2")


def test_the_key_itself_is_not_what_is_kept():
    assert once_for(UserFactory(), KEY) != KEY


def test_a_form_without_a_key_keeps_nothing_and_finds_nothing(django_assert_num_queries):
    PledgeFactory()

    assert once_for(UserFactory(), None) is None
    with django_assert_num_queries(0):
        assert made_before(Pledge.objects.all(), None) is None


def test_the_row_of_the_first_press_is_found_by_its_key():
    person = UserFactory()
    mine = once_for(person, KEY)
    pledge, _another = PledgeFactory(once=mine), PledgeFactory()

    assert made_before(Pledge.objects.all(), mine) == pledge
    assert made_before(Pledge.objects.all(), once_for(UserFactory(), KEY)) is None
    assert made_before(Pledge.objects.exclude(pk=pledge.pk), mine) is None
