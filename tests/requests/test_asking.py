import io
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import Notice
from portal.people.models import Post, Role
from requests.actions import asking, following
from requests.links import hash_of, token_of
from requests.models import Ask, FootageRequest
from tests.people.factories import MembershipFactory, OrganisationFactory, PostFactory, UserFactory
from tests.requests.factories import (
    PDF,
    PLACE,
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
)

pytestmark = pytest.mark.django_db
Status = FootageRequest.Status


@pytest.fixture
def post():
    return PostFactory(role=Role.OFFICER)


def written(**more):
    return {
        "title": "Xe máy va chạm",
        "looking_for": "Xe máy màu đỏ",
        "legal_route": "voluntary",
        "document_number": "214/YC-CAP",
        "document_date": "2026-11-20",
        "signer_rank": "Thượng tá",
        "signer_name": "Phạm Văn Mẫu",
        "scan": SimpleUploadedFile("văn bản.pdf", PDF),
        "then": "send",
        **more,
    }


def empty_draft(post, **more):
    sites = [AskableSiteFactory(commune=post.commune)]
    return FootageRequestFactory(
        post=post,
        chosen=sites,
        legal_route="",
        document_number="",
        document_date=None,
        signer_name="",
        title="",
        looking_for="",
        scan="",
        **more,
    )


def beyond_the_limits(post, **more):
    """In a commune where somebody could approve it."""
    here = Post.objects.of_role(*asking.REVIEWERS).filter(commune=post.commune)
    if not here.exclude(pk=post.pk).exists():
        PostFactory(role=Role.CHIEF, commune=post.commune)
    sites = [AskableSiteFactory(commune=post.commune)]
    return FootageRequestFactory(
        post=post, chosen=sites, radius_metres=300, square_metres=282_743, **more
    )


def test_a_complete_request_goes_out_at_once_within_the_limits(sign_in, post):
    draft = empty_draft(post)
    owner = draft.chosen.get().owner

    sign_in(post.person).post(reverse("footage:write", args=[draft.public_id]), written())

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


def test_everyone_who_answers_for_an_organisation_is_told(post):
    shop = OrganisationFactory(commune=post.commune)
    people = [MembershipFactory(organisation=shop).person for _ in range(2)]
    site = AskableSiteFactory(
        commune=post.commune,
        kind="business",
        owner=None,
        organisation=shop,
        employees_told_at=timezone.now(),
    )
    draft = FootageRequestFactory(post=post, chosen=[site])

    asking.submit(draft, actor=post.person)

    assert {notice.recipient for notice in Notice.objects.filter(kind="footage_asked")} == set(
        people
    )


def test_links_die_with_the_footage_or_after_ten_days(post):
    quick = AskableSiteFactory(commune=post.commune)
    slow = AskableSiteFactory(commune=post.commune, camera__retention_days=30)
    unknown = AskableSiteFactory(commune=post.commune, camera__retention_days=None)
    draft = FootageRequestFactory(post=post, chosen=[quick, slow, unknown])

    sent = asking.submit(draft, actor=post.person)

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
        "scan",
    ],
)
def test_nobody_is_asked_without_the_whole_document_but_the_draft_is_kept(sign_in, post, missing):
    draft = empty_draft(post)
    said = written()
    del said[missing]

    response = sign_in(post.person).post(reverse("footage:write", args=[draft.public_id]), said)

    assert response.status_code == 422
    assert missing in response.context["form"].errors
    draft.refresh_from_db()
    assert (draft.status, draft.asks.count()) == (Status.DRAFT, 0)
    kept = "signer_name" if missing != "signer_name" else "title"
    assert getattr(draft, kept) == said[kept]


def test_the_database_lets_no_request_out_without_its_document():
    with pytest.raises(IntegrityError, match="footagerequest_sent_carries_a_written_document"):
        FootageRequestFactory(status=Status.SENT, scan="")


def picture(kind):
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(drawn, kind)
    return drawn.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_of_the_document_is_drawn_anew(sign_in, post, kind):
    draft = empty_draft(post)
    said = written(scan=SimpleUploadedFile("scan.pdf", picture(kind)))

    sign_in(post.person).post(reverse("footage:write", args=[draft.public_id]), said)

    draft.refresh_from_db()
    assert draft.scan.name.endswith(".jpg")
    with draft.scan.open("rb") as scan:
        assert Image.open(scan).format == "JPEG"
    assert len(draft.scan_sha256) == 64


@pytest.mark.parametrize(
    "content",
    [b"", b"<script>alert(1)</script>", b"GIF89a", b"%PDF-1.4 cut off", b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_document_is_refused_by_its_content(sign_in, post, content):
    draft = empty_draft(post)
    said = written(scan=SimpleUploadedFile("document.pdf", content, content_type="application/pdf"))

    response = sign_in(post.person).post(reverse("footage:write", args=[draft.public_id]), said)

    assert response.status_code == 422
    assert "scan" in response.context["form"].errors
    draft.refresh_from_db()
    assert (draft.status, bool(draft.scan)) == (Status.DRAFT, False)


def test_the_scan_is_only_ever_downloaded(sign_in, post):
    sent = FootageRequestFactory(post=post, status=Status.SENT)

    response = sign_in(post.person).get(reverse("footage:document", args=[sent.public_id]))

    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert b"".join(response.streaming_content) == PDF


def test_beyond_the_limits_nothing_goes_out_before_another_officer_approves(post):
    colleague = PostFactory(role=Role.OFFICER, commune=post.commune).person
    draft = beyond_the_limits(post)

    submitted = asking.submit(draft, actor=post.person)

    assert (submitted.status, submitted.asks.count()) == (Status.SUBMITTED, 0)
    assert Notice.objects.get(kind="footage_review").recipient == colleague

    sent = asking.approve(submitted, actor=colleague)

    assert (sent.status, sent.reviewer, sent.asks.count()) == (Status.SENT, colleague, 1)


def test_a_window_of_more_than_two_hours_needs_a_second_officer(post):
    PostFactory(role=Role.CHIEF, commune=post.commune)
    draft = FootageRequestFactory(post=post, chosen=[AskableSiteFactory(commune=post.commune)])
    draft.until = draft.since + timedelta(hours=2, minutes=1)
    draft.save(update_fields=["until"])

    assert asking.submit(draft, actor=post.person).status == Status.SUBMITTED


def test_where_nobody_could_approve_it_nothing_is_handed_in(post):
    draft = beyond_the_limits(post)
    Post.objects.exclude(pk=post.pk).delete()
    PostFactory(role=Role.DUTY, commune=post.commune)
    PostFactory(role=Role.CHIEF)

    with override("en"), pytest.raises(RuleViolation, match="administrator to appoint another"):
        asking.submit(draft, actor=post.person)

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_the_author_drops_what_waits_for_a_second_officer(sign_in, post):
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)
    client = sign_in(post.person)
    url = reverse("footage:drop", args=[submitted.public_id])
    assert url in client.get(reverse("footage:detail", args=[submitted.public_id])).text

    client.post(url)

    submitted.refresh_from_db()
    assert submitted.status == Status.DROPPED


def test_who_may_approve_sees_where_it_is_and_who_would_be_asked(sign_in, post):
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)
    site = submitted.chosen.get()
    AskableSiteFactory(commune=post.commune)
    colleague = PostFactory(role=Role.OFFICER, commune=post.commune).person

    response = sign_in(colleague).get(reverse("footage:detail", args=[submitted.public_id]))

    drawn = response.context["map"]
    assert [hit["id"] for hit in drawn["hits"]] == [str(site.public_id)]
    assert drawn["point"] == [PLACE.y, PLACE.x]
    assert len(drawn["area"]) == len(submitted.area.coords[0])
    for said in ("footage/found", "Ngã tư Hữu Nghị", "Tai nạn giao thông", "Tìm phương tiện"):
        assert said in response.text
    for secret in (site.owner.full_name, site.owner.phone, site.number):
        assert secret not in response.text


@pytest.mark.parametrize("role", [None, Role.DUTY])
def test_who_may_not_approve_is_shown_no_sites(sign_in, post, role):
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)
    person = PostFactory(role=role, commune=post.commune).person if role else post.person

    response = sign_in(person).get(reverse("footage:detail", args=[submitted.public_id]))

    assert response.status_code == 200
    assert "map" not in response.context
    assert str(submitted.chosen.get().public_id) not in response.text


def test_another_officer_drops_nothing(sign_in, post):
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)
    client = sign_in(PostFactory(role=Role.OFFICER, commune=post.commune).person)
    url = reverse("footage:drop", args=[submitted.public_id])
    assert url not in client.get(reverse("footage:detail", args=[submitted.public_id])).text

    client.post(url)

    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


def test_officer_cannot_approve_their_own_request(sign_in, post):
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)

    sign_in(post.person).post(reverse("footage:approve", args=[submitted.public_id]))

    submitted.refresh_from_db()
    assert (submitted.status, submitted.asks.count()) == (Status.SUBMITTED, 0)


def test_the_database_holds_that_a_reviewer_is_someone_else(post):
    with pytest.raises(IntegrityError, match="footagerequest_reviewed_by_someone_else"):
        FootageRequestFactory(
            post=post, status=Status.SENT, reviewer=post.person, reviewed_at=timezone.now()
        )


def test_the_database_lets_nothing_beyond_the_limits_out_unreviewed(post):
    with pytest.raises(
        IntegrityError, match="footagerequest_beyond_the_limits_leaves_only_reviewed"
    ):
        FootageRequestFactory(post=post, status=Status.SENT, needs_review=True)


@pytest.mark.parametrize("role", [Role.DUTY, Role.ADMINISTRATOR])
def test_only_officers_and_the_chief_approve(post, role):
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)
    other = PostFactory(role=role, commune=post.commune).person

    with pytest.raises(RuleViolation):
        asking.approve(submitted, actor=other)
    assert not Ask.objects.exists()


def test_an_officer_of_another_commune_approves_nothing(sign_in, post):
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)
    stranger = PostFactory(role=Role.CHIEF).person

    response = sign_in(stranger).post(reverse("footage:approve", args=[submitted.public_id]))

    assert response.status_code == 404
    with pytest.raises(RuleViolation):
        asking.approve(submitted, actor=stranger)
    assert not Ask.objects.exists()


def test_two_officers_at_once_send_it_once(post):
    first, second = (
        PostFactory(role=role, commune=post.commune).person for role in (Role.OFFICER, Role.CHIEF)
    )
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)
    asking.approve(submitted, actor=first)

    with pytest.raises(RuleViolation):
        asking.approve(submitted, actor=second)

    assert submitted.asks.count() == 1
    assert FootageRequest.objects.get().reviewer == first


def test_pressing_send_twice_asks_once(sign_in, post):
    draft = empty_draft(post)
    client = sign_in(post.person)
    url = reverse("footage:write", args=[draft.public_id])
    client.post(url, written())

    client.post(url, written())

    assert Ask.objects.count() == 1
    assert Notice.objects.filter(kind="footage_asked").count() == 1


def test_of_a_review_the_officer_hears_or_who_is_in_charge_after_that_term(post):
    chief = PostFactory(role=Role.CHIEF, commune=post.commune).person
    first, second = (asking.submit(beyond_the_limits(post), actor=post.person) for _ in range(2))
    asking.approve(first, actor=chief)
    assert Notice.objects.get(kind="footage_reviewed").recipient == post.person
    successor = PostFactory(role=Role.OFFICER, commune=post.commune).person
    Post.objects.filter(pk=post.pk).update(ended_at=timezone.now())

    asking.approve(second, actor=chief)

    assert Notice.objects.filter(kind="footage_reviewed").latest("pk").recipient == successor
    assert Notice.objects.filter(kind="footage_reviewed").count() == 2


def test_a_request_sent_back_is_mended_and_handed_in_again(post):
    chief = PostFactory(role=Role.CHIEF, commune=post.commune).person
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)

    refused = asking.refuse(submitted, actor=chief, note="Vùng quá rộng")
    again = asking.submit(
        asking.write(refused, actor=post.person, title="Hẹp hơn"), actor=post.person
    )

    assert (again.status, again.reviewer, again.title) == (Status.SUBMITTED, None, "Hẹp hơn")


def test_nobody_writes_on_a_request_that_was_handed_in(post):
    submitted = asking.submit(beyond_the_limits(post), actor=post.person)

    with pytest.raises(RuleViolation):
        asking.write(submitted, actor=post.person, title="Khác")


def asked_before(post, times):
    """A draft to a site whose owner was asked about this incident so many times already."""
    draft = FootageRequestFactory(post=post, chosen=[AskableSiteFactory(commune=post.commune)])
    for _ in range(times):
        earlier = FootageRequestFactory(post=post, incident=draft.incident, status=Status.SENT)
        AskFactory(footage_request=earlier, site=draft.chosen.get())
    return draft


def test_an_owner_is_asked_a_third_time_only_with_a_reason(post):
    draft = asked_before(post, 2)

    with pytest.raises(RuleViolation):
        asking.submit(draft, actor=post.person)
    asking.write(draft, actor=post.person, more_reason="Có thêm giờ chính xác")

    assert asking.submit(draft, actor=post.person).status == Status.SENT


def test_an_owner_is_never_asked_a_fourth_time(post):
    draft = asked_before(post, 3)
    asking.write(draft, actor=post.person, more_reason="Có thêm giờ chính xác")

    with pytest.raises(RuleViolation):
        asking.submit(draft, actor=post.person)
    assert draft.asks.count() == 0


def test_an_officer_whose_term_is_over_sends_nothing(post):
    draft = FootageRequestFactory(post=post, chosen=[AskableSiteFactory(commune=post.commune)])
    yesterday = timezone.localdate() - timedelta(days=1)
    post.since, post.until = yesterday, yesterday
    post.save()

    with pytest.raises(RuleViolation):
        asking.submit(draft, actor=post.person)
    assert not Ask.objects.exists()


@pytest.mark.parametrize("act", [partial(asking.write, title="Khác"), asking.drop])
def test_an_officer_whose_term_is_over_writes_and_drops_nothing(post, act):
    draft = FootageRequestFactory(post=post)
    Post.objects.filter(pk=post.pk).update(ended_at=timezone.now())

    with pytest.raises(RuleViolation):
        act(draft, actor=post.person)

    kept = FootageRequest.objects.get()
    assert (kept.title, kept.status) == (draft.title, Status.DRAFT)


def test_a_site_that_withdrew_meanwhile_is_not_asked(post):
    from tests.cameras.factories import ConsentFactory

    stays, leaves = AskableSiteFactory.create_batch(2, commune=post.commune)
    draft = FootageRequestFactory(post=post, chosen=[stays, leaves])
    ConsentFactory(site=leaves, purpose="P3", granted=False)

    sent = asking.submit(draft, actor=post.person)

    assert [ask.site for ask in sent.asks.all()] == [stays]


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("colleague", 200), ("elsewhere", 404), ("stranger", 403)]
)
def test_who_opens_a_request(sign_in, post, who, status):
    sent = FootageRequestFactory(post=post, status=Status.SENT)
    people = {
        "officer": post.person,
        "colleague": PostFactory(role=Role.DUTY, commune=post.commune).person,
        "elsewhere": PostFactory(role=Role.OFFICER).person,
        "stranger": UserFactory(),
    }

    response = sign_in(people[who]).get(reverse("footage:detail", args=[sent.public_id]))

    assert response.status_code == status
    assert (sent.title in response.text) == (status == 200)


def test_a_draft_is_seen_by_its_officer_alone(sign_in, post):
    draft = FootageRequestFactory(post=post)
    colleague = PostFactory(role=Role.CHIEF, commune=post.commune).person

    response = sign_in(colleague).get(reverse("footage:detail", args=[draft.public_id]))

    assert response.status_code == 404


@pytest.mark.parametrize("verb", ["recall", "close", "outcome", "drop", "approve", "refuse"])
def test_another_communes_officer_changes_nothing(sign_in, post, verb):
    ask = AskFactory(footage_request__post=post)
    client = sign_in(PostFactory(role=Role.CHIEF).person)

    response = client.post(reverse(f"footage:{verb}", args=[ask.footage_request.public_id]))

    assert response.status_code == 404
    ask.footage_request.refresh_from_db()
    assert ask.footage_request.status == Status.SENT


def test_recalling_kills_every_link_and_tells_the_owners(client, post):
    ask = AskFactory(footage_request__post=post)

    following.recall(ask.footage_request, actor=post.person)

    response = client.get(reverse("footage:ask", args=[token_of(ask)]))
    assert response.status_code == 410
    assert ask.footage_request.title not in response.text
    assert Notice.objects.get(kind="footage_recalled").recipient == ask.site.owner


def test_every_move_is_one_the_table_allows(post):
    chief = PostFactory(role=Role.CHIEF, commune=post.commune).person
    moves = {
        Status.SENT: lambda each: asking.approve(each, actor=chief),
        Status.REFUSED: lambda each: asking.refuse(each, actor=chief, note="không"),
        Status.DROPPED: lambda each: asking.drop(each, actor=post.person),
        Status.RECALLED: lambda each: following.recall(each, actor=post.person),
        Status.CLOSED: lambda each: following.close(each, actor=post.person),
    }
    for status in Status:
        for to, move in moves.items():
            if to in FootageRequest.NEXT[status]:
                continue
            reviewed = {"reviewer": chief, "reviewed_at": timezone.now()}
            each = FootageRequestFactory(
                post=post, status=status, **(reviewed if status == Status.REFUSED else {})
            )
            with pytest.raises(RuleViolation):
                move(each)
            each.refresh_from_db()
            assert each.status == status


def test_a_request_closes_by_itself_when_its_links_have_run_out(post):
    from requests import tasks

    past = timezone.now() - timedelta(minutes=1)
    over = AskFactory(footage_request__post=post, expires_at=past, sent_at=past - timedelta(days=1))
    alive = AskFactory(footage_request__post=post)

    assert tasks.close_expired_requests() == 1

    over.footage_request.refresh_from_db()
    alive.footage_request.refresh_from_db()
    assert (over.footage_request.status, alive.footage_request.status) == (
        Status.CLOSED,
        Status.SENT,
    )


def test_the_list_asks_as_often_for_three_rows_as_for_one(sign_in, post):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(post.person)
    AskFactory(footage_request__post=post)
    client.get(reverse("footage:list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("footage:list"))
    for _ in range(2):
        AskFactory(footage_request__post=post)
    with CaptureQueriesContext(connection) as three:
        response = client.get(reverse("footage:list"))

    assert len(response.context["requests"]) == 3
    assert len(one) == len(three)


@pytest.mark.parametrize("key", ["-1", "9" * 40, "' OR 1=1", "²"])
def test_any_page_key_gives_a_page(sign_in, post, key):
    response = sign_in(post.person).get(reverse("footage:list"), {"before": key})

    assert response.status_code == 200


def found_by(client, words, **more):
    response = client.get(reverse("footage:list"), {"q": words, **more})
    assert response.status_code == 200
    return response.context["requests"]


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
def test_the_desk_finds_a_request_by_any_of_its_numbers(sign_in, post, words):
    ask = AskFactory(
        footage_request__post=post,
        footage_request__document_number="214/YC-CAP",
        footage_request__incident__case_number="VV 2026/118",
    )
    AskFactory(footage_request__post=post, footage_request__incident__case_number="TR 7")
    type(ask.site).objects.filter(pk=ask.site_id).update(number="MC1-0482-H")
    desk = sign_in(PostFactory(role=Role.DUTY, commune=post.commune).person)

    assert found_by(desk, words) == [ask.footage_request]


@pytest.mark.parametrize("words", ["999/XX", "%", "_", "x" * 5000, "MC1", "MC1-0482-L", "' OR 1=1"])
def test_what_is_no_number_finds_nothing_and_breaks_nothing(sign_in, post, words):
    AskFactory(footage_request__post=post)

    assert found_by(sign_in(post.person), words) == []


def test_the_desk_finds_nothing_of_another_commune_and_no_draft_of_others(sign_in, post):
    elsewhere, draft = AskFactory(), FootageRequestFactory(post=post)
    type(elsewhere.site).objects.filter(pk=elsewhere.site_id).update(number="MC1-0482-H")
    desk = sign_in(PostFactory(role=Role.DUTY, commune=post.commune).person)

    assert found_by(desk, elsewhere.footage_request.document_number) == []
    assert found_by(desk, "MC1-0482-H") == []
    assert found_by(desk, draft.document_number) == []


def test_what_was_found_goes_on_over_pages(sign_in, post, monkeypatch):
    from requests.views import asking as views

    monkeypatch.setattr(views, "PAGE", 1)
    first, second = (
        FootageRequestFactory(post=post, status=Status.SENT, document_number=f"214/{n}")
        for n in (1, 2)
    )
    FootageRequestFactory(post=post, status=Status.SENT, document_number="9/1")
    client = sign_in(post.person)

    page = client.get(reverse("footage:list"), {"q": "214/"})

    assert page.context["requests"] == [second]
    assert f"?q=214/&amp;before={second.pk}" in page.text.replace("%2F", "/")
    assert found_by(client, "214/", before=second.pk) == [first]
