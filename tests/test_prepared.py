"""Prepared questions: asked again with other facts, and never of a moment gone by."""

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from threading import Barrier

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length
from django.utils import timezone, translation

from portal.people.models import Appointment
from portal.prepared import Fact, prepared
from tests.people.factories import AppointmentFactory
from tests.sources import modules

pytestmark = pytest.mark.django_db


@prepared
def held():
    held = Appointment.objects.filter(person=Fact("person")).current(Fact("today"))
    return held.with_areas().order_by("since", "pk")


def test_it_gives_what_its_queryset_gives_each_time_for_the_facts_of_that_time():
    appointments = AppointmentFactory.create_batch(3)
    today = timezone.localdate()

    for appointment in appointments:
        [found] = held(person=appointment.person_id, today=today)

        assert found == appointment
        assert found.commune == appointment.commune
        assert held.first(person=appointment.person_id, today=today) == appointment
        assert held.count(person=appointment.person_id, today=today) == 1


def test_what_lies_beside_a_row_comes_with_it(django_assert_num_queries):
    appointment = AppointmentFactory()

    with django_assert_num_queries(1):
        [found] = held(person=appointment.person_id, today=timezone.localdate())
        assert found.commune.province.name


def test_many_are_asked_for_by_their_keys():
    @prepared
    def among():
        return Appointment.objects.filter(pk__any_of=Fact("appointments")).order_by("pk")

    first, _second, third = AppointmentFactory.create_batch(3)

    assert among(appointments=[third.pk, first.pk]) == [first, third]
    assert among(appointments=[]) == []


def test_nothing_fits_when_the_day_is_another():
    appointment = AppointmentFactory()
    before = appointment.since - timedelta(days=1)

    assert held(person=appointment.person_id, today=before) == []
    assert held.first(person=appointment.person_id, today=before) is None
    assert held.count(person=appointment.person_id, today=before) == 0


@pytest.mark.parametrize("kept", ["date", "list", "range"])
def test_a_moment_that_is_no_fact_is_refused(kept):
    today = timezone.localdate()
    moment = {"date": today, "list": [today], "range": DateRange(None, today)}[kept]

    @prepared
    def held_when_first_asked():
        return Appointment.objects.annotate(then=RawSQL("%s", [moment])).filter(
            person=Fact("person")
        )

    with pytest.raises(TypeError, match=f"held_when_first_asked would always ask of {today}"):
        held_when_first_asked(person=1)


def test_what_would_not_be_prefetched_is_refused():
    @prepared
    def held_with_people():
        return Appointment.objects.filter(person=Fact("person")).prefetch_related("person")

    with pytest.raises(TypeError, match="held_with_people would not prefetch"):
        held_with_people(person=1)


def test_no_question_of_ours_asks_in_the_language_of_who_asked_first():
    asking = [name for name, path in modules() if "\n@prepared" in path.read_text()]
    ours = [
        question
        for name in asking
        for question in vars(import_module(name)).values()
        if type(question) is prepared and question.__module__ == name
    ]

    def written_in(language):
        with translation.override(language):
            written = [question._rows._write() for question in ours]
            return [(each.sql, each.filled(defaultdict(str))) for each in written]

    assert len(ours) > len(asking) > 5
    assert written_in("vi") == written_in("en")


def test_its_queryset_is_built_once():
    built = []

    @prepared
    def everybody():
        built.append(1)
        return Appointment.objects.filter(person=Fact("person"))

    everybody(person=1)
    everybody(person=2)

    assert built == [1]


def test_two_threads_that_ask_first_are_both_answered_and_so_is_who_comes_after():
    built = []
    together = Barrier(2)

    @prepared
    def everybody():
        built.append(1)
        time.sleep(0.1)  # long enough for the other to come by
        return Appointment.objects.filter(person=Fact("person"))

    def ask(_thread):
        together.wait()
        try:
            return everybody(person=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(ask, range(2)))

    assert (answers, everybody(person=1), built) == ([[], []], [], [1])


@pytest.mark.parametrize(
    "names", [("n", "role", "person__full_name"), ("role", "n"), ("person__full_name", "role", "n")]
)
def test_values_come_under_their_own_names_in_whatever_order_they_are_asked_for(names):
    def by_role():
        of_person = Appointment.objects.filter(person=Fact("person")).order_by()
        return of_person.annotate(n=Length("role")).values(*names)

    appointment = AppointmentFactory(person__full_name="Lê Thị Na")

    [row] = prepared(by_role).values(person=appointment.person_id)

    role = appointment.role
    known = {"role": role, "n": len(role), "person__full_name": "Lê Thị Na"}
    assert row == {name: known[name] for name in names}
    assert tuple(row) == names
