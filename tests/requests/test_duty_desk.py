"""The duty desk looks up and calls. It sends no request and opens no footage."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.people.models import Appointment, Role, User
from requests.asking.actions import footage_requests, reviews
from requests.asking.actions.asks import concerned
from requests.asking.actions.footage_requests import Written
from requests.asking.actions.outcomes import tell_outcome
from requests.asking.models import Ask, FootageRequest, Outcome, Search
from requests.evidence.actions import exports
from requests.evidence.actions import footage as files
from requests.evidence.models import Export, Footage
from tests.conftest import SignIn
from tests.people.factories import AppointmentFactory
from tests.requests.factories import (
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
    SearchFactory,
)
from tests.requests.footage_factories import sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(appointment: Appointment) -> User:
    person: User = AppointmentFactory(role=Role.DUTY, commune=appointment.commune).person
    return person


def everything() -> list[list[dict[str, Any]]]:
    """Whatever an act at the desk could change."""
    tables: list[Any] = [FootageRequest, Ask, Outcome, Footage, Export, Search, Entry]
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_the_desk_does_nothing_that_asks_or_opens_though_it_wrote_the_draft_itself(
    desk: User, appointment: Appointment
) -> None:
    """Somebody who was an officer when she wrote it, and sits at the desk today."""
    held = Appointment.objects.get(person=desk)
    draft = FootageRequestFactory(appointment=held, chosen=[AskableSiteFactory()])
    search = SearchFactory(appointment=held)
    sent = AskFactory(footage_request__appointment=held, answer="approved")
    file = sealed(ask=sent)
    taken = sealed(ask=sent, status="accepted", reviewer=desk, reviewed_at=sent.sent_at)
    export = exports.make(sent.footage_request, actor=appointment.person)
    submitted = FootageRequestFactory(
        appointment=appointment, status="submitted", needs_review=True
    )
    acts: list[Callable[[], Any]] = [
        lambda: footage_requests.draft(search, [sent.site], actor=desk),
        lambda: footage_requests.write(draft, Written(title="Khác"), actor=desk),
        lambda: footage_requests.submit(draft, actor=desk),
        lambda: footage_requests.drop(draft, actor=desk),
        lambda: footage_requests.recall(sent.footage_request, actor=desk),
        lambda: footage_requests.close(sent.footage_request, actor=desk),
        lambda: reviews.approve(submitted, actor=desk),
        lambda: reviews.refuse(submitted, actor=desk, note="Hẹp lại"),
        lambda: tell_outcome(sent.footage_request, "seen", actor=desk),
        lambda: files.accept(file, actor=desk),
        lambda: files.decline(taken, actor=desk, reason="unclear"),
        lambda: exports.make(sent.footage_request, actor=desk),
        lambda: exports.download(export, actor=desk),
    ]
    before = everything()

    for act in acts:
        with pytest.raises(RuleViolation):
            act()

    assert everything() == before


def test_the_desk_sees_no_file_and_no_export(desk: User, appointment: Appointment) -> None:
    ask = AskFactory(footage_request__appointment=appointment, answer="approved")
    sealed(ask=ask, status="accepted", reviewer=appointment.person, reviewed_at=ask.sent_at)
    exports.make(ask.footage_request, actor=appointment.person)

    assert (Footage.objects.visible_to(desk).count(), Export.objects.visible_to(desk).count()) == (
        0,
        0,
    )
    assert Footage.objects.visible_to(appointment.person).exists()


def test_the_desk_reads_a_request_and_is_offered_nothing_it_may_not(
    sign_in: SignIn, desk: User, appointment: Appointment
) -> None:
    ask = AskFactory(footage_request__appointment=appointment, answer="approved")
    sealed(ask=ask)
    address = partial(reverse, args=[ask.footage_request.public_id])
    doors = ("review", "close", "recall", "outcome", "export")

    shown, polled = (
        sign_in(desk).get(address(f"footage:{name}")).text for name in ("detail", "answers")
    )
    officer = sign_in(appointment.person).get(address("footage:detail")).text

    assert ask.footage_request.check_code in shown
    assert [name for name in doors if address(f"footage:{name}") in shown + polled] == []
    assert address("footage:review") in officer
    assert address("footage:close") in officer


def test_the_desk_searches_and_reads_what_was_found_but_begins_no_request(
    sign_in: SignIn, desk: User
) -> None:
    held = Appointment.objects.get(person=desk)
    AskableSiteFactory(commune=held.commune)
    search = SearchFactory(appointment=held)
    client, address = sign_in(desk), reverse("footage:hits", args=[search.public_id])

    shown = client.get(address)
    site = shown.context["rows"][0].hit.site
    pressed = client.post(address, {"site": [str(site.public_id)]})

    assert "Soạn" not in shown.text
    assert pressed.status_code == 403
    assert not FootageRequest.objects.exists()


def test_who_moved_to_the_desk_is_not_told_of_files_any_more(
    desk: User, appointment: Appointment
) -> None:
    held = Appointment.objects.get(person=desk)
    ask = AskFactory(footage_request__appointment=held)

    assert concerned(ask.footage_request) == [appointment.person]


def test_who_is_at_the_desk_and_an_officer_besides_may_what_an_officer_may(
    sign_in: SignIn, desk: User, appointment: Appointment
) -> None:
    AppointmentFactory(role=Role.OFFICER, commune=appointment.commune, person=desk)
    ask = AskFactory(footage_request__appointment=appointment, answer="approved")
    file = sealed(ask=ask)

    sign_in(desk).post(reverse("footage:accept", args=[file.public_id]))

    file.refresh_from_db()
    assert file.status == Footage.Status.ACCEPTED
