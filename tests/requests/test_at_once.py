"""Two people press at the same moment: real threads, real locks."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.actions import first_break, hold
from portal.notices.models import Notice
from portal.people.models import OneTimeCode, Role, User
from requests.asking import tasks as asking_tasks
from requests.asking.actions import answers, footage_requests, reminders, reviews
from requests.asking.models import Answer, Ask, FootageRequest
from requests.evidence.actions import delivery_records, uploads
from requests.evidence.models import Footage, Upload
from tests.people.factories import AppointmentFactory
from tests.requests.factories import (
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
    IncidentFactory,
    SearchFactory,
)
from tests.requests.footage_factories import UploadFactory, received, sealed

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned, or the refusal it met."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return act()
        except RuleViolation as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(outcomes):
    return sum(isinstance(outcome, RuleViolation) for outcome in outcomes)


def owner_of(footage: Footage) -> User:
    owner = footage.upload.ask.site.owner
    assert owner
    return owner


def test_the_last_byte_and_send_at_once_lose_no_file():
    first = received(b"one")
    ask, owner = first.upload.ask, owner_of(first)
    second = UploadFactory(ask=ask, content=b"two", bytes_on_disk=b"two", status="receiving")

    at_once(lambda: uploads.receive(second), lambda: delivery_records.deliver(ask, actor=owner))

    assert set(Footage.objects.values_list("delivery_record__ask", flat=True)) == {ask.pk}


def test_the_last_byte_and_a_decline_at_once_send_nothing_afterwards():
    sent = sealed(b"one")
    ask = sent.upload.ask
    second = UploadFactory(ask=ask, content=b"two", bytes_on_disk=b"two", status="receiving")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            answers.answer(ask, "declined", actor=owner_of(sent))
            last_byte = pool.submit(at_once, lambda: uploads.receive(second))
            wait([last_byte], timeout=0.5)  # It stands before the ask's lock, or is done.
        last_byte.result()

    assert Footage.objects.get(upload=second).delivery_record is None


def test_two_officers_approve_at_once_and_it_goes_out_once():
    appointment = AppointmentFactory(role=Role.OFFICER)
    site = AskableSiteFactory(commune=appointment.commune)
    chief, officer = (
        AppointmentFactory(role=role, commune=appointment.commune).person
        for role in (Role.CHIEF, Role.OFFICER)
    )
    submitted = footage_requests.submit(
        FootageRequestFactory(
            appointment=appointment, chosen=[site], radius_metres=300, square_metres=282_743
        ),
        actor=appointment.person,
    )

    outcomes = at_once(
        lambda: reviews.approve(submitted, actor=chief),
        lambda: reviews.approve(submitted, actor=officer),
    )

    assert refusals(outcomes) == 1
    assert Ask.objects.count() == 1
    assert Notice.objects.filter(kind="footage_asked").count() == 1
    assert first_break(submitted.stream) is None


def test_approving_and_refusing_at_once_leaves_one_of_them():
    appointment = AppointmentFactory(role=Role.OFFICER)
    chief = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune).person
    submitted = footage_requests.submit(
        FootageRequestFactory(
            appointment=appointment,
            chosen=[AskableSiteFactory(commune=appointment.commune)],
            radius_metres=300,
            square_metres=282_743,
        ),
        actor=appointment.person,
    )

    outcomes = at_once(
        lambda: reviews.approve(submitted, actor=chief),
        lambda: reviews.refuse(submitted, actor=chief, note="không"),
    )

    assert refusals(outcomes) == 1
    sent = FootageRequest.objects.get().status == "sent"
    assert Ask.objects.count() == (1 if sent else 0)


def test_pressing_an_answer_four_times_at_once_keeps_it_once():
    ask = AskFactory()

    at_once(*[lambda: answers.answer(ask, "held", actor=ask.site.owner)] * 4)

    assert Answer.objects.count() == 1


def test_recalling_while_an_owner_answers_ends_in_one_order_or_the_other():
    ask = AskFactory()

    at_once(
        lambda: footage_requests.recall(ask.footage_request, actor=ask.footage_request.officer),
        lambda: answers.answer(ask, "approved", actor=ask.site.owner),
    )

    ask.refresh_from_db()
    ask.footage_request.refresh_from_db()
    assert ask.footage_request.status == "recalled"
    assert (ask.recalled_at is not None, ask.accepts_uploads) == (True, False)
    assert first_break(ask.footage_request.stream) is None


def test_a_signature_disowned_while_an_owner_answers_waits_for_the_answer():
    signer = AppointmentFactory(role=Role.CHIEF)
    ask = AskFactory(
        footage_request__appointment__commune=signer.commune,
        footage_request__signer=signer.person,
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold(ask)  # as an answer does first, and then writes into the request's journal
            disowned = pool.submit(
                at_once, lambda: footage_requests.disown(ask.footage_request, actor=signer.person)
            )
            wait([disowned], timeout=2)
            answers.answer(ask, "approved", actor=ask.site.owner)
        outcomes = disowned.result()

    ask.refresh_from_db()
    assert refusals(outcomes) == 0
    assert (ask.answer, ask.recalled_at is not None) == ("approved", True)


def test_an_answer_that_comes_while_the_request_closes_is_refused():
    ask = AskFactory()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            footage_requests.close(ask.footage_request, actor=ask.footage_request.officer)
            answered = pool.submit(
                at_once, lambda: answers.answer(ask, "approved", actor=ask.site.owner)
            )
            wait([answered], timeout=0.5)  # It stands before a lock, or is done.
        outcomes = answered.result()

    ask.refresh_from_db()
    assert refusals(outcomes) == 1
    assert (ask.answer, ask.told) == ("waiting", "waiting")


def test_two_requests_at_once_do_not_ask_an_owner_a_fourth_time():
    appointment = AppointmentFactory(role=Role.OFFICER)
    site = AskableSiteFactory(commune=appointment.commune)
    incident = IncidentFactory(commune=appointment.commune)
    of_one_case = {
        "appointment": appointment,
        "incident": incident,
        "chosen": [site],
        "more_reason": "Có thêm giờ",
    }
    for _ in range(2):
        AskFactory(
            footage_request__appointment=appointment, footage_request__incident=incident, site=site
        )
    third, fourth = (FootageRequestFactory(**of_one_case) for _ in range(2))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            footage_requests.submit(third, actor=appointment.person)
            other = pool.submit(
                at_once, lambda: footage_requests.submit(fourth, actor=appointment.person)
            )
            wait([other], timeout=0.5)
        outcomes = other.result()

    assert refusals(outcomes) == 1
    assert Ask.objects.filter(site=site).count() == 3


def test_choosing_sites_twice_at_once_begins_one_draft():
    appointment = AppointmentFactory(role=Role.OFFICER)
    site = AskableSiteFactory(commune=appointment.commune)
    search = SearchFactory(appointment=appointment)
    key = uuid.uuid4()

    first, second = at_once(
        *[lambda: footage_requests.draft(search, [site], actor=search.officer, once=key)] * 2
    )

    assert first == second == FootageRequest.objects.get()


def test_a_file_sent_while_it_would_be_forgotten_stays():
    ask = sealed(b"one").upload.ask
    late = received(b"two", ask=ask)
    past = timezone.now() - timedelta(minutes=1)
    Ask.objects.update(sent_at=past - timedelta(days=1), expires_at=past)
    Upload.objects.update(expires_at=past)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            delivery_records.deliver(ask, actor=owner_of(late))
            sweep = pool.submit(at_once, uploads.forget_expired)
            wait([sweep], timeout=0.5)
        assert sweep.result() == [0]

    late.refresh_from_db()
    assert (late.status, late.delivery_record.ask) == (Footage.Status.WAITING, ask)
    assert late.original.exists()


def test_two_workers_remind_an_owner_once():
    ask = AskFactory()
    Ask.objects.update(sent_at=ask.sent_at - reminders.AFTER_SENDING[0])

    at_once(asking_tasks.remind_owners, asking_tasks.remind_owners)

    assert Notice.objects.filter(kind="footage_reminder").count() == 1


def test_six_wrong_codes_at_once_are_six_tries_and_the_last_is_too_late():
    ask = AskFactory()
    answers.send_code(ask, ask.site.owner, browser="one")

    outcomes = at_once(*[lambda: answers.confirm_code(ask, "000000x", browser="one")] * 6)

    assert refusals(outcomes) == 6
    assert OneTimeCode.objects.get().tries == 5
