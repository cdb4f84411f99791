import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.look.formats import phone
from portal.notices.models import LocalMessage, Notice
from portal.notices.wording import SEGMENT, words_of
from portal.people.models import Appointment, OneTimeCode, Role, User
from portal.people.models.one_time_codes import LASTS
from requests.asking import tasks as asking_tasks
from requests.asking.actions import answers, footage_requests, outcomes
from requests.asking.actions.reminders import remind
from requests.asking.links import token_of
from requests.asking.models import Answer as GivenAnswer
from requests.asking.models import Ask
from requests.asking.police_answers import answers_of
from requests.evidence.actions import delivery_records
from tests.cameras.factories import CameraFactory, ConsentFactory
from tests.people.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.requests.factories import AskableSiteFactory, AskFactory
from tests.requests.footage_factories import UploadFactory, sealed

pytestmark = pytest.mark.django_db
Answer = Ask.Answer


def link_of(ask):
    return reverse("footage:ask", args=[token_of(ask)])


def press(client, ask, answer, **more):
    return client.post(reverse("footage:answer", args=[token_of(ask)]), {"answer": answer, **more})


@pytest.fixture
def sent_code(django_capture_on_commit_callbacks):
    """Press an answer on the link and read the code that came to the owner's phone."""

    def code_for(client, ask, answer="held", **more):
        with django_capture_on_commit_callbacks(execute=True):
            response = press(client, ask, answer, **more)
        assert response.status_code == 200
        message = LocalMessage.objects.filter(address=ask.site.owner.phone).latest("pk")
        return re.search(r"\b(\d{6})\b", message.body)[1]

    return code_for


def test_the_link_opens_without_signing_in_and_says_everything(client):
    ask = AskFactory()
    request = ask.footage_request

    response = client.get(link_of(ask))

    assert response.status_code == 200
    for word in [
        request.title,
        request.looking_for,
        request.document_number,
        request.officer.full_name,
        request.signer_name,
        ask.site.number,
        *request.check_code,
        phone(request.commune.profile.police_phone),
    ]:
        assert word in response.text
    assert "no-store" in response["Cache-Control"]


def test_five_answers_look_alike(client):
    page = client.get(link_of(AskFactory())).text

    doors = re.findall(r'<button class="answer" name="answer" value="(\w+)">', page)
    assert doors == ["approved", "held", "nothing", "gone", "declined"]


def test_under_criminal_procedure_the_last_door_is_to_explain(client, settings):
    settings.LANGUAGE_CODE = "en"
    free = client.get(link_of(AskFactory())).text
    bound = client.get(link_of(AskFactory(footage_request__legal_route="criminal"))).text

    assert ("Decline" in free, "Contact and explain" in free) == (True, False)
    assert ("Decline" in bound, "Contact and explain" in bound) == (False, True)
    assert ("You decide" in free, "You decide" in bound) == (True, False)
    assert "no effect on you" not in bound


def test_a_window_over_midnight_names_both_days(client):
    since = datetime(2026, 11, 20, 22, tzinfo=timezone.get_current_timezone())
    until = since + timedelta(hours=4)
    ask = AskFactory(footage_request__since=since, footage_request__until=until)

    page = client.get(link_of(ask)).text

    assert "Từ 22:00 thứ Sáu 20/11/2026 đến 02:00 thứ Bảy 21/11/2026" in page


@pytest.mark.parametrize("token", ["x", "A" * 22, "../etc/passwd", "%00"])
def test_a_guessed_link_is_nobodys(client, token):
    AskFactory()

    assert client.get(f"/y/{token}/").status_code == 404


def test_a_link_that_was_sent_is_the_same_whatever_moves_in_the_code(settings):
    settings.SECRET_KEY = "a key"

    link = token_of(Ask(public_id=UUID("7d5f2e0a-3f6b-4a59-9d4c-1f2a3b4c5d6e")))

    assert link == "LnpWq84s80myhycOEVU1Bw"


def test_only_the_hash_of_the_link_is_in_the_database():
    ask = AskFactory()

    assert token_of(ask) not in str(Ask.objects.values().get())
    assert len(token_of(ask)) == 22


def test_a_forwarded_link_answers_nothing(client):
    ask = AskFactory()

    response = press(client, ask, "approved")

    assert response.status_code == 200
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING
    assert OneTimeCode.objects.get().person == ask.site.owner


def test_the_code_from_the_owners_phone_answers(client, sent_code):
    ask = AskFactory()
    code = sent_code(client, ask, "held")

    response = press(client, ask, "held", code=f"{code[:3]} {code[3:]}")

    assert response.url == reverse("footage:asked", args=[ask.public_id])
    ask.refresh_from_db()
    assert (ask.answer, ask.answered_by) == (Answer.HELD, ask.site.owner)


def test_the_code_is_wiped_from_the_notice(client, sent_code):
    sent_code(client, AskFactory())

    assert Notice.objects.get(kind="footage_code").facts == {}


def test_a_phone_is_asked_for_the_code_once(client, sent_code):
    ask = AskFactory()
    press(client, ask, "held", code=sent_code(client, ask))
    later = AskFactory(site=ask.site, footage_request__appointment=ask.footage_request.appointment)

    response = press(client, later, "nothing")

    assert response.status_code == 302
    later.refresh_from_db()
    assert later.answer == Answer.NOTHING


def test_the_code_works_in_the_browser_that_asked_for_it_and_in_no_other(client, sent_code):
    ask = AskFactory()
    code = sent_code(client, ask)

    response = press(Client(), ask, "approved", code=code)

    assert response.status_code == 422
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING


def test_five_wrong_codes_end_the_code(client, sent_code):
    ask = AskFactory()
    code = sent_code(client, ask)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert press(client, ask, "held", code=wrong).status_code == 422

    response = press(client, ask, "held", code=code)

    assert response.status_code == 422
    ask.refresh_from_db()
    assert (ask.answer, OneTimeCode.objects.get().tries) == (Answer.WAITING, 5)


def test_a_code_is_good_once_and_for_five_minutes(client, sent_code):
    ask = AskFactory()
    code = sent_code(client, ask)
    OneTimeCode.objects.update(sent_at=timezone.now() - LASTS)

    assert press(client, ask, "held", code=code).status_code == 422


def test_at_most_five_codes_an_hour_go_to_one_person():
    ask = AskFactory()
    for number in range(5):
        answers.send_code(ask, ask.site.owner, browser=f"browser {number}")

    with pytest.raises(RuleViolation):
        answers.send_code(ask, ask.site.owner, browser="another")
    assert Notice.objects.filter(kind="footage_code").count() == 5


def test_asking_again_within_a_minute_sends_no_second_code():
    ask = AskFactory()

    first = answers.send_code(ask, ask.site.owner, browser="one")

    assert answers.send_code(ask, ask.site.owner, browser="one") == first


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "' OR 1=1"])
def test_what_is_no_code_gets_a_sentence(client, sent_code, code):
    ask = AskFactory()
    sent_code(client, ask)

    response = press(client, ask, "held", code=code)

    assert response.status_code == 422
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING


def test_a_signed_in_owner_needs_no_code(sign_in):
    ask = AskFactory()

    response = press(sign_in(ask.site.owner), ask, "nothing")

    assert response.status_code == 302
    ask.refresh_from_db()
    assert ask.answer == Answer.NOTHING


def test_a_signed_in_stranger_needs_the_owners_code(sign_in):
    ask = AskFactory()
    stranger = sign_in(UserFactory())

    assert press(stranger, ask, "approved").status_code == 200
    assert stranger.get(reverse("footage:asked", args=[ask.public_id])).status_code == 404
    ask.refresh_from_db()
    assert ask.answer == Answer.WAITING


def test_of_several_people_one_is_chosen_by_the_end_of_a_number(client):
    shop = OrganisationFactory()
    people = [MembershipFactory(organisation=shop).person for _ in range(2)]
    site = AskableSiteFactory(
        kind="business", owner=None, organisation=shop, employees_told_at=timezone.now()
    )
    ask = AskFactory(site=site)

    page = press(client, ask, "held")
    assert people[0].phone not in page.text
    assert people[0].phone[-3:] in page.text
    press(client, ask, "held", person=str(people[1].public_id))

    assert OneTimeCode.objects.get().person == people[1]


def test_a_code_is_sent_to_nobody_but_who_answers_for_the_site(client):
    shop = OrganisationFactory()
    MembershipFactory.create_batch(2, organisation=shop)
    site = AskableSiteFactory(
        kind="business", owner=None, organisation=shop, employees_told_at=timezone.now()
    )

    press(client, AskFactory(site=site), "held", person=str(UserFactory().public_id))

    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("how", ["expired", "recalled", "closed"])
def test_a_link_that_is_over_shows_nothing_and_changes_nothing(client, sign_in, how):
    ask = AskFactory()
    if how == "expired":
        ask.sent_at, ask.expires_at = (timezone.now() - timedelta(days=days) for days in (3, 1))
        ask.save()
    else:
        end = {"recalled": footage_requests.recall, "closed": footage_requests.close}[how]
        end(ask.footage_request, actor=ask.footage_request.officer)

    for someone in [client, sign_in(ask.site.owner)]:
        page = someone.get(link_of(ask), follow=True)
        assert page.status_code == 410
        assert ask.footage_request.title not in page.text
        press(someone, ask, "approved")
    document = client.get(reverse("footage:ask_document", args=[token_of(ask)]))

    assert document.status_code == 410
    ask.refresh_from_db()
    assert (ask.answer, OneTimeCode.objects.count()) == (Answer.WAITING, 0)
    with pytest.raises(RuleViolation):
        answers.answer(ask, "approved", actor=ask.site.owner)


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


@pytest.mark.parametrize("given", ["approved", "held"])
def test_approving_or_holding_gives_ten_days_from_then(given):
    soon = timezone.now() + timedelta(hours=5)
    ask = AskFactory(expires_at=soon)

    kept = answers.answer(ask, given, actor=ask.site.owner)

    assert kept.answered_at is not None
    assert kept.expires_at == kept.answered_at + timedelta(days=10)


def test_no_link_lives_longer_than_28_days():
    sent_at = timezone.now() - timedelta(days=25)
    ask = AskFactory(sent_at=sent_at, expires_at=timezone.now() + timedelta(days=1))

    kept = answers.answer(ask, "held", actor=ask.site.owner)

    assert kept.expires_at == sent_at + timedelta(days=28)


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


def hours_later(ask, hours):
    Ask.objects.filter(pk=ask.pk).update(sent_at=timezone.now() - timedelta(hours=hours))


def reminders(ask):
    return Notice.objects.filter(kind="footage_reminder", recipient=ask.site.owner).count()


def test_reminders_go_after_a_day_after_three_and_before_overwriting():
    ask = AskFactory(
        expires_at=timezone.now() + timedelta(days=9),
        overwritten_at=timezone.now() + timedelta(days=8),
    )
    seen = []
    for hours in [23, 25, 26, 71, 73]:
        hours_later(ask, hours)
        asking_tasks.remind_owners()
        seen.append(reminders(ask))
    Ask.objects.update(overwritten_at=timezone.now() + timedelta(hours=23))
    asking_tasks.remind_owners()

    assert [*seen, reminders(ask)] == [0, 1, 1, 1, 2, 3]


@pytest.mark.parametrize("given", ["declined", "held", "nothing", "approved"])
def test_any_answer_ends_the_reminders(given):
    ask = AskFactory()
    answers.answer(ask, given, actor=ask.site.owner)
    hours_later(ask, 30)

    asking_tasks.remind_owners()

    assert reminders(ask) == 0


def paused(ask):
    ask.site.cameras.update(paused_at=timezone.now())


def removed(ask):
    type(ask.site).objects.filter(pk=ask.site_id).update(
        status="removed", removed_at=timezone.now()
    )


def withdrawn(ask):
    ConsentFactory(site=ask.site, purpose="P3", granted=False)


def left_out(ask):
    camera = ask.site.cameras.get()
    ConsentFactory(site=ask.site, camera=camera, purpose="P3", granted=False)


@pytest.mark.parametrize("how", [paused, removed, withdrawn, left_out])
def test_whoever_agrees_no_more_is_not_reminded_and_police_learn_nothing(how):
    ask = AskFactory()
    before = answers_of(ask.footage_request)
    how(ask)
    hours_later(ask, 25)

    assert asking_tasks.remind_owners() == 0
    assert not remind(Ask.objects.with_request().get(pk=ask.pk), now=timezone.now())

    ask.refresh_from_db()
    assert (reminders(ask), ask.reminders, ask.is_open) == (0, 0, True)
    assert answers_of(ask.footage_request) == before


def test_one_camera_that_may_still_be_asked_is_enough_for_a_reminder():
    ask = AskFactory()
    ask.cameras.add(CameraFactory(site=ask.site, paused_at=timezone.now()))
    hours_later(ask, 25)

    assert asking_tasks.remind_owners() == 1


def test_an_owner_can_stop_the_reminders_of_one_case(sign_in):
    ask = AskFactory()
    other = AskFactory(site=ask.site, footage_request__appointment=ask.footage_request.appointment)
    sign_in(ask.site.owner).post(reverse("footage:stop_reminders", args=[ask.public_id]))
    hours_later(ask, 30)
    hours_later(other, 30)

    asking_tasks.remind_owners()

    assert reminders(ask) == 1
    other.refresh_from_db()
    assert other.reminders == 1


def test_outcomes_are_told_to_those_who_gave_and_to_nobody_else(sign_in):
    from requests.evidence.models import DeliveryRecord

    gave = AskFactory(answer="approved")
    silent = AskFactory(footage_request=gave.footage_request)
    commune = gave.footage_request.commune
    DeliveryRecord.objects.create(
        ask=gave, commune=commune, number="BN-2026-0001", given_by=gave.answered_by
    )
    client = sign_in(gave.footage_request.officer)
    url = reverse("footage:outcome", args=[gave.footage_request.public_id])

    detail = client.get(reverse("footage:detail", args=[gave.footage_request.public_id]))
    once = detail.context["outcome_form"]["once"].value()
    for _ in range(2):
        client.post(url, {"kind": "solved", "words": "Đã tìm ra chiếc xe.", "once": once})

    notice = Notice.objects.get(kind="footage_outcome")
    assert notice.recipient == gave.site.owner
    hers = sign_in(gave.site.owner).get(reverse("footage:asked", args=[gave.public_id]))
    his = sign_in(silent.site.owner).get(reverse("footage:asked", args=[silent.public_id]))
    assert ("Đã tìm ra chiếc xe." in hers.text, "Đã tìm ra chiếc xe." in his.text) == (True, False)


def test_an_outcome_without_footage_is_refused(sign_in):
    ask = AskFactory()

    with pytest.raises(RuleViolation):
        outcomes.tell_outcome(ask.footage_request, "solved", actor=ask.footage_request.officer)


def test_who_gave_before_the_request_was_recalled_still_hears_the_outcome(sign_in):
    gave = sealed().upload.ask
    officer = gave.footage_request.officer
    footage_requests.recall(gave.footage_request, actor=officer)
    client = sign_in(officer)

    page = client.get(reverse("footage:detail", args=[gave.footage_request.public_id]))
    outcomes.tell_outcome(gave.footage_request, "seen", actor=officer)

    assert page.context["may_tell"]
    assert Notice.objects.get(kind="footage_outcome").recipient == gave.site.owner


def test_an_officer_of_another_commune_cannot_tell_an_outcome():
    ask = AskFactory()

    with pytest.raises(RuleViolation):
        outcomes.tell_outcome(
            ask.footage_request, "solved", actor=AppointmentFactory(role=Role.OFFICER).person
        )


def test_the_page_of_a_link_reads_the_ask_and_whom_it_names_at_once(
    client, django_assert_num_queries
):
    link = reverse("footage:ask", args=[token_of(AskFactory())])

    # The ask, who may answer for it, its cameras.
    with django_assert_num_queries(3):
        client.get(link)


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


def test_an_officer_with_a_appointment_elsewhere_hears_nothing_of_the_old_one():
    ask = AskFactory()
    gone_from(ask.footage_request)
    AppointmentFactory(role=Role.CHIEF, person=ask.footage_request.officer)

    answers.answer(ask, "nothing", actor=ask.site.owner)

    assert told("footage_answered") == set()


def test_nobody_on_the_way_keeps_the_page_behind_a_link(client):
    ask = AskFactory()
    url = reverse("footage:ask", args=[token_of(ask)])

    pages = [client.get(url), client.post(reverse("footage:answer", args=[token_of(ask)]), {})]
    Ask.objects.update(recalled_at=timezone.now())
    pages.append(client.get(url))

    assert [page.status_code for page in pages] == [200, 302, 410]
    assert {page["Cache-Control"] for page in pages} == {"private, no-store"}
