"""The chief sees what the unit has searched, asked, looked at and taken out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cameras.register.search import stream_of_searches
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.journal.models import Entry
from portal.people.models import Appointment, Role
from requests.asking.verbs import AskVerb, RequestVerb, SearchVerb
from requests.evidence.actions.footage import accept, look_at
from requests.evidence.actions.unit_work import look_through
from requests.evidence.unit_work import WorkFilter
from requests.evidence.verbs import Verb
from tests.conftest import SignIn
from tests.people.factories import AppointmentFactory, UserFactory
from tests.requests.factories import AskFactory, FootageRequestFactory
from tests.requests.footage_factories import sealed

pytestmark = pytest.mark.django_db

PAGE = "/requests/unit/"


@pytest.fixture
def chief(appointment: Appointment) -> Appointment:
    made: Appointment = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune)
    return made


@pytest.fixture
def browser(chief: Appointment, sign_in: SignIn) -> Client:
    return sign_in(chief.person)


def searches_of(appointment: Any) -> str:
    return stream_of_searches(appointment.commune)


def busy(appointment: Appointment) -> Any:
    """One search, one request that is sent, and one file that is seen, downloaded, accepted."""
    actor = appointment.person
    facts: dict[str, Any] = {"case_number": "VV 7", "purpose": "vehicle", "hits": 1}
    record(searches_of(appointment), SearchVerb.SEARCHED, actor=actor, **facts)
    ask = AskFactory(footage_request__appointment=appointment, answer="approved")
    record(ask.footage_request.stream, RequestVerb.SENT, actor=actor, sites=1)
    footage = sealed(ask=ask)
    for verb in (Verb.PICTURED, Verb.VIEWED, Verb.DOWNLOADED):
        look_at(footage, verb, actor=actor)
    accept(footage, actor=actor)
    return footage


ALL = ["searched", "sent", "pictured", "viewed", "downloaded", "accepted"]


def seen(browser: Client, **filters: Any) -> list[str]:
    """Verbs of the page, oldest first, without the look itself."""
    works = browser.get(PAGE, filters).context["works"]
    return [one.entry.verb for one in reversed(works) if one.entry.verb != "unit_work_seen"]


def test_the_chief_sees_the_unit_s_work(browser: Client, appointment: Appointment) -> None:
    footage = busy(appointment)

    shown = browser.get(PAGE)

    assert [one.entry.verb for one in reversed(shown.context["works"])][:-1] == ALL
    asked = footage.upload.ask.footage_request
    for words in (
        appointment.person.full_name,
        asked.document_number,
        footage.upload.name,
        "VV 7",
        reverse("footage:detail", args=[asked.public_id]),
    ):
        assert words in shown.text


@pytest.mark.parametrize(
    ("kind", "verbs"),
    [
        ("searches", ["searched"]),
        ("requests", ["sent"]),
        ("looks", ["pictured", "viewed"]),
        ("downloads", ["downloaded"]),
        ("decisions", ["accepted"]),
        ("nothing of this name", ALL),
    ],
)
def test_by_kind(browser: Client, appointment: Appointment, kind: str, verbs: list[str]) -> None:
    busy(appointment)

    assert seen(browser, kind=kind) == verbs


def test_by_person_also_one_who_has_left(browser: Client, appointment: Appointment) -> None:
    other = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune)
    busy(appointment)
    record(searches_of(other), SearchVerb.SEARCHED, actor=other.person)
    Appointment.objects.filter(pk=other.pk).update(ended_at=timezone.now())

    assert seen(browser, person=other.person.public_id) == ["searched"]
    assert seen(browser, person=appointment.person.public_id) == ALL
    assert seen(browser, person=UserFactory().public_id) == [*ALL, "searched"]  # no filter at all


def test_by_days(browser: Client, appointment: Appointment, monkeypatch: Any) -> None:
    record(searches_of(appointment), SearchVerb.SEARCHED, actor=appointment.person)

    later = timezone.now() + timedelta(days=40)
    monkeypatch.setattr("requests.evidence.unit_work.timezone.now", lambda: later)
    assert [seen(browser, days=days) for days in (7, 30, 90, "x", "")] == [
        [], [], ["searched"], [], [],
    ]  # fmt: skip


def test_neither_owners_nor_other_communes_nor_other_offices_stand_there(
    browser: Client, appointment: Appointment
) -> None:
    footage = busy(appointment)
    owner = footage.upload.ask.site.owner
    record(footage.stream, Verb.SENT, actor=owner)
    record(footage.upload.ask.stream, AskVerb.ANSWERED, actor=owner)
    elsewhere = AppointmentFactory(role=Role.OFFICER, person=appointment.person)
    busy(elsewhere)
    busy(AppointmentFactory(role=Role.OFFICER))

    assert seen(browser) == ALL


def test_a_draft_is_named_by_its_case_alone(browser: Client, appointment: Appointment) -> None:
    draft = FootageRequestFactory(appointment=appointment, title="Bí mật")
    record(draft.stream, RequestVerb.DRAFTED, actor=appointment.person)

    shown = browser.get(PAGE).text

    assert draft.incident.case_number in shown
    assert "Bí mật" not in shown
    assert reverse("footage:detail", args=[draft.public_id]) not in shown


def test_each_look_is_in_the_journal_and_pages_of_one_look_are_one(
    browser: Client, chief: Appointment, appointment: Appointment, monkeypatch: Any
) -> None:
    monkeypatch.setattr("requests.evidence.views.unit_work.ENTRIES", 2)
    busy(appointment)
    person = str(appointment.person.public_id)

    first = browser.get(PAGE)
    after = first.context["page"].next_after
    second = browser.get(PAGE, {"after": after})
    browser.get(f"{PAGE}?person={person}&kind=looks&days=30")

    entries = Entry.objects.of(searches_of(chief)).filter(verb="unit_work_seen")
    assert [(entry.actor, entry.subject, entry.facts) for entry in entries] == [
        (chief.person, "", {"kind": "", "days": 7}),
        (chief.person, f"person:{person}", {"kind": "looks", "days": 30}),
    ]
    rows = [*first.context["works"], *second.context["works"]]
    assert len({one.entry.pk for one in rows}) == 4
    officer_reads = browser.get(reverse("footage:journal")).text
    assert "xem việc của đơn vị" in officer_reads


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DUTY, Role.ADMINISTRATOR, None])
def test_nobody_else_looks_through_it(sign_in: SignIn, appointment: Any, role: str | None) -> None:
    person = AppointmentFactory(role=role, commune=appointment.commune).person if role else None
    person = person or UserFactory()

    assert sign_in(person).get(PAGE).status_code == 403
    with pytest.raises(RuleViolation):
        look_through(appointment.commune, WorkFilter(days=7), actor=person)
    assert not Entry.objects.exists()


def test_another_commune_s_chief_sees_nothing_of_it(
    sign_in: SignIn, appointment: Appointment
) -> None:
    busy(appointment)
    elsewhere = sign_in(AppointmentFactory(role=Role.CHIEF).person)

    assert seen(elsewhere) == []


def test_the_menu_leads_the_chief_there(browser: Client) -> None:
    assert PAGE in browser.get("/help/").text


def test_odd_filters_break_nothing(browser: Client, appointment: Appointment) -> None:
    busy(appointment)

    odd: list[dict[str, str]] = [{"person": "x"}, {"days": "9" * 500}, {"after": "-1"}]
    for filters in odd:
        assert browser.get(PAGE, filters).status_code == 200
