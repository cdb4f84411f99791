import re
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.journal.models import Entry
from portal.journal.verbs import Verb as JournalVerb
from portal.notices.models import Notice
from portal.people.models import Appointment, Role
from requests.asking import tasks as asking_tasks
from requests.asking.actions import footage_requests, reviews
from requests.asking.actions.footage_requests import Written
from requests.asking.links import hash_of, token_of
from requests.asking.models import Ask, FootageRequest
from requests.asking.police_answers import SENTENCES, TO_REVIEW, entries_of, steps_of
from requests.asking.verbs import RequestVerb, SearchVerb
from requests.asking.views.footage_requests import STEPS
from requests.evidence.models import Footage
from requests.templatetags.footage import done_in_journal
from tests.people.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.requests.factories import (
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
    beyond_the_limits,
    empty_draft,
)
from tests.requests.forms import written

pytestmark = pytest.mark.django_db
Status = FootageRequest.Status
ANOTHER_HOUR = Written(more_reason="Có thêm giờ chính xác")


def test_a_complete_request_goes_out_at_once_within_the_limits(sign_in, appointment):
    draft = empty_draft(appointment)
    owner = draft.chosen.get().owner

    sign_in(appointment.person).post(reverse("footage:write", args=[draft.public_id]), written())

    draft.refresh_from_db()
    assert (draft.status, draft.reviewer) == (Status.SENT, None)
    ask = draft.asks.get()
    assert (ask.site, ask.answer, list(ask.cameras.all())) == (
        draft.chosen.get(),
        "waiting",
        list(ask.site.cameras.all()),
    )
    assert ask.link_token_hash == hash_of(token_of(ask))
    notice = Notice.objects.get(recipient=owner)
    assert (notice.kind, notice.url) == (
        "footage_asked",
        reverse("footage:asked", args=[ask.public_id]),
    )
    assert [entry.verb for entry in Entry.objects.of(draft.stream)] == ["sent"]


def test_everyone_who_answers_for_an_organisation_is_told(appointment):
    shop = OrganisationFactory(commune=appointment.commune)
    people = [MembershipFactory(organisation=shop).person for _ in range(2)]
    site = AskableSiteFactory(
        commune=appointment.commune,
        kind="business",
        owner=None,
        organisation=shop,
        employees_told_at=timezone.now(),
    )
    draft = FootageRequestFactory(appointment=appointment, chosen=[site])

    footage_requests.submit(draft, actor=appointment.person)

    assert {notice.recipient for notice in Notice.objects.filter(kind="footage_asked")} == set(
        people
    )


def test_links_die_with_the_footage_or_after_ten_days(appointment):
    quick = AskableSiteFactory(commune=appointment.commune)
    slow = AskableSiteFactory(commune=appointment.commune, camera__retention_days=30)
    unknown = AskableSiteFactory(commune=appointment.commune, camera__retention_days=None)
    draft = FootageRequestFactory(appointment=appointment, chosen=[quick, slow, unknown])

    sent = footage_requests.submit(draft, actor=appointment.person)

    ends = {ask.site: ask.expires_at for ask in sent.asks.select_related("site")}
    assert sent.sent_at is not None
    ten_days = sent.sent_at + timedelta(days=10)
    assert ends == {quick: sent.since + timedelta(days=7), slow: ten_days, unknown: ten_days}


@pytest.mark.parametrize(
    "missing",
    [
        "legal_route",
        "document_number",
        "document_date",
        "signer_name",
        "title",
        "looking_for",
        "document_scan",
    ],
)
def test_nobody_is_asked_without_the_whole_document_but_the_draft_is_kept(
    sign_in, appointment, missing
):
    draft = empty_draft(appointment)
    said = written()
    del said[missing]

    response = sign_in(appointment.person).post(
        reverse("footage:write", args=[draft.public_id]), said
    )

    assert response.status_code == 422
    assert missing in response.context["form"].errors
    draft.refresh_from_db()
    assert (draft.status, draft.asks.count()) == (Status.DRAFT, 0)
    kept = "signer_name" if missing != "signer_name" else "title"
    assert getattr(draft, kept) == said[kept]


def test_enter_in_a_field_keeps_the_draft_and_asks_nobody(sign_in, appointment):
    draft = empty_draft(appointment)

    page = sign_in(appointment.person).get(reverse("footage:write", args=[draft.public_id]))

    assert re.findall(r'name="then" value="(\w+)"', page.text) == ["keep", "send", "keep"]


def test_refused_request_shows_the_scan_that_is_kept(sign_in, appointment):
    draft = empty_draft(appointment)

    page = sign_in(appointment.person).post(
        reverse("footage:write", args=[draft.public_id]), written() | {"signer_name": ""}
    )

    assert page.status_code == 422
    assert reverse("footage:document", args=[draft.public_id]) in page.text


def test_what_is_emptied_is_empty_what_is_not_sent_or_wrong_stays(sign_in, appointment):
    draft = FootageRequestFactory(appointment=appointment)
    before = (draft.document_number, draft.document_scan.name, draft.document_scan_sha256)
    url, officer = reverse("footage:write", args=[draft.public_id]), sign_in(appointment.person)

    officer.post(url, {"title": "Khác", "document_date": "2099-01-01"})
    draft.refresh_from_db()
    wrong = (draft.title, draft.document_date)
    officer.post(url, {"title": "", "document_date": ""})
    draft.refresh_from_db()

    assert wrong == ("Khác", date(2026, 11, 20))
    assert (draft.title, draft.document_date) == ("", None)
    assert (draft.document_number, draft.document_scan.name, draft.document_scan_sha256) == before


def test_the_database_lets_no_request_out_without_its_document():
    with pytest.raises(IntegrityError, match="footagerequest_sent_carries_a_written_document"):
        FootageRequestFactory(status=Status.SENT, document_scan="")


def test_the_author_drops_what_waits_for_a_second_officer(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    client = sign_in(appointment.person)
    url = reverse("footage:drop", args=[submitted.public_id])
    assert url in client.get(reverse("footage:detail", args=[submitted.public_id])).text

    client.post(url)
    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED

    client.post(url, {"sure": "yes"})

    submitted.refresh_from_db()
    assert submitted.status == Status.DROPPED


def test_another_officer_drops_nothing(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    client = sign_in(AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person)
    url = reverse("footage:drop", args=[submitted.public_id])
    assert url not in client.get(reverse("footage:detail", args=[submitted.public_id])).text

    client.post(url)

    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


def test_pressing_send_twice_asks_once(sign_in, appointment):
    draft = empty_draft(appointment)
    client = sign_in(appointment.person)
    url = reverse("footage:write", args=[draft.public_id])
    client.post(url, written())

    client.post(url, written())

    assert Ask.objects.count() == 1
    assert Notice.objects.filter(kind="footage_asked").count() == 1


def test_nobody_writes_on_a_request_that_was_handed_in(appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)

    with pytest.raises(RuleViolation):
        footage_requests.write(submitted, Written(title="Khác"), actor=appointment.person)


def asked_before(appointment, times):
    """A draft to a site whose owner was asked about this incident so many times already."""
    draft = FootageRequestFactory(
        appointment=appointment, chosen=[AskableSiteFactory(commune=appointment.commune)]
    )
    for _ in range(times):
        earlier = FootageRequestFactory(
            appointment=appointment, incident=draft.incident, status=Status.SENT
        )
        AskFactory(footage_request=earlier, site=draft.chosen.get())
    return draft


def test_an_owner_is_asked_a_third_time_only_with_a_reason(appointment):
    draft = asked_before(appointment, 2)

    with pytest.raises(RuleViolation):
        footage_requests.submit(draft, actor=appointment.person)
    footage_requests.write(draft, ANOTHER_HOUR, actor=appointment.person)

    assert footage_requests.submit(draft, actor=appointment.person).status == Status.SENT


def test_an_owner_is_never_asked_a_fourth_time(appointment):
    draft = asked_before(appointment, 3)
    footage_requests.write(draft, ANOTHER_HOUR, actor=appointment.person)

    with pytest.raises(RuleViolation):
        footage_requests.submit(draft, actor=appointment.person)
    assert draft.asks.count() == 0


def test_an_officer_whose_term_is_over_sends_nothing(appointment):
    draft = FootageRequestFactory(
        appointment=appointment, chosen=[AskableSiteFactory(commune=appointment.commune)]
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    appointment.since, appointment.until = yesterday, yesterday
    appointment.save()

    with pytest.raises(RuleViolation):
        footage_requests.submit(draft, actor=appointment.person)
    assert not Ask.objects.exists()


@pytest.mark.parametrize(
    "act", [partial(footage_requests.write, written=Written(title="Khác")), footage_requests.drop]
)
def test_an_officer_whose_term_is_over_writes_and_drops_nothing(appointment, act):
    draft = FootageRequestFactory(appointment=appointment)
    Appointment.objects.filter(pk=appointment.pk).update(ended_at=timezone.now())

    with pytest.raises(RuleViolation):
        act(draft, actor=appointment.person)

    kept = FootageRequest.objects.get()
    assert (kept.title, kept.status) == (draft.title, Status.DRAFT)


def test_a_site_that_withdrew_meanwhile_is_not_asked(appointment):
    from tests.cameras.factories import ConsentFactory

    stays, leaves = AskableSiteFactory.create_batch(2, commune=appointment.commune)
    draft = FootageRequestFactory(appointment=appointment, chosen=[stays, leaves])
    ConsentFactory(site=leaves, purpose="P3", granted=False)

    sent = footage_requests.submit(draft, actor=appointment.person)

    assert [ask.site for ask in sent.asks.all()] == [stays]


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("colleague", 200), ("elsewhere", 404), ("stranger", 403)]
)
def test_who_opens_a_request(sign_in, appointment, who, status):
    sent = FootageRequestFactory(appointment=appointment, status=Status.SENT)
    people = {
        "officer": appointment.person,
        "colleague": AppointmentFactory(role=Role.DUTY, commune=appointment.commune).person,
        "elsewhere": AppointmentFactory(role=Role.OFFICER).person,
        "stranger": UserFactory(),
    }

    response = sign_in(people[who]).get(reverse("footage:detail", args=[sent.public_id]))

    assert response.status_code == status
    assert (sent.title in response.text) == (status == 200)


def test_a_draft_is_seen_by_its_officer_alone(sign_in, appointment):
    draft = FootageRequestFactory(appointment=appointment)
    colleague = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune).person

    response = sign_in(colleague).get(reverse("footage:detail", args=[draft.public_id]))

    assert response.status_code == 404


@pytest.mark.parametrize("verb", ["recall", "close", "outcome", "drop", "approve", "refuse"])
def test_another_communes_officer_changes_nothing(sign_in, appointment, verb):
    ask = AskFactory(footage_request__appointment=appointment)
    client = sign_in(AppointmentFactory(role=Role.CHIEF).person)

    response = client.post(reverse(f"footage:{verb}", args=[ask.footage_request.public_id]))

    assert response.status_code == 404
    ask.footage_request.refresh_from_db()
    assert ask.footage_request.status == Status.SENT


def test_recalling_kills_every_link_and_tells_the_owners(client, appointment):
    ask = AskFactory(footage_request__appointment=appointment)

    footage_requests.recall(ask.footage_request, actor=appointment.person)

    response = client.get(reverse("footage:ask", args=[token_of(ask)]))
    assert response.status_code == 410
    assert ask.footage_request.title not in response.text
    assert Notice.objects.get(kind="footage_recalled").recipient == ask.site.owner


def test_every_move_is_one_the_table_allows(appointment):
    chief = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune).person
    moves = {
        Status.SENT: lambda each: reviews.approve(each, actor=chief),
        Status.REFUSED: lambda each: reviews.refuse(each, actor=chief, note="không"),
        Status.DROPPED: lambda each: footage_requests.drop(each, actor=appointment.person),
        Status.RECALLED: lambda each: footage_requests.recall(each, actor=appointment.person),
        Status.CLOSED: lambda each: footage_requests.close(each, actor=appointment.person),
    }
    for status in Status:
        for to, move in moves.items():
            if to in FootageRequest.NEXT[status]:
                continue
            reviewed = {"reviewer": chief, "reviewed_at": timezone.now()}
            each = FootageRequestFactory(
                appointment=appointment,
                status=status,
                **(reviewed if status == Status.REFUSED else {}),
            )
            with pytest.raises(RuleViolation):
                move(each)
            each.refresh_from_db()
            assert each.status == status


def test_a_request_closes_by_itself_when_its_links_have_run_out(appointment):

    past = timezone.now() - timedelta(minutes=1)
    over = AskFactory(
        footage_request__appointment=appointment, expires_at=past, sent_at=past - timedelta(days=1)
    )
    alive = AskFactory(footage_request__appointment=appointment)

    assert asking_tasks.close_expired_requests() == 1

    over.footage_request.refresh_from_db()
    alive.footage_request.refresh_from_db()
    assert (over.footage_request.status, alive.footage_request.status) == (
        Status.CLOSED,
        Status.SENT,
    )


def test_the_timeline_has_a_sentence_for_every_verb_of_a_request():
    assert set(SENTENCES) == set(RequestVerb)


def test_the_commune_s_journal_has_words_for_every_verb_of_its_searches():
    assert [verb for verb in SearchVerb if done_in_journal(verb) == verb] == []


class LaterVerb(JournalVerb):
    SHARED = "shared"


def test_the_timeline_leaves_nothing_out_that_the_journal_has():
    sent = FootageRequestFactory(status=Status.SENT)
    with transaction.atomic():
        record(sent.stream, LaterVerb.SHARED, actor=None)

    assert [step.sentence for step in steps_of(entries_of(sent), {})] == ["shared"]


def test_what_happened_has_pages_and_the_last_one_the_beginning(sign_in):
    sent = FootageRequestFactory(status=Status.SENT)
    with transaction.atomic():
        for _ in range(STEPS + 1):
            record(sent.stream, LaterVerb.SHARED, actor=None)
    client, page = sign_in(sent.officer), reverse("footage:detail", args=[sent.public_id])

    first = client.get(page)
    second = client.get(page, {"after": first.context["earlier"]})

    assert [len(shown.context["timeline"]) for shown in (first, second)] == [STEPS, 1]
    assert second.context["earlier"] is None


def test_what_waits_for_a_look_is_what_evidence_says():
    assert set(TO_REVIEW) == set(Footage.TO_REVIEW)
