import io
import uuid
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.journal.models import Entry
from portal.journal.verbs import Verb as JournalVerb
from portal.notices.models import Notice
from portal.people.models import Appointment, Role
from requests.asking import tasks as asking_tasks
from requests.asking.actions import footage_requests, outcomes, reviews
from requests.asking.actions.asks import IN_CHARGE
from requests.asking.actions.footage_requests import Written
from requests.asking.links import hash_of, token_of
from requests.asking.models import Ask, FootageRequest, Outcome
from requests.asking.police_answers import SENTENCES, TO_REVIEW, timeline_of
from requests.asking.verbs import RequestVerb, SearchVerb
from requests.evidence.models import Footage
from requests.templatetags.footage import done_in_journal
from tests.people.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.requests.factories import (
    PDF,
    PLACE,
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
    an_hour_yesterday,
)
from tests.requests.footage_factories import sealed

pytestmark = pytest.mark.django_db
Status = FootageRequest.Status
ANOTHER_HOUR = Written(more_reason="Có thêm giờ chính xác")


@pytest.fixture
def appointment():
    return AppointmentFactory(role=Role.OFFICER)


def written(**more):
    return {
        "title": "Xe máy va chạm",
        "looking_for": "Xe máy màu đỏ",
        "legal_route": "voluntary",
        "document_number": "214/YC-CAP",
        "document_date": "2026-11-20",
        "signer_rank": "Thượng tá",
        "signer_name": "Phạm Văn Mẫu",
        "document_scan": SimpleUploadedFile("văn bản.pdf", PDF),
        "then": "send",
        **more,
    }


def empty_draft(appointment, **more):
    sites = [AskableSiteFactory(commune=appointment.commune)]
    return FootageRequestFactory(
        appointment=appointment,
        chosen=sites,
        legal_route="",
        document_number="",
        document_date=None,
        signer_name="",
        title="",
        looking_for="",
        document_scan="",
        **more,
    )


def beyond_the_limits(appointment, **more):
    """In a commune where somebody could approve it."""
    here = Appointment.objects.of_role(*IN_CHARGE).filter(commune=appointment.commune)
    if not here.exclude(pk=appointment.pk).exists():
        AppointmentFactory(role=Role.CHIEF, commune=appointment.commune)
    sites = [AskableSiteFactory(commune=appointment.commune)]
    return FootageRequestFactory(
        appointment=appointment, chosen=sites, radius_metres=300, square_metres=282_743, **more
    )


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


def picture(kind):
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(drawn, kind)
    return drawn.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_of_the_document_is_drawn_anew(sign_in, appointment, kind):
    draft = empty_draft(appointment)
    said = written(document_scan=SimpleUploadedFile("scan.pdf", picture(kind)))

    sign_in(appointment.person).post(reverse("footage:write", args=[draft.public_id]), said)

    draft.refresh_from_db()
    assert draft.document_scan.name.endswith(".jpg")
    with draft.document_scan.open("rb") as scan:
        assert Image.open(scan).format == "JPEG"
    assert len(draft.document_scan_sha256) == 64


@pytest.mark.parametrize(
    "content",
    [b"", b"<script>alert(1)</script>", b"GIF89a", b"%PDF-1.4 cut off", b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_document_is_refused_by_its_content(sign_in, appointment, content):
    draft = empty_draft(appointment)
    said = written(
        document_scan=SimpleUploadedFile("document.pdf", content, content_type="application/pdf")
    )

    response = sign_in(appointment.person).post(
        reverse("footage:write", args=[draft.public_id]), said
    )

    assert response.status_code == 422
    assert "document_scan" in response.context["form"].errors
    draft.refresh_from_db()
    assert (draft.status, bool(draft.document_scan)) == (Status.DRAFT, False)


def test_the_scan_is_only_ever_downloaded(sign_in, appointment):
    sent = FootageRequestFactory(appointment=appointment, status=Status.SENT)

    response = sign_in(appointment.person).get(reverse("footage:document", args=[sent.public_id]))

    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert b"".join(response.streaming_content) == PDF


def test_beyond_the_limits_nothing_goes_out_before_another_officer_approves(appointment):
    colleague = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person
    draft = beyond_the_limits(appointment)

    submitted = footage_requests.submit(draft, actor=appointment.person)

    assert (submitted.status, submitted.asks.count()) == (Status.SUBMITTED, 0)
    assert Notice.objects.get(kind="footage_review").recipient == colleague

    sent = reviews.approve(submitted, actor=colleague)

    assert (sent.status, sent.reviewer, sent.asks.count()) == (Status.SENT, colleague, 1)


def test_a_window_of_more_than_two_hours_needs_a_second_officer(appointment):
    AppointmentFactory(role=Role.CHIEF, commune=appointment.commune)
    since = an_hour_yesterday()
    draft = FootageRequestFactory(
        appointment=appointment,
        chosen=[AskableSiteFactory(commune=appointment.commune)],
        since=since,
        until=since + timedelta(hours=2, minutes=1),
    )

    assert footage_requests.submit(draft, actor=appointment.person).status == Status.SUBMITTED


def test_where_nobody_could_approve_it_nothing_is_handed_in(appointment):
    draft = beyond_the_limits(appointment)
    Appointment.objects.exclude(pk=appointment.pk).delete()
    AppointmentFactory(role=Role.DUTY, commune=appointment.commune)
    AppointmentFactory(role=Role.CHIEF)

    with override("en"), pytest.raises(RuleViolation, match="administrator to appoint another"):
        footage_requests.submit(draft, actor=appointment.person)

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_the_author_drops_what_waits_for_a_second_officer(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    client = sign_in(appointment.person)
    url = reverse("footage:drop", args=[submitted.public_id])
    assert url in client.get(reverse("footage:detail", args=[submitted.public_id])).text

    client.post(url)

    submitted.refresh_from_db()
    assert submitted.status == Status.DROPPED


def test_who_may_approve_sees_where_it_is_and_who_would_be_asked(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    site = submitted.chosen.get()
    AskableSiteFactory(commune=appointment.commune)
    colleague = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person

    response = sign_in(colleague).get(reverse("footage:detail", args=[submitted.public_id]))

    drawn = response.context["map"]
    assert [hit["id"] for hit in drawn["hits"]] == [str(site.public_id)]
    assert drawn["point"] == [PLACE.y, PLACE.x]
    assert len(drawn["area"]) == len(submitted.search.area.coords[0])
    for said in ("footage/hits", "Ngã tư Hữu Nghị", "Tai nạn giao thông", "Tìm phương tiện"):
        assert said in response.text
    for secret in (site.owner.full_name, site.owner.phone, site.number):
        assert secret not in response.text


@pytest.mark.parametrize("role", [None, Role.DUTY])
def test_who_may_not_approve_is_shown_no_sites(sign_in, appointment, role):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    person = (
        AppointmentFactory(role=role, commune=appointment.commune).person
        if role
        else appointment.person
    )

    response = sign_in(person).get(reverse("footage:detail", args=[submitted.public_id]))

    assert response.status_code == 200
    assert "map" not in response.context
    assert str(submitted.chosen.get().public_id) not in response.text


def test_another_officer_drops_nothing(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    client = sign_in(AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person)
    url = reverse("footage:drop", args=[submitted.public_id])
    assert url not in client.get(reverse("footage:detail", args=[submitted.public_id])).text

    client.post(url)

    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


def test_officer_cannot_approve_their_own_request(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)

    sign_in(appointment.person).post(reverse("footage:approve", args=[submitted.public_id]))

    submitted.refresh_from_db()
    assert (submitted.status, submitted.asks.count()) == (Status.SUBMITTED, 0)


def test_the_database_holds_that_a_reviewer_is_someone_else(appointment):
    with pytest.raises(IntegrityError, match="footagerequest_reviewed_by_someone_else"):
        FootageRequestFactory(
            appointment=appointment,
            status=Status.SENT,
            reviewer=appointment.person,
            reviewed_at=timezone.now(),
        )


def test_the_database_lets_nothing_beyond_the_limits_out_unreviewed(appointment):
    with pytest.raises(
        IntegrityError, match="footagerequest_beyond_the_limits_leaves_only_reviewed"
    ):
        FootageRequestFactory(appointment=appointment, status=Status.SENT, needs_review=True)


@pytest.mark.parametrize("role", [Role.DUTY, Role.ADMINISTRATOR])
def test_only_officers_and_the_chief_approve(appointment, role):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    other = AppointmentFactory(role=role, commune=appointment.commune).person

    with pytest.raises(RuleViolation):
        reviews.approve(submitted, actor=other)
    assert not Ask.objects.exists()


def test_an_officer_of_another_commune_approves_nothing(sign_in, appointment):
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    stranger = AppointmentFactory(role=Role.CHIEF).person

    response = sign_in(stranger).post(reverse("footage:approve", args=[submitted.public_id]))

    assert response.status_code == 404
    with pytest.raises(RuleViolation):
        reviews.approve(submitted, actor=stranger)
    assert not Ask.objects.exists()


def test_two_officers_at_once_send_it_once(appointment):
    first, second = (
        AppointmentFactory(role=role, commune=appointment.commune).person
        for role in (Role.OFFICER, Role.CHIEF)
    )
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
    reviews.approve(submitted, actor=first)

    with pytest.raises(RuleViolation):
        reviews.approve(submitted, actor=second)

    assert submitted.asks.count() == 1
    assert FootageRequest.objects.get().reviewer == first


def test_pressing_send_twice_asks_once(sign_in, appointment):
    draft = empty_draft(appointment)
    client = sign_in(appointment.person)
    url = reverse("footage:write", args=[draft.public_id])
    client.post(url, written())

    client.post(url, written())

    assert Ask.objects.count() == 1
    assert Notice.objects.filter(kind="footage_asked").count() == 1


def test_of_a_review_the_officer_hears_or_who_is_in_charge_after_that_term(appointment):
    chief = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune).person
    first, second = (
        footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)
        for _ in range(2)
    )
    reviews.approve(first, actor=chief)
    assert Notice.objects.get(kind="footage_reviewed").recipient == appointment.person
    successor = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person
    Appointment.objects.filter(pk=appointment.pk).update(ended_at=timezone.now())

    reviews.approve(second, actor=chief)

    assert Notice.objects.filter(kind="footage_reviewed").latest("pk").recipient == successor
    assert Notice.objects.filter(kind="footage_reviewed").count() == 2


def test_a_request_sent_back_is_mended_and_handed_in_again(appointment):
    chief = AppointmentFactory(role=Role.CHIEF, commune=appointment.commune).person
    submitted = footage_requests.submit(beyond_the_limits(appointment), actor=appointment.person)

    refused = reviews.refuse(submitted, actor=chief, note="Vùng quá rộng")
    again = footage_requests.submit(
        footage_requests.write(refused, Written(title="Hẹp hơn"), actor=appointment.person),
        actor=appointment.person,
    )

    assert (again.status, again.reviewer, again.title) == (Status.SUBMITTED, None, "Hẹp hơn")


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


def test_the_list_asks_as_often_for_three_rows_as_for_one(sign_in, appointment):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(appointment.person)
    AskFactory(footage_request__appointment=appointment)
    client.get(reverse("footage:list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("footage:list"))
    for _ in range(2):
        AskFactory(footage_request__appointment=appointment)
    with CaptureQueriesContext(connection) as three:
        response = client.get(reverse("footage:list"))

    assert len(response.context["page"].rows) == 3
    assert len(one) == len(three)


@pytest.mark.parametrize("key", ["-1", "9" * 40, "' OR 1=1", "²"])
def test_any_page_key_gives_a_page(sign_in, appointment, key):
    response = sign_in(appointment.person).get(reverse("footage:list"), {"before": key})

    assert response.status_code == 200


def listed_for(client, words, **more):
    response = client.get(reverse("footage:list"), {"q": words, **more})
    assert response.status_code == 200
    return response.context["page"].rows


@pytest.mark.parametrize(
    "words",
    [
        "214/yc",
        " 214/YC-CAP ",
        "vv2026/118",
        "Vv 2026/118",
        "2026/118",
        "MC1-0482-H",
        "mc1 0482h",
        "MC10482H",
    ],
)
def test_the_desk_finds_a_request_by_any_of_its_numbers(sign_in, appointment, words):
    ask = AskFactory(
        footage_request__appointment=appointment,
        footage_request__document_number="214/YC-CAP",
        footage_request__incident__case_number="VV 2026/118",
    )
    AskFactory(
        footage_request__appointment=appointment, footage_request__incident__case_number="TR 7"
    )
    type(ask.site).objects.filter(pk=ask.site_id).update(number="MC1-0482-H")
    desk = sign_in(AppointmentFactory(role=Role.DUTY, commune=appointment.commune).person)

    assert listed_for(desk, words) == [ask.footage_request]


@pytest.mark.parametrize("words", ["999/XX", "%", "_", "x" * 5000, "MC1", "MC1-0482-L", "' OR 1=1"])
def test_what_is_no_number_finds_nothing_and_breaks_nothing(sign_in, appointment, words):
    AskFactory(footage_request__appointment=appointment)

    assert listed_for(sign_in(appointment.person), words) == []


def test_the_desk_finds_nothing_of_another_commune_and_no_draft_of_others(sign_in, appointment):
    elsewhere, draft = AskFactory(), FootageRequestFactory(appointment=appointment)
    type(elsewhere.site).objects.filter(pk=elsewhere.site_id).update(number="MC1-0482-H")
    desk = sign_in(AppointmentFactory(role=Role.DUTY, commune=appointment.commune).person)

    assert listed_for(desk, elsewhere.footage_request.document_number) == []
    assert listed_for(desk, "MC1-0482-H") == []
    assert listed_for(desk, draft.document_number) == []


def test_what_was_found_goes_on_over_pages(sign_in, appointment, monkeypatch):
    from requests.asking.views import footage_requests as views

    monkeypatch.setattr(views, "PAGE", 1)
    first, second = (
        FootageRequestFactory(
            appointment=appointment, status=Status.SENT, document_number=f"214/{n}"
        )
        for n in (1, 2)
    )
    FootageRequestFactory(appointment=appointment, status=Status.SENT, document_number="9/1")
    client = sign_in(appointment.person)

    page = client.get(reverse("footage:list"), {"q": "214/"})

    assert page.context["page"].rows == [second]
    assert f"?q=214/&amp;after={second.pk}" in page.text.replace("%2F", "/")
    assert listed_for(client, "214/", after=second.pk) == [first]


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

    assert [step.sentence for step in timeline_of(sent, {})] == ["shared"]


def test_what_waits_for_a_look_is_what_evidence_says():
    assert set(TO_REVIEW) == set(Footage.TO_REVIEW)


def test_an_outcome_sent_twice_with_one_key_is_told_once():
    ask = sealed().upload.ask
    footage_request, once = ask.footage_request, uuid.uuid4()

    told = [
        outcomes.tell_outcome(footage_request, "used", actor=footage_request.officer, once=once)
        for _ in range(2)
    ]

    assert told[0] == told[1] == Outcome.objects.get()
    assert Notice.objects.filter(kind="footage_outcome").count() == 1


def test_a_key_that_has_told_one_outcome_tells_no_other_in_silence():
    footage_request, once = sealed().upload.ask.footage_request, uuid.uuid4()
    tell = partial(outcomes.tell_outcome, footage_request, actor=footage_request.officer, once=once)
    tell("used")

    with pytest.raises(RuleViolation):
        tell("solved")
    assert Outcome.objects.get().kind == "used"


def test_one_key_for_two_requests_tells_both_outcomes(appointment):
    once = uuid.uuid4()
    both = FootageRequestFactory.create_batch(2, appointment=appointment, status=Status.SENT)

    for footage_request in both:
        sealed(ask__footage_request=footage_request)
        outcomes.tell_outcome(footage_request, "used", actor=appointment.person, once=once)

    assert [footage_request.outcomes.count() for footage_request in both] == [1, 1]
