"""The lookup `any_of` finds what `in` finds, and joins nothing for it."""

import pytest

from portal.people.models import Appointment
from tests.people.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


def test_rows_are_found_by_keys_that_another_question_gives():
    first, second, third = AppointmentFactory.create_batch(3)
    people = Appointment.objects.filter(pk__in=[first.pk, third.pk]).values("person")

    found = Appointment.objects.filter(person__any_of=people).order_by("pk")

    assert list(found) == [first, third]
    assert list(Appointment.objects.exclude(person__any_of=people)) == [second]
    assert list(Appointment.objects.filter(person__any_of=people.none())) == []


def test_nobody_is_found_by_a_column_that_is_empty():
    appointment = AppointmentFactory()
    assert appointment.hamlet is None
    empty = Appointment.objects.values("hamlet")

    assert list(Appointment.objects.filter(hamlet__any_of=empty)) == []


def test_the_keys_are_read_before_the_rows_are_looked_for():
    mine = AppointmentFactory()
    people = Appointment.objects.filter(pk=mine.pk).values("person")

    plan = Appointment.objects.with_areas().filter(person__any_of=people).explain()

    assert "InitPlan" in plan
    assert "Semi Join" not in plan
