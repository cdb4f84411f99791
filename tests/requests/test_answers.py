import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import Notice
from portal.notices.wording import SEGMENT, words_of
from portal.people.models import Appointment, Role, User
from requests.asking import tasks as asking_tasks
from requests.asking.actions import answers
from requests.asking.models import Answer as GivenAnswer
from requests.asking.models import Ask
from requests.evidence.actions import delivery_records
from tests.people.factories import (
    AppointmentFactory,
    UserFactory,
)
from tests.requests.factories import AskFactory
from tests.requests.footage_factories import UploadFactory
from tests.requests.forms import link_of, press

pytestmark = pytest.mark.django_db
Answer = Ask.Answer


def test_five_answers_look_alike(client):
    page = client.get(link_of(AskFactory())).text

    doors = re.findall(r'<button class="answer" name="answer" value="(\w+)">', page)
    assert doors == ["approved", "held", "nothing", "gone", "declined"]


def test_under_criminal_procedure_the_last_door_is_to_explain(client, settings):
    settings.LANGUAGE_CODE = "en"
    free = client.get(link_of(AskFactory())).text
    bound = client.get(link_of(AskFactory(footage_request__legal_route="criminal"))).text

    assert ("Decline" in free, "Call the police about it" in free) == (True, False)
    assert ("Decline" in bound, "Call the police about it" in bound) == (False, True)
    assert ("It is your choice" in free, "It is your choice" in bound) == (True, False)
    assert "need give no reason" not in bound


def test_a_window_over_midnight_names_both_days(client):
    since = datetime(2026, 11, 20, 22, tzinfo=timezone.get_current_timezone())
    until = since + timedelta(hours=4)
    ask = AskFactory(footage_request__since=since, footage_request__until=until)

    page = client.get(link_of(ask)).text

    assert "Từ 22:00 thứ Sáu 20/11/2026 đến 02:00 thứ Bảy 21/11/2026" in page


def test_gone_asks_why_first(sign_in):
    ask = AskFactory()
    owner = sign_in(ask.site.owner)

    assert press(owner, ask, "gone").status_code == 200
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING

    press(owner, ask, "gone", gone_reason="offline")
    ask.refresh_from_db()
    assert (ask.answer, ask.gone_reason, ask.told_gone_reason) == ("gone", "offline", "offline")


@pytest.mark.parametrize("answer", ["waiting", "maybe", ""])
def test_what_is_no_answer_changes_nothing(sign_in, answer):
    ask = AskFactory()

    press(sign_in(ask.site.owner), ask, answer)

    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING


def test_an_owner_whose_account_is_closed_answers_nothing():
    ask = AskFactory()
    User.objects.filter(pk=ask.site.owner.pk).update(is_active=False)

    with pytest.raises(RuleViolation):
        answers.answer(ask, Answer.HELD, actor=ask.site.owner)

    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING


def test_silence_approves_nothing():
    ask = AskFactory()
    past = timezone.now() - timedelta(minutes=1)
    Ask.objects.update(sent_at=past - timedelta(days=9), expires_at=past)

    asking_tasks.close_expired_requests()

    ask.refresh_from_db()
    assert (ask.answer, ask.accepts_uploads) == (Answer.WAITING, False)


def test_pressing_twice_is_kept_once():
    ask = AskFactory()
    owner = ask.site.owner

    answers.answer(ask, "held", actor=owner)
    answers.answer(ask, "held", actor=owner)

    assert GivenAnswer.objects.count() == 1
    assert Entry.objects.of(ask.stream).count() == 1


def test_an_answer_can_be_changed_while_the_link_lives(sign_in):
    ask = AskFactory()
    for given in ["declined", "approved", "nothing", "declined", "held"]:
        answers.answer(ask, given, actor=ask.site.owner)

    ask.refresh_from_db()
    assert ask.answer == "held"
    assert [each.answer for each in ask.answers.all()] == [
        "declined",
        "approved",
        "nothing",
        "declined",
        "held",
    ]


def test_the_officer_is_told_of_answers_once_until_the_notice_is_opened():
    first = AskFactory()
    second = AskFactory(footage_request=first.footage_request)

    answers.answer(first, "held", actor=first.site.owner)
    answers.answer(second, "nothing", actor=second.site.owner)

    assert Notice.objects.get(kind="footage_answered").recipient == first.footage_request.officer


def test_an_owner_can_prove_what_she_answered():
    ask = AskFactory()

    answers.answer(ask, "declined", actor=ask.site.owner)

    given = ask.answers.get()
    entry = Entry.objects.of(ask.stream).get()
    assert entry.facts["seal"] == answers.seal_of(ask, "declined", "", given.salt)
    assert entry.facts["seal"] != answers.seal_of(ask, "approved", "", given.salt)


def test_the_owners_page_without_signing_in_leads_to_the_door(client):
    ask = AskFactory()

    response = client.get(reverse("footage:asked", args=[ask.public_id]))

    assert response.status_code == 302
    assert response.url.startswith(reverse("people:sign_in"))


# --- Whom police news reach ---------------------------------------------------------------


def gone_from(footage_request):
    """Its officer's term ended yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(pk=footage_request.appointment.pk).update(
        since=yesterday, until=yesterday
    )


def told(kind):
    return {notice.recipient for notice in Notice.objects.filter(kind=kind)}


def test_an_officer_in_appointment_alone_hears_of_answers():
    ask = AskFactory()
    AppointmentFactory(role=Role.CHIEF, commune=ask.footage_request.commune)

    answers.answer(ask, "nothing", actor=ask.site.owner)

    assert told("footage_answered") == {ask.footage_request.officer}


def test_after_the_officer_s_term_chief_and_officers_hear_of_answers_once():
    ask = AskFactory()
    commune = ask.footage_request.commune
    gone_from(ask.footage_request)
    here = {
        AppointmentFactory(role=role, commune=commune).person for role in (Role.CHIEF, Role.OFFICER)
    }
    AppointmentFactory(role=Role.DUTY, commune=commune)
    AppointmentFactory(role=Role.CHIEF)

    answers.answer(ask, "nothing", actor=ask.site.owner)
    answers.answer(ask, "held", actor=ask.site.owner)

    assert told("footage_answered") == here
    assert Notice.objects.filter(kind="footage_answered").count() == 2


@pytest.mark.parametrize("kind", ["footage_answered", "footage_sent"])
@pytest.mark.parametrize(
    ("language", "whose"), [("en", "your request"), ("vi", "yeu cau cua ong/ba")]
)
def test_who_hears_of_answers_is_not_told_that_the_request_is_theirs(kind, language, whose):
    """A chief reads of requests that an officer wrote whose term is over."""
    facts = {"document": "118/YC-CAX", "case_number": "VV 2026/118"}
    notice = Notice(recipient=UserFactory(), kind=kind, facts=facts, language=language)

    words = words_of(notice, url="http://localhost:8000/requests/0/")

    assert "http://localhost:8000/requests/0/" in words.sms
    assert whose not in f"{words.subject} {words.body} {words.sms}"
    assert len(words.sms) <= SEGMENT


def test_after_the_officer_s_term_the_chief_hears_of_footage():
    ask = AskFactory(answer="approved")
    UploadFactory(ask=ask, content=b"one", status="received")
    gone_from(ask.footage_request)
    chief = AppointmentFactory(role=Role.CHIEF, commune=ask.footage_request.commune).person

    delivery_records.deliver(ask, actor=ask.site.owner)

    assert told("footage_sent") == {chief}


def test_an_officer_with_an_appointment_elsewhere_hears_nothing_of_the_old_one():
    ask = AskFactory()
    gone_from(ask.footage_request)
    AppointmentFactory(role=Role.CHIEF, person=ask.footage_request.officer)

    answers.answer(ask, "nothing", actor=ask.site.owner)

    assert told("footage_answered") == set()


@pytest.mark.parametrize(("minutes", "most"), [(0, 20), (30, 40)])
def test_minds_are_changed_so_often_and_no_more(minutes, most):
    ask = AskFactory(expires_at=timezone.now() + timedelta(days=9))
    owner, start, kept = ask.site.owner, timezone.now(), 0

    with pytest.raises(RuleViolation, match="đổi quá nhiều lần"):
        for times in range(most + 1):
            given = ("nothing", "declined")[times % 2]
            with time_machine.travel(start + timedelta(minutes=minutes * times)):
                answers.answer(ask, given, actor=owner)
            kept += 1

    assert kept == ask.answers.count() == most
